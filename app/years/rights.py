"""What a definitive income changes beside the amount: rights that hang on it, and the career for the pension.

A quarter gives full rights when its contribution reaches the minimum of a main occupation (AR 38 arts 12bis, 37 RGS).
From the contribution year 2019 on, an art. 37 member keeps benefits already obtained.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.affiliation.models import QuarterStatus
from app.affiliation.queries import list_statuses
from app.contributions.arithmetic.categories import FLOOR, RATE1, Category
from app.contributions.arithmetic.rounding import round_cents
from app.ledger.mutuality_status import describe
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.years.models import Regularisation

FOUR = Decimal(4)
#: Categories in which the amount decides on the rights.
BY_AMOUNT = (Category.SECONDARY, Category.STUDENT, Category.ART37)


@dataclass(frozen=True)
class Change:
    """One quarter whose contribution reached the minimum of a main occupation, or no longer does."""

    quarter: str
    category: str
    before: Decimal
    after: Decimal
    gained: bool


def list_changes(row: Regularisation, statuses: Mapping[Quarter, QuarterStatus]) -> list[Change]:
    """Quarters in a category that has rights by its amount, of which the settlement changed the answer."""
    return compare(row.quarters, statuses)


def compare(quarters: Sequence[Mapping[str, Any]], statuses: Mapping[Quarter, QuarterStatus]) -> list[Change]:
    """`list_changes` of the quarters of a settlement, also of one that is not written yet."""
    found = []
    for one in quarters:
        quarter = Quarter.parse(one["quarter"])
        status = statuses.get(quarter)
        if status is None or status.category not in BY_AMOUNT:
            continue
        least = find_minimum(quarter.first_day)
        before, after = Decimal(one["provisional"]), Decimal(one["definitive"])
        if (before >= least) != (after >= least):
            found.append(Change(str(quarter), str(status.category), before, after, after >= least))
    return found


def find_minimum(on: date) -> Decimal:
    """The quarter of a main occupation on its minimum income."""
    figures = Figures(on)
    return round_cents(figures.take(FLOOR) * figures.take(RATE1) / FOUR)


def read_statuses(row: Regularisation) -> dict[Quarter, QuarterStatus]:
    rows = list_statuses(row.party, Quarter(row.year, 1), Quarter(row.year, 4))
    return {Quarter(one.year, one.number): one for one in rows}


def list_career(row: Regularisation, statuses: Mapping[Quarter, QuarterStatus]) -> list[dict[str, Any]]:
    """The quarters of the year as T7 tells them, with the income of the year."""
    quarters = sorted(statuses)
    told = describe([row.party], quarters)[0]["quarters"] if quarters else []
    known: dict[str, str] = {one["quarter"]: one["status"] for one in told}
    return [
        {
            "quarter": str(quarter),
            "category": str(statuses[quarter].category),
            "status": known.get(str(quarter), "unpaid"),
            "income": row.income.amount,
        }
        for quarter in quarters
    ]


def write_changes(changes: Sequence[Change]) -> list[dict[str, Any]]:
    return [vars(one) for one in changes]
