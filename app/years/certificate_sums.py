"""What parties paid in a year, and what the fund paid them: on the day the money was credited or left (CIR 92).

Sums come from payments and refunds; `reconcile` proves them by the postings of the books, which are written apart.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from app.ledger.chart import BANK, CREDIT, REFUNDS
from app.ledger.models import Payment, Posting, Refund
from app.ledger.statements import paying
from app.ledger.states import Component, EntryKind, PaymentState, ReceivableKind, RefundKind, RefundState
from app.people.models import Kind, Party
from app.years.certificate_models import CertificateKind

ZERO = Decimal("0.00")
#: What is no contribution: surcharges, costs and interest of any claim, and all of what was paid by mistake or undue.
EXTRAS = Q(component__in=[Component.SURCHARGE.value, Component.COST.value, Component.INTEREST.value]) | Q(
    receivable__kind__in=[ReceivableKind.COST, ReceivableKind.RECOVERY]
)
RECEIVING = (EntryKind.PAYMENT.value, EntryKind.IDENTIFICATION.value)
Sums = dict[int, Decimal]


@dataclass(frozen=True)
class Told:
    """One certificate to be, EUR."""

    party: int
    kind: str
    paid: Decimal = ZERO
    paid_back: Decimal = ZERO
    other: Decimal = ZERO

    @property
    def amount(self) -> Decimal:
        return self.paid - self.paid_back - self.other


def list_told(year: int, parties: Iterable[int] | None = None) -> list[Told]:
    """Every certificate of a year with anything on it, by party and kind; of some parties only when told."""
    paid, back, other = read_paid(year, parties), read_paid_back(year, parties), read_other(year, parties)
    keys = sorted({*paid, *back, *other})
    companies = set(Party.objects.filter(pk__in=keys, kind=Kind.COMPANY).values_list("pk", flat=True))
    found = [
        Told(
            key,
            (CertificateKind.COMPANY if key in companies else CertificateKind.CONTRIBUTIONS).value,
            paid.get(key, ZERO),
            back.get(key, ZERO),
            other.get(key, ZERO),
        )
        for key in keys
    ]
    benefits = read_benefits(year, parties)
    found += [Told(key, CertificateKind.BENEFITS.value, paid=benefits[key]) for key in sorted(benefits)]
    return found


def in_year(year: int, name: str) -> Q:
    return Q(**{f"{name}__gte": date(year, 1, 1), f"{name}__lte": date(year, 12, 31)})


def of(parties: Iterable[int] | None) -> Q:
    return Q() if parties is None else Q(party__in=list(parties))


def sum_by_party(rows: QuerySet[Any], field: str = "amount") -> Sums:
    grouped = rows.order_by().values_list("party").annotate(total=Sum(field))
    return {party: total for party, total in grouped if total}


def read_paid(year: int, parties: Iterable[int] | None = None) -> Sums:
    """Payments that were credited in the year and stand."""
    rows = Payment.objects.filter(in_year(year, "value_on"), of(parties), state=PaymentState.IMPUTED)
    return sum_by_party(rows)


def read_paid_back(year: int, parties: Iterable[int] | None = None) -> Sums:
    """Credit that left the fund's account in the year."""
    return sum_by_party(list_refunds(year, RefundKind.CREDIT).filter(of(parties)))


def read_benefits(year: int, parties: Iterable[int] | None = None) -> Sums:
    return sum_by_party(list_refunds(year, RefundKind.BENEFIT).filter(of(parties)))


def list_refunds(year: int, kind: str) -> QuerySet[Refund]:
    return Refund.objects.filter(in_year(year, "paid_on"), state=RefundState.PAID, kind=kind)


def read_other(year: int, parties: Iterable[int] | None = None) -> Sums:
    """What of the credit of each went to what is no contribution."""
    rows = Posting.objects.filter(
        paying(), EXTRAS, in_year(year, "entry__value_on"), of(parties), receivable__isnull=False
    )
    return {party: -total for party, total in sum_by_party(rows).items()}


def reconcile(year: int, told: Iterable[Told]) -> dict[str, Any]:
    """What was told beside what the books say of the same year, and whether they agree to the cent."""
    sums: defaultdict[str, Decimal] = defaultdict(lambda: ZERO)
    for one in told:
        is_benefit = one.kind == CertificateKind.BENEFITS
        sums["benefits" if is_benefit else "paid"] += one.paid
        sums["paid_back"] += one.paid_back
        sums["other"] += one.other
    booked = read_booked(year)
    lines = {
        "paid": (sums["paid"], booked["received"]),
        "paid_out": (sums["paid_back"] + sums["benefits"], booked["paid_out"]),
        "other": (sums["other"], booked["other"]),
    }
    return {
        "lines": {name: {"told": str(one), "booked": str(two)} for name, (one, two) in lines.items()},
        "certified": str(sums["paid"] - sums["paid_back"] - sums["other"]),
        "benefits": str(sums["benefits"]),
        "agrees": all(one == two for one, two in lines.values()),
    }


def read_booked(year: int) -> Mapping[str, Decimal]:
    """The same figures from the postings: credited to the parties, left through refunds, gone to extras."""
    received = Q(entry__kind__in=RECEIVING) | Q(
        entry__kind=EntryKind.REVERSAL, entry__reverses__kind__in=RECEIVING
    )
    postings = Posting.objects.filter(in_year(year, "entry__value_on"))
    refunding = Posting.objects.filter(entry=OuterRef("entry"), account=REFUNDS)
    out = postings.filter(Exists(refunding), entry__kind=EntryKind.REFUND, account=BANK)
    return {
        "received": -add(postings.filter(received, account=CREDIT)),
        "paid_out": -add(out),
        "other": -add(postings.filter(paying(), EXTRAS, receivable__isnull=False)),
    }


def add(postings: QuerySet[Posting]) -> Decimal:
    total: Decimal | None = postings.aggregate(total=Sum("amount"))["total"]
    return total or ZERO


def list_movements(party: Party, year: int, kind: str) -> list[dict[str, Any]]:
    """What the sum consists of: each payment and refund of the year, by day."""
    if kind == CertificateKind.BENEFITS:
        paid = list_refunds(year, RefundKind.BENEFIT).filter(party=party)
        return [describe(one.paid_on, one.amount) for one in paid.order_by("paid_on", "id")]
    payments = Payment.objects.filter(in_year(year, "value_on"), party=party, state=PaymentState.IMPUTED)
    rows = [describe(one.value_on, one.amount) for one in payments]
    refunds = list_refunds(year, RefundKind.CREDIT).filter(party=party)
    rows += [describe(one.paid_on, -one.amount) for one in refunds]
    return sorted(rows, key=lambda one: (one["day"], one["amount"]))


def describe(on: date | None, amount: Decimal) -> dict[str, Any]:
    return {"day": on, "amount": amount}
