"""What a party owes the fund, and its account that is locked while one act changes it."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q

from app.accounts.hiding import hide_by
from app.ledger.book_models import Entry, money
from app.ledger.states import (
    SYSTEM_REASONS,
    Component,
    InterruptionKind,
    ReceivableKind,
    ReceivableState,
    SurchargeKind,
)

ZERO = Decimal("0.00")


class PartyAccount(models.Model):
    """One row a party: acts on a party's debts lock it first. The database keeps `credit` equal to its postings."""

    party = models.OneToOneField(
        "people.Party", primary_key=True, on_delete=models.PROTECT, related_name="account"
    )
    credit = money(default=ZERO, editable=False, help_text="what the fund holds for the party")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(credit__gte=0), name="credit_never_below_zero"),)

    def __str__(self) -> str:
        return f"{self.party_id}: {self.credit}"


class Receivable(models.Model):
    """A sum claimed from a party. The five amounts are what is still owed; only the database writes them."""

    party = models.ForeignKey("people.Party", on_delete=models.PROTECT, related_name="receivables")
    kind = models.CharField(max_length=20, choices=ReceivableKind)
    year = models.PositiveSmallIntegerField()
    quarter = models.PositiveSmallIntegerField(null=True, blank=True)
    due_on = models.DateField(help_text="the last day to pay without surcharge")
    state = models.CharField(max_length=12, choices=ReceivableState, default=ReceivableState.OPEN)
    legal_basis = models.TextField(blank=True)
    trace = models.JSONField(null=True, blank=True, help_text="how the amount came about")
    legal_first_claimed_on = models.DateField(help_text="decides the year of the 7 % surcharge")
    surcharges_stop_on = models.DateField(
        null=True, blank=True, help_text="summons or service: surcharges run to the end of the quarter before"
    )
    started_year = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="a supplement after the start of an activity: the year of that start"
    )
    case_ref = models.TextField(blank=True, help_text="the case that follows its payment")
    booked_on = models.DateField()
    key = models.TextField(unique=True)
    principal = money(default=ZERO, editable=False)
    fee = money(default=ZERO, editable=False)
    surcharge = money(default=ZERO, editable=False)
    cost = money(default=ZERO, editable=False)
    interest = money(default=ZERO, editable=False)

    objects: ClassVar[models.Manager["Receivable"]] = hide_by("party")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(principal__gte=0, fee__gte=0, surcharge__gte=0, cost__gte=0, interest__gte=0),
                name="receivable_never_below_zero",
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReceivableState.values), name="receivable_state_known"
            ),
            models.CheckConstraint(
                condition=Q(quarter__isnull=True) | Q(quarter__range=(1, 4)), name="receivable_quarter"
            ),
        )
        indexes = (
            models.Index(fields=["party", "year", "quarter", "id"], name="receivable_of_party"),
            models.Index(fields=["due_on", "id"], condition=Q(state="open"), name="receivable_open_due"),
            models.Index(fields=["case_ref"], condition=~Q(case_ref=""), name="receivable_case"),
        )

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """The receivable's name in processes and on screens: `R0000001`."""
        return f"R{self.id:07d}"

    @property
    def period(self) -> str:
        return f"{self.year}Q{self.quarter}" if self.quarter else str(self.year)

    @property
    def total(self) -> Decimal:
        return sum(self.amounts.values(), ZERO)

    @property
    def contribution(self) -> Decimal:
        """What is still owed of principal and fee."""
        owed: Decimal = self.principal + self.fee
        return owed

    @property
    def extras(self) -> Decimal:
        """What is still owed of surcharges, costs and interest."""
        owed: Decimal = self.surcharge + self.cost + self.interest
        return owed

    @property
    def amounts(self) -> Mapping[Component, Decimal]:
        """What is still owed by component."""
        return {component: getattr(self, component.value) for component in Component}


class BenefitWithholding(models.Model):
    """A part of the debtor's benefits is kept back for this debt, from a day on, until it is paid."""

    receivable = models.OneToOneField(Receivable, on_delete=models.PROTECT, related_name="withholding")
    begun_on = models.DateField()
    begun_by = models.TextField()
    case_ref = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.receivable_id} {self.begun_on}"


class ReceivableChange(models.Model):
    """A change of state: who, when, why."""

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="changes")
    source = models.CharField(max_length=12, choices=ReceivableState)
    target = models.CharField(max_length=12, choices=ReceivableState)
    at = models.DateTimeField()
    by = models.TextField()
    reason = models.TextField()

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"

    @property
    def reason_title(self) -> str:
        return str(SYSTEM_REASONS.get(self.reason, self.reason))


class Surcharge(models.Model):
    """One surcharge of one day on one receivable; `withdrawn` names the entry that took it back."""

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="surcharges")
    kind = models.CharField(max_length=16, choices=SurchargeKind)
    accrued_on = models.DateField()
    base = money()
    rate = models.DecimalField(max_digits=7, decimal_places=5)
    amount = money()
    trace: Any = models.JSONField(null=True, blank=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="surcharge")
    withdrawn = models.OneToOneField(
        Entry, null=True, blank=True, on_delete=models.PROTECT, related_name="withdrawn_surcharge"
    )

    class Meta:
        ordering = ("accrued_on", "kind")
        constraints = (
            models.UniqueConstraint(
                fields=["receivable", "kind", "accrued_on"],
                condition=Q(withdrawn__isnull=True),
                name="surcharge_once_a_day",
            ),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.accrued_on} {self.amount}"


class Interruption(models.Model):
    """An act that made the limitation period run anew."""

    receivable = models.ForeignKey(Receivable, on_delete=models.PROTECT, related_name="interruptions")
    kind = models.CharField(max_length=20, choices=InterruptionKind)
    happened_on = models.DateField()
    note = models.TextField(blank=True)
    by = models.TextField()
    key = models.TextField(unique=True)

    class Meta:
        ordering = ("happened_on", "id")

    def __str__(self) -> str:
        return f"{self.kind} {self.happened_on}"
