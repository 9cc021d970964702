"""Incomes that the tax administration tells by a message: recorded as those of a file (`import_incomes`)."""

from app.contributions.errors import IncomeRefused
from app.contributions.incomes import Told, record_income
from app.contributions.models import IncomeKind, IncomeSource
from app.exchanges.takers import Taken, TakingRefused, taker


@taker("contributions.income")
def take_income(taken: Taken) -> None:
    """A later amount supersedes the earlier one of the year and kind. Raises TakingRefused."""
    values = taken.values
    told = Told(
        year=values["year"],
        amount=values["amount"],
        kind=IncomeKind(values["kind"]),
        source=IncomeSource.TAX,
        received_on=taken.received_on,
        note=values.get("note") or "",
    )
    key = f"exchanges:{taken.reference}"
    try:
        record_income(taken.party, told, by=taken.actor, now=taken.now, idempotency_key=key)
    except IncomeRefused as refusal:
        raise TakingRefused(str(refusal)) from refusal
