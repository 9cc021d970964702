"""A person's career with the fund, quarter by quarter: what the pension counts on, and what is missing of it.

The career itself is INASTI's register; the fund tells what it knows of it (T7) and looks for its own gaps first.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.affiliation.models import Coverage, LiabilityPeriod, QuarterStatus
from app.affiliation.queries import list_periods, list_statuses
from app.contributions.models import IncomeKind
from app.contributions.queries import list_incomes
from app.ledger.mutuality_status import DECIDED, read_booked
from app.people.models import Party
from app.registers.quarters import Quarter

#: A quarter exempted for need is lost for the pension unless it is bought back within five years (royal decree no. 38,
#: art. 17); the one after a birth counts. A bridging quarter keeps the rights to health care, incapacity and maternity,
#: not those to a pension; INASTI decides on those of the corona years (law of 22 December 2016).
#: The quarter of the retirement itself is not paid for.
WITHOUT_PENSION = frozenset({"exempted", "bridging", "not_liable"})
#: What T7 calls a quarter that was decided on.
TOLD = {**DECIDED, Coverage.BIRTH_EXEMPT: "birth_exempted", Coverage.RETIRED: "not_liable"}
#: The schema of T7 takes so many quarters.
MOST = 400


class Gap(StrEnum):
    """Why a quarter of liability does not count as it stands."""

    UNDECIDED = "undecided"
    UNPAID = "unpaid"
    PARTLY_PAID = "partly_paid"


@dataclass(frozen=True)
class CareerQuarter:
    """One quarter of liability. `status` as T7 names it, empty where nothing was booked or decided yet."""

    quarter: Quarter
    category: str
    status: str
    income: Decimal | None

    @property
    def gap(self) -> Gap | None:
        if not self.category or not self.status:
            return Gap.UNDECIDED
        return Gap(self.status) if self.status in (Gap.UNPAID, Gap.PARTLY_PAID) else None


def read_career(party: Party, until: date) -> list[CareerQuarter]:
    """Every quarter of liability up to the one before `until`, oldest first."""
    quarters = list_liable_quarters(list_periods(party), Quarter.of(until).shift(-1))
    if not quarters:
        return []
    statuses = {Quarter(one.year, one.number): one for one in list_statuses(party)}
    booked = read_booked([party], quarters).get(party.pk, {})
    incomes = {one.year: one.amount for one in list_incomes(party).filter(**STANDING)}
    return [
        CareerQuarter(
            quarter=one,
            category=statuses[one].category if one in statuses else "",
            status=tell_status(statuses.get(one), booked.get(one, "")),
            income=incomes.get(one.year),
        )
        for one in quarters
    ]


STANDING: Mapping[str, Any] = {"kind": IncomeKind.DEFINITIVE, "superseded_at": None}


def list_liable_quarters(periods: Iterable[LiabilityPeriod], last: Quarter) -> list[Quarter]:
    """The quarters with a day of liability; one that was begun counts in full."""
    found: set[Quarter] = set()
    for one in periods:
        if one.state == "cancelled" or Quarter.of(one.started_on) > last:
            continue
        end = min(Quarter.of(one.ended_on), last) if one.ended_on else last
        found.update(Quarter.of(one.started_on).until(end))
    return sorted(found)


def tell_status(status: QuarterStatus | None, booked: str) -> str:
    if status is not None and status.coverage != Coverage.DUE:
        return TOLD.get(Coverage(status.coverage), "")
    return booked


def list_gaps(career: Sequence[CareerQuarter]) -> list[CareerQuarter]:
    return [one for one in career if one.gap is not None]


def count_years(career: Sequence[CareerQuarter]) -> int:
    """Calendar years with at least two quarters that count: the fund's share of the career, by the rule until 2025."""
    counted: dict[int, int] = {}
    for one in career:
        if one.gap is None and one.status not in WITHOUT_PENSION:
            counted[one.quarter.year] = counted.get(one.quarter.year, 0) + 1
    return sum(1 for number in counted.values() if number >= 2)


def write_message(career: Sequence[CareerQuarter]) -> list[dict[str, Any]]:
    """The quarters as T7 asks them, the last `MOST`; undecided ones are left out: nothing is known of them."""
    known = [one for one in career if one.gap is not Gap.UNDECIDED][-MOST:]
    return [
        {"quarter": str(one.quarter), "category": one.category, "status": one.status}
        | ({"income": one.income} if one.income is not None else {})
        for one in known
    ]
