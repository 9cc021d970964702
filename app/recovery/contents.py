"""What the letters of recovery say in figures: sums by period, as the books know them on the day."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

from app.ledger.models import Receivable
from app.ledger.queries import Balance, balances, open_receivables
from app.ledger.references import reference_for
from app.people.models import Party

ZERO = Decimal("0.00")


def describe_debt(receivables: Iterable[Receivable], *, on: date | None = None) -> dict[str, Any]:
    """`rows` by period with principal, fee, surcharge, cost and total, and the totals of each; text amounts.

    As the books stand now, or stood on a day.
    """
    found = list(receivables)
    owed = balances(found, on)
    rows = [write_row(one, owed[one.pk]) for one in found]
    total = sum((owed[one.pk] for one in found), start=Balance())
    return {
        "rows": rows,
        "principal": str(total.principal),
        "fee": str(total.fee),
        "surcharge": str(total.surcharge),
        "cost": str(total.cost + total.interest),
        "total": str(total.total),
        "periods": ", ".join(one.period for one in found),
    }


def write_row(receivable: Receivable, owed: Balance) -> dict[str, str]:
    return {
        "ref": receivable.ref,
        "kind": str(receivable.kind),
        "period": receivable.period,
        "due_on": receivable.due_on.isoformat(),
        "principal": str(owed.principal),
        "fee": str(owed.fee),
        "surcharge": str(owed.surcharge),
        "cost": str(owed.cost + owed.interest),
        "total": str(owed.total),
    }


def describe_receivable(receivable: Receivable) -> dict[str, Any]:
    """One debt with its last day to pay."""
    return {
        **describe_debt([receivable]),
        "kind": str(receivable.kind),
        "period": receivable.period,
        "due_on": receivable.due_on,
    }


def describe_party(party: Party) -> dict[str, Any]:
    """Everything a party owes."""
    return describe_debt(open_receivables(party))


def build_payment(receivables: list[Receivable], *, due_on: date | None = None) -> dict[str, Any] | None:
    """Reference and amount for the payment block; None when nothing is owed."""
    total = sum((one.total for one in balances(receivables).values()), ZERO)
    if total <= ZERO:
        return None
    return {"reference": str(reference_for(*receivables)), "amount": total, "due_on": due_on}
