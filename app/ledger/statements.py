"""The statement of account (O04): what a party owes by quarter, what it paid, and what comes next."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, Sum
from django.utils.translation import get_language, override

from app.days import write_day
from app.ledger.models import Posting, Receivable
from app.ledger.queries import Balance, balances, in_order, party_balance
from app.ledger.surcharge_schedule import Step
from app.ledger.surcharges import next_surcharge
from app.people.models import Party

ZERO = Decimal("0.00")
PAYING = ["imputation", "offset", "release"]


@dataclass(frozen=True)
class StatementLine:
    """A receivable on a day: what was claimed by component, what was paid, what is owed, the next surcharge.

    Of what was claimed `remitted` is taken off already; paid surcharges that were remitted are no payment any more.
    """

    receivable: Receivable
    claimed: Balance
    paid: Decimal
    owed: Balance
    following: Step | None
    remitted: Decimal = ZERO

    @property
    def claimed_costs(self) -> Decimal:
        """Costs of recovery and judicial interest."""
        return self.claimed.cost + self.claimed.interest

    def to_cells(self) -> list[object]:
        """For a table on screen or in a file: words and dates in the reader's language."""
        told = self.to_json()
        told["kind"] = self.receivable.get_kind_display()
        del told["kind_label"]
        told["due_on"] = write_day(self.receivable.due_on, "j F Y", get_language())
        told["next_surcharge_on"] = (
            write_day(self.following.on, "j F Y", get_language()) if self.following else None
        )
        return list(told.values())

    def to_json(self) -> dict[str, Any]:
        """Plain data for a letter: amounts as text, dates in ISO; a code with its word in the active language."""
        return {
            "receivable": self.receivable.ref,
            "kind": str(self.receivable.kind),
            "kind_label": self.receivable.get_kind_display(),
            "period": self.receivable.period,
            "due_on": self.receivable.due_on.isoformat(),
            "principal": str(self.claimed.principal),
            "fee": str(self.claimed.fee),
            "surcharge": str(self.claimed.surcharge),
            "remitted": str(self.remitted),
            "cost": str(self.claimed.cost + self.claimed.interest),
            "paid": str(self.paid),
            "balance": str(self.owed.total),
            "next_surcharge": str(self.following.amount) if self.following else None,
            "next_surcharge_on": self.following.on.isoformat() if self.following else None,
        }


@dataclass(frozen=True)
class Statement:
    """All lines of a party on a day, with the sums. `refunds` are on their way to the party's account."""

    party: Party
    on: date
    lines: tuple[StatementLine, ...]
    credit: Decimal
    refunds: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return sum((line.owed.total for line in self.lines), ZERO)

    @property
    def net(self) -> Decimal:
        return self.total - self.credit

    def to_json(self) -> dict[str, Any]:
        """The content of the letter O04, with words in the party's language."""
        with override(self.party.language):
            lines = [line.to_json() for line in self.lines]
        return {
            "party": self.party.reference,
            "on": self.on.isoformat(),
            "lines": lines,
            "total": str(self.total),
            "credit": str(self.credit),
            "refunds": str(self.refunds),
            "net": str(self.net),
        }


def statement(party: Party, on: date, *, with_settled: bool = False) -> Statement:
    """What a party owed on a day by value date; settled debts too when asked."""
    receivables = list(in_order(Receivable.objects.filter(party=party).select_related("party")))
    owed = balances(receivables, on)
    claimed, paid = read_claims(receivables, on), read_payments(receivables, on)
    remitted, account = read_remitted(receivables, on), party_balance(party, on)
    lines = tuple(
        StatementLine(
            one, claimed[one.pk], paid[one.pk], owed[one.pk], next_surcharge(one, on), remitted[one.pk]
        )
        for one in receivables
        if owed[one.pk].total > 0 or (with_settled and claimed[one.pk].total > 0)
    )
    return Statement(party, on, lines, account.credit, account.refunds)


def read_remitted(receivables: list[Receivable], on: date) -> dict[int, Decimal]:
    """What was remitted of the surcharges of each, paid before or not."""
    sums = {one.pk: ZERO for one in receivables}
    waiving = Q(entry__kind="waiver") | Q(entry__kind="reversal", entry__reverses__kind="waiver")
    rows = Posting.objects.filter(waiving, receivable__in=sums, entry__value_on__lte=on)
    for key, total in rows.values_list("receivable").annotate(total=Sum("amount")).order_by():
        sums[key] = -total
    return sums


def read_claims(receivables: list[Receivable], on: date) -> dict[int, Balance]:
    """What was claimed of each, withdrawn surcharges and waivers taken off."""
    sums: dict[int, dict[str, Decimal]] = {one.pk: {} for one in receivables}
    rows = (
        Posting.objects.filter(receivable__in=sums, entry__value_on__lte=on)
        .exclude(paying())
        .values_list("receivable", "component")
        .annotate(total=Sum("amount"))
        .order_by()
    )
    for key, component, total in rows:
        sums[key][component] = total
    return {key: Balance(**found) for key, found in sums.items()}


def read_payments(receivables: list[Receivable], on: date) -> dict[int, Decimal]:
    sums = {one.pk: ZERO for one in receivables}
    rows = Posting.objects.filter(paying(), receivable__in=sums, entry__value_on__lte=on)
    for key, total in rows.values_list("receivable").annotate(total=Sum("amount")).order_by():
        sums[key] = -total
    return sums


def paying() -> Q:
    return Q(entry__kind__in=PAYING) | Q(entry__kind="reversal", entry__reverses__kind__in=PAYING)
