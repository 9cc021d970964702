"""Reading the books: what is owed now, and what was owed on any day as it was known on any day.

`on` counts by value date, the day an act counts from in law; `known_on` by booking date, the day the fund knew.
Left out, neither limits.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import PositiveSmallIntegerField, Q, QuerySet, Sum
from django.db.models.functions import Coalesce

from app.ledger.chart import CREDIT, REFUNDS
from app.ledger.models import Account, PartyAccount, Posting, Proposal, Receivable, Refund, Surcharge
from app.ledger.states import Component
from app.people.models import Party
from app.tallies import tally

ZERO = Decimal("0.00")
#: Figures of the menu stop here.
MOST_COUNTED = 1000


@dataclass(frozen=True, kw_only=True)
class Balance:
    """What is owed, by component, in euro."""

    principal: Decimal = ZERO
    fee: Decimal = ZERO
    surcharge: Decimal = ZERO
    cost: Decimal = ZERO
    interest: Decimal = ZERO

    @property
    def total(self) -> Decimal:
        return self.principal + self.fee + self.surcharge + self.cost + self.interest

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(
            **{one.name: getattr(self, one.name) + getattr(other, one.name) for one in fields(self)}
        )


@dataclass(frozen=True, kw_only=True)
class PartyBalance:
    """All a party owes, and what the fund holds for it: free credit, and refunds on their way."""

    owed: Balance
    credit: Decimal
    refunds: Decimal

    @property
    def net(self) -> Decimal:
        """Above nought the party owes, below the fund does."""
        return self.owed.total - self.credit - self.refunds


def limit(on: date | None, known_on: date | None, prefix: str = "entry__") -> Q:
    chosen = Q()
    if on is not None:
        chosen &= Q(**{f"{prefix}value_on__lte": on})
    if known_on is not None:
        chosen &= Q(**{f"{prefix}booked_on__lte": known_on})
    return chosen


def balance(receivable: Receivable, on: date | None = None, *, known_on: date | None = None) -> Balance:
    """What was owed of a receivable on a day, from its postings."""
    return balances([receivable], on, known_on=known_on)[receivable.pk]


def balances(
    receivables: Iterable[Receivable], on: date | None = None, *, known_on: date | None = None
) -> dict[int, Balance]:
    """The balances of many receivables by id, in one query."""
    keys = [one.pk for one in receivables]
    sums: dict[int, dict[str, Decimal]] = {key: {} for key in keys}
    rows = Posting.objects.filter(limit(on, known_on), receivable__in=keys)
    for key, component, total in rows.values_list("receivable", "component").annotate(total=Sum("amount")):
        sums[key][component] = total
    return {key: Balance(**found) for key, found in sums.items()}


def party_balance(party: Party, on: date | None = None, *, known_on: date | None = None) -> PartyBalance:
    """All a party owed and held on a day."""
    rows = (
        Posting.objects.filter(limit(on, known_on), party=party)
        .values_list("account", "component")
        .annotate(total=Sum("amount"))
        .order_by()
    )
    owed: dict[str, Decimal] = {}
    held = {CREDIT: ZERO, REFUNDS: ZERO}
    for account, component, total in rows:
        if component:
            owed[component] = total
        elif account in held:
            held[account] = -total
    return PartyBalance(owed=Balance(**owed), credit=held[CREDIT], refunds=held[REFUNDS])


def credit_of(party: Party) -> Decimal:
    """What the fund holds for a party now."""
    found = PartyAccount.objects.filter(party=party).values_list("credit", flat=True).first()
    return ZERO if found is None else found


def open_receivables(
    party: Party, on: date | None = None, *, known_on: date | None = None
) -> list[Receivable]:
    """Receivables of which something is owed (on `on`: was owed), the oldest period first."""
    own = in_order(Receivable.objects.filter(party=party).select_related("party"))
    if on is None and known_on is None:
        return [one for one in own.filter(state="open") if one.total > 0]
    found = list(own)
    then = balances(found, on, known_on=known_on)
    return [one for one in found if then[one.pk].total > 0]


def open_of_many(parties: Iterable[int]) -> dict[int, list[Receivable]]:
    """`open_receivables` of each of these parties, by their id, in one query, without traces."""
    found: dict[int, list[Receivable]] = {party: [] for party in parties}
    for one in in_order(Receivable.objects.filter(party__in=found, state="open").defer("trace")):
        if one.total > 0:
            found[one.party_id].append(one)
    return found


def in_order(receivables: QuerySet[Receivable]) -> QuerySet[Receivable]:
    """The oldest quarter first; a claim for a whole year stands after its quarters."""
    last = Coalesce("quarter", 5, output_field=PositiveSmallIntegerField())
    return receivables.order_by("year", last, "due_on", "id")


@dataclass(frozen=True)
class AccountBalance:
    account: Account
    debit: Decimal
    credit: Decimal

    @property
    def balance(self) -> Decimal:
        return self.debit - self.credit


def trial_balance(on: date | None = None, *, known_on: date | None = None) -> list[AccountBalance]:
    """Every account with its turnover and balance; debits and credits are equal over all."""
    rows: QuerySet[Posting, Any] = (
        Posting.objects.filter(limit(on, known_on))
        .values_list("account")
        .annotate(debit=Sum("amount", filter=Q(amount__gt=0)), credit=Sum("amount", filter=Q(amount__lt=0)))
        .order_by()
    )
    sums = {code: (debit or ZERO, -(credit or ZERO)) for code, debit, credit in rows}
    return [
        AccountBalance(account, *sums.get(account.code, (ZERO, ZERO))) for account in Account.objects.all()
    ]


def list_overdue(on: date, *, after: int = 0, limit: int = 1000) -> Iterator[Receivable]:
    """Open receivables whose last day to pay has passed, by id: a page of them after `after`."""
    overdue = Receivable.objects.filter(state="open", due_on__lt=on, id__gt=after)
    return overdue.select_related("party").order_by("id")[:limit].iterator()


def claimed_by_receivable(receivables: Iterable[Receivable]) -> dict[int, tuple[Decimal, Decimal]]:
    """What was claimed of each, adjustments and costs included; and the surcharges that ran and stand."""
    ids = [one.pk for one in receivables]
    claims = Posting.objects.filter(
        receivable__in=ids, entry__kind__in=["booking", "adjustment", "cost"]
    ).values_list("receivable")
    claimed_of: dict[int, Decimal] = dict(claims.annotate(total=Sum("amount")))
    surcharges = Surcharge.objects.filter(receivable__in=ids, withdrawn__isnull=True).values_list(
        "receivable"
    )
    surcharged: dict[int, Decimal] = dict(surcharges.annotate(total=Sum("amount")))
    return {pk: (claimed_of.get(pk, ZERO), surcharged.get(pk, ZERO)) for pk in ids}


def claimed(receivable: Receivable, component: Component | None = None) -> Decimal:
    """What was claimed, adjustments and costs included, surcharges not."""
    rows = Posting.objects.filter(receivable=receivable, entry__kind__in=["booking", "adjustment", "cost"])
    if component is not None:
        rows = rows.filter(component=component)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def count_proposed() -> dict[str, int]:
    """Figures of the menu: corrections and refunds that wait for a second person."""
    proposals, refunds = tally(
        Proposal.objects.filter(state="proposed"), Refund.objects.filter(state="proposed"), most=MOST_COUNTED
    )
    return {"proposals": proposals, "refunds": refunds}
