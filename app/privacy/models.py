"""The register of breaches (GDPR art. 33 §5): every one, also those nobody had to be told of. Never deleted."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Risk(models.TextChoices):
    """To the rights of the persons: none is recorded only, a risk is told to the authority, a high one to them too."""

    NONE = "none", _("Unlikely to be a risk")
    RISK = "risk", _("A risk")
    HIGH = "high", _("A high risk")


class Breach(models.Model):
    """One breach. `aware_at` starts the 72 hours of art. 33 §1."""

    aware_at = models.DateTimeField()
    notify_by = models.DateTimeField(help_text="72 hours after the fund became aware")
    nature = models.TextField(help_text="what happened, and to which data")
    persons_concerned = models.PositiveIntegerField(help_text="approximate number")
    risk = models.CharField(max_length=4, choices=Risk, blank=True)
    consequences = models.TextField(blank=True)
    measures = models.TextField(blank=True)
    notified_at = models.DateTimeField(null=True, blank=True)
    authority_reference = models.TextField(blank=True)
    late_reason = models.TextField(blank=True, help_text="why the authority was told after 72 hours")
    not_notified_reason = models.TextField(blank=True)
    informed_at = models.DateTimeField(null=True, blank=True)
    informed = models.PositiveIntegerField(default=0, help_text="persons written to")
    closed_at = models.DateTimeField(null=True, blank=True)
    case_ref = models.TextField(unique=True)
    recorded_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(risk__in=["", *Risk.values]), name="breach_risk_known"),
            models.CheckConstraint(
                condition=Q(notified_at__isnull=True)
                | Q(notified_at__lte=models.F("notify_by"))
                | ~Q(late_reason=""),
                name="breach_late_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(notified_at__isnull=False)
                | ~Q(not_notified_reason=""),
                name="breach_closed_told_or_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """`BR0001`."""
        return f"BR{self.pk:04d}"
