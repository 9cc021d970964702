"""The call of a quarter: who was called, what was booked for each, and how far it is."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from app.accounts.hiding import hide_by
from app.correspondence.models import Letter
from app.ledger.models import Receivable
from app.people.models import Party


class CallState(models.TextChoices):
    """Of a call; the transitions are in `call_life.py`."""

    PREPARED = "prepared", _("Prepared, to be approved")
    RUNNING = "running", pgettext_lazy("call", "Running")
    PAUSED = "paused", pgettext_lazy("call", "Paused")
    BOOKED = "booked", _("Booked, notices to make")
    FINISHED = "finished", _("Finished")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")


class LineState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("call", "Waiting")
    BOOKED = "booked", pgettext_lazy("line", "Booked")
    NOTHING_DUE = "nothing_due", _("Nothing due")
    FAILED = "failed", pgettext_lazy("call", "Failed")


class QuarterlyCall(models.Model):
    """One quarter called, or called again for those who came later. Its population is frozen when it is prepared;
    `checksum` is what a second person approves."""

    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField()
    due_on = models.DateField(help_text="last day of the quarter; it never rolls")
    state = models.CharField(max_length=10, choices=CallState, default=CallState.PREPARED, editable=False)
    population = models.PositiveIntegerField(default=0)
    checksum = models.CharField(max_length=64, help_text="sha256 over the called parties")
    case_ref = models.TextField(blank=True)
    prepared_by = models.TextField()
    prepared_at = models.DateTimeField()
    approved_by = models.TextField(blank=True)
    approved_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    seconds = models.FloatField(default=0, help_text="of work, pauses aside")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["year", "quarter"],
                condition=~Q(state__in=["finished", "cancelled"]),
                name="call_one_at_a_time",
            ),
            models.CheckConstraint(condition=Q(state__in=CallState.values), name="call_state_known"),
            models.CheckConstraint(condition=Q(quarter__gte=1, quarter__lte=4), name="call_quarter_known"),
            models.CheckConstraint(
                condition=Q(state__in=["prepared", "cancelled"]) | Q(approved_at__isnull=False),
                name="call_runs_approved",
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(approved_by=F("prepared_by")),
                name="call_approved_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}Q{self.quarter}"


class CallLine(models.Model):
    """One party of a call. `previous` is what was called for the quarter before, to see jumps."""

    call = models.ForeignKey(QuarterlyCall, models.CASCADE, related_name="lines")
    number = models.PositiveIntegerField()
    party = models.ForeignKey(Party, models.PROTECT, related_name="+")
    state = models.CharField(max_length=12, choices=LineState, default=LineState.WAITING)
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    previous = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    receivable = models.OneToOneField(Receivable, models.PROTECT, null=True, related_name="call_line")
    letter = models.OneToOneField(Letter, models.SET_NULL, null=True, related_name="+")
    case_ref = models.TextField(blank=True)
    error = models.TextField(blank=True)

    objects: ClassVar[models.Manager["CallLine"]] = hide_by("party")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "party"], name="line_once_a_party"),
            models.UniqueConstraint(fields=["call", "number"], name="line_numbered_once"),
            models.CheckConstraint(condition=Q(state__in=LineState.values), name="line_state_known"),
            models.CheckConstraint(
                condition=(Q(state="booked") & Q(receivable__isnull=False))
                | (~Q(state="booked") & Q(receivable__isnull=True)),
                name="line_booked_iff_receivable",
            ),
        ]
        indexes = [
            models.Index(fields=["call", "number"], condition=Q(state="waiting"), name="line_waiting"),
            models.Index(
                fields=["call", "number"],
                condition=Q(state="booked", letter__isnull=True),
                name="line_unnoticed",
            ),
            models.Index(fields=["call", "state"], name="line_by_state"),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of call {self.call_id}"
