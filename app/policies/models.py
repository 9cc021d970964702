"""Service-level policies as editions: proposed by one person, published by another, never edited."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from workflows.models import ServiceLevelClock


class EditionState(models.TextChoices):
    """Of an edition; the transitions are in `edition_life.py`."""

    PROPOSED = "proposed", _("Proposed")
    PUBLISHED = "published", _("Published")
    REJECTED = "rejected", _("Turned down")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class PolicyEdition(models.Model):
    """One policy from a day on. The latest published edition of a policy counts; one that ends it has no clocks.

    Once proposed its content never changes (a trigger sees to it): the next edition follows it.
    """

    policy = models.SlugField(max_length=40, help_text="the same in all editions, e.g. quick_start")
    number = models.PositiveIntegerField(help_text="1 for the first edition of the policy")
    content = models.JSONField(help_text="titles, selector, calendar, targets, …: see content.py")
    valid_from = models.DateField(help_text="cases and tasks opened from this day on have its clocks")
    valid_until = models.DateField(null=True, blank=True, help_text="last day; empty while no end is known")
    is_end = models.BooleanField(default=False, help_text="from its first day on the policy counts no more")
    reason = models.TextField(help_text="why it is proposed")
    state = models.CharField(
        max_length=12, choices=EditionState, default=EditionState.PROPOSED, editable=False
    )
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, help_text="of whoever decided")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["policy", "number"], name="policy_edition_numbered_once"),
            models.UniqueConstraint(
                fields=["policy"], condition=Q(state="proposed"), name="policy_edition_proposed_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(policy="") & ~Q(reason=""), name="policy_edition_has_policy_and_reason"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="policy_edition_numbered_from_one"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("valid_from")),
                name="policy_edition_days_in_order",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="proposed") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="policy_edition_decided_iff_not_proposed",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | ~Q(decided_by=F("proposed_by")),
                name="policy_edition_published_by_another",
            ),
            models.CheckConstraint(
                condition=Q(state__in=EditionState.values), name="policy_edition_state_known"
            ),
        ]
        indexes = [models.Index(fields=["state", "policy", "-number"], name="policy_edition_by_state")]

    def __str__(self) -> str:
        return f"{self.policy} {self.number}"

    @property
    def titles(self) -> dict[str, str]:
        titles: dict[str, str] = self.content["titles"]
        return titles

    @property
    def targets(self) -> dict[str, Any]:
        targets: dict[str, Any] = self.content["targets"]
        return targets


class ClockMove(models.Model):
    """A running clock set on another edition by somebody's decision, and what it was before, so that it can go back."""

    clock = models.ForeignKey(ServiceLevelClock, models.CASCADE, related_name="+")
    case_ref = models.TextField()
    edition = models.ForeignKey(PolicyEdition, models.PROTECT, related_name="moves")
    from_number = models.PositiveIntegerField(help_text="the edition it was started with or last set on")
    before = models.JSONField(help_text="policy, target and fired steps, as the kernel gave them")
    old_target_at = models.DateTimeField()
    new_target_at = models.DateTimeField()
    reason = models.TextField()
    moved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    moved_at = models.DateTimeField()
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="clock_move_has_reason"),
            models.CheckConstraint(
                condition=Q(undone_by__isnull=True, undone_at__isnull=True)
                | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="clock_move_undone_by_somebody",
            ),
        ]
        indexes = [models.Index(fields=["edition", "-moved_at"], name="clock_move_by_edition")]

    def __str__(self) -> str:
        return f"{self.case_ref}: {self.from_number} → {self.edition}"
