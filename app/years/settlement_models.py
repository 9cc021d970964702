"""A year settled for many: one run over the incomes that were told, each settled once."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class SettlementState(models.TextChoices):
    """Of a run; the transitions are in `settlement_life.py`."""

    PREPARED = "prepared", _("Prepared, to be approved")
    RUNNING = "running", pgettext_lazy("settlements", "Running")
    PAUSED = "paused", pgettext_lazy("settlements", "Paused")
    BOOKED = "booked", pgettext_lazy("settlements", "Booked, letters to make")
    FINISHED = "finished", pgettext_lazy("settlements", "Finished")
    CANCELLED = "cancelled", pgettext_lazy("settlements", "Cancelled")


class SettlementRun(models.Model):
    """The incomes of a year settled together. They are frozen when it is prepared; `checksum` is what a second person
    approves. Its refunds are one proposal: another than who let it run approves them all, by `refunds_checksum`."""

    year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=SettlementState, default=SettlementState.PREPARED)
    population = models.PositiveIntegerField(default=0)
    checksum = models.CharField(max_length=64, help_text="sha256 over parties and incomes")
    case_ref = models.TextField(blank=True)
    prepared_by = models.TextField()
    prepared_at = models.DateTimeField()
    approved_by = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True)
    refunds_approved_by = models.TextField(blank=True)
    refunds_approved_at = models.DateTimeField(null=True)
    refunds_checksum = models.CharField(
        max_length=64, blank=True, help_text="sha256 over the approved refunds and their amounts"
    )
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0, help_text="of work, pauses aside")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year"],
                condition=~Q(state__in=["finished", "cancelled"]),
                name="settlement_run_one_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SettlementState.values), name="settlement_run_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "cancelled"]) | Q(approved_at__isnull=False),
                name="settlement_run_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")),
                name="settlement_run_by_four_eyes",
            ),
            models.CheckConstraint(
                condition=Q(refunds_approved_by="")
                | (~Q(refunds_approved_by=F("approved_by")) & Q(refunds_approved_at__isnull=False)),
                name="settlement_refunds_by_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return str(self.year)
