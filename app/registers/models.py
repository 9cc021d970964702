"""Legal values the fund's officers publish beside those that are shipped: proposed by one, decided by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class ValueState(models.TextChoices):
    """Of a proposed value; the transitions are in `value_life.py`."""

    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    CORRECTED = "corrected", _("Corrected by a later one")


class Confidence(models.TextChoices):
    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Standing(models.TextChoices):
    """What is known of a value's truth; the state of the row itself is `ValueState`."""

    VERIFIED = "verified", _("Verified")
    TO_VERIFY = "to_verify", _("To verify")
    DRAFT = "draft", _("Draft")
    POLICY = "policy", _("Policy of the fund")


class LegalValue(models.Model):
    """One value of a legal parameter from a day on. Once published its content never changes (a trigger sees to it):
    the next value ends it, and a mistake is corrected by another row of the same first day.
    """

    code = models.TextField(help_text="as in processes/parameters, e.g. CONTRIB.FLOOR")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True, help_text="last day; empty while it is open")
    value = models.JSONField(help_text="a number is written as text, so that no digit is lost")
    unit = models.TextField(blank=True)
    legal_basis = models.TextField()
    source = models.TextField()
    confidence = models.CharField(max_length=8, choices=Confidence)
    standing = models.CharField(max_length=12, choices=Standing)
    reason = models.TextField(help_text="why it is proposed")
    state = models.CharField(max_length=12, choices=ValueState, default=ValueState.PROPOSED, editable=False)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text="of whoever decided")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(code=""), name="value_has_code"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="value_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="value_decided_iff_not_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "corrected"]) | ~Q(decided_by=F("proposed_by")),
                name="value_published_by_another",
            ),
            models.CheckConstraint(condition=Q(state__in=ValueState.values), name="value_state_known"),
            models.CheckConstraint(
                condition=Q(confidence__in=Confidence.values), name="value_confidence_known"
            ),
            models.CheckConstraint(condition=Q(standing__in=Standing.values), name="value_standing_known"),
            models.UniqueConstraint(
                fields=["code", "valid_from"],
                condition=Q(state="published"),
                name="value_published_once_a_day",
            ),
            models.UniqueConstraint(
                fields=["code", "valid_from"], condition=Q(state="proposed"), name="value_proposed_once_a_day"
            ),
        ]
        indexes = [models.Index(fields=["state", "code", "valid_from"], name="value_by_state")]

    def __str__(self) -> str:
        return f"{self.code} from {self.valid_from}"
