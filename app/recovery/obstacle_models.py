"""What keeps a debt from the court: what is known of the debtor, and the requests that hold its recovery."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from app.accounts.hiding import hide_by
from app.recovery.states import ContestOutcome, DebtorEventKind


class DebtorEvent(models.Model):
    """A contestation of a debt, a bankruptcy or a collective debt settlement, with its evidence.

    A contestation concerns one debt; the two others everything the party owes. It stands from `from_on` until
    `until_on`, that day included; empty: it still stands. Recorded once: only its end may be added.
    """

    party = models.ForeignKey("people.Party", models.PROTECT, related_name="debtor_events")
    receivable = models.ForeignKey(
        "ledger.Receivable", models.PROTECT, null=True, blank=True, related_name="debtor_events"
    )
    kind = models.CharField(max_length=26, choices=DebtorEventKind)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    registered = models.BooleanField(default=False, help_text="contested by registered letter (art. 46)")
    in_time = models.BooleanField(
        default=False, help_text="within the month after the formal notice (SLA-47)"
    )
    outcome = models.CharField(max_length=10, choices=ContestOutcome, blank=True)
    evidence = models.ForeignKey("documents.Document", models.PROTECT, related_name="debtor_events")
    by = models.TextField()
    recorded_at = models.DateTimeField()
    ended_by = models.TextField(blank=True)

    objects: ClassVar[models.Manager["DebtorEvent"]] = hide_by("party")

    class Meta:
        ordering = ("-from_on", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(kind__in=DebtorEventKind.values), name="debtor_event_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(kind=DebtorEventKind.CONTESTATION, receivable__isnull=False)
                | (~Q(kind=DebtorEventKind.CONTESTATION) & Q(receivable__isnull=True)),
                name="debtor_event_contests_one_debt",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("from_on")),
                name="debtor_event_ends_after",
            ),
            models.CheckConstraint(
                condition=Q(until_on__isnull=True, ended_by="")
                | (Q(until_on__isnull=False) & ~Q(ended_by="")),
                name="debtor_event_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(outcome="")
                | Q(kind=DebtorEventKind.CONTESTATION, outcome__in=ContestOutcome.values),
                name="debtor_event_outcome_known",
            ),
        )
        indexes = (
            models.Index(fields=["party"], condition=Q(until_on__isnull=True), name="debtor_event_standing"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.from_on}"


class RecoveryHold(models.Model):
    """A request (plan, exemption, difficulty) that holds the recovery of a debt, once a case and debt."""

    receivable = models.ForeignKey("ledger.Receivable", models.PROTECT, related_name="holds")
    case_ref = models.TextField()
    reason = models.TextField()
    held_at = models.DateTimeField()
    review_on = models.DateField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("held_at", "id")
        constraints = (
            models.UniqueConstraint(
                fields=["receivable", "case_ref"],
                condition=Q(released_at__isnull=True),
                name="hold_once_a_case",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="hold_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.receivable_id}: {self.reason}"
