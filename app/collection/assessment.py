"""What each party of a call owes: category and coverage by the affiliation, base by D05, amount with its trace.

All that bears on some hundred parties is read at once; the calculation itself asks nothing of the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.affiliation.categories import decide_many
from app.affiliation.dossiers import read_periods
from app.affiliation.models import LiabilityPeriod, QuarterStatus
from app.affiliation.queries import statuses_of
from app.contributions.arithmetic.categories import Category, Coverage
from app.contributions.arithmetic.due_dates import find_due_day
from app.contributions.arithmetic.provisional import (
    KnownIncome,
    ProvisionalInputs,
    calculate_provisional_contribution,
)
from app.contributions.models import Income, IncomeKind
from app.contributions.queries import incomes_known_on
from app.people.models import Party
from app.registers.errors import RegisterError
from app.registers.quarters import Quarter
from workflows.actors import Actor
from workflows.errors import WorkflowError
from workflows.parameters import ParameterError

#: How far back an income is looked for when that of three years before is not known.
LOOK_BACK = 10
NO_STATUS = "No category could be decided for this quarter."
REFUSALS = (RegisterError, ParameterError, WorkflowError)


@dataclass(frozen=True)
class Assessed:
    """What one party owes for the quarter, EUR, and why. `trace` is `Trace.to_json()`."""

    principal: Decimal
    fee: Decimal
    due_on: date
    trace: Mapping[str, Any]

    @property
    def payable(self) -> Decimal:
        return self.principal + self.fee


@dataclass(frozen=True)
class Known:
    """What is known of many parties for one quarter, by party."""

    quarter: Quarter
    statuses: Mapping[int, QuarterStatus]
    periods: Mapping[int, Sequence[LiabilityPeriod]]
    incomes: Mapping[int, Mapping[int, Income]]
    own_year: Mapping[tuple[int, str], Income]


def assess_many(
    parties: Sequence[Party], quarter: Quarter, *, by: Actor, now: datetime
) -> dict[int, Assessed | str]:
    """By party: what is owed, or in words why it cannot be said. One that fails hurts no other."""
    ids = [party.pk for party in parties]
    try:
        with transaction.atomic():
            decide_many(ids, quarter, quarter, by=by, now=now)
    except REFUSALS as error:
        return dict.fromkeys(ids, str(error))
    known = read_known(ids, quarter)
    return {key: try_to_assess(key, known) for key in ids}


def read_known(ids: Sequence[int], quarter: Quarter) -> Known:
    """Incomes as they were known on 1 January of the year; of the year itself as they are known now."""
    own = Income.objects.filter(party_id__in=ids, year=quarter.year, superseded_at=None)
    return Known(
        quarter=quarter,
        statuses=statuses_of(ids, quarter),
        periods=read_periods(list(ids)),
        incomes=incomes_known_on(ids, date(quarter.year, 1, 1), since=quarter.year - LOOK_BACK),
        own_year={(one.party_id, one.kind): one for one in own},
    )


def try_to_assess(party_id: int, known: Known) -> Assessed | str:
    status = known.statuses.get(party_id)
    if status is None:
        return NO_STATUS
    try:
        return assess(party_id, status, known)
    except REFUSALS as error:
        return str(error)


def assess(party_id: int, status: QuarterStatus, known: Known) -> Assessed:
    """Raises IncomeUnknown, ParameterNotValid and what else the calculation refuses."""
    periods = known.periods[party_id]
    start = find_start(periods, known.quarter)
    found = calculate_provisional_contribution(
        ProvisionalInputs(
            category=Category(status.category),
            coverage=Coverage(status.coverage),
            quarter=known.quarter,
            incomes=list_incomes(known.incomes.get(party_id, {}), periods),
            estimate=amount_of(known.own_year.get((party_id, IncomeKind.ESTIMATE))),
            definitive=amount_of(known.own_year.get((party_id, IncomeKind.DEFINITIVE))),
            start=start,
            quarters=count_quarters(periods, known.quarter.year),
            with_fee=True,
        )
    )
    late = bool(periods) and periods[-1].late
    return Assessed(
        principal=found.result["quarter_amount"],
        fee=found.result["fee"] or Decimal("0.00"),
        due_on=find_due_day(known.quarter, start, affiliated_on_time=not late),
        trace=found.trace.to_json(),
    )


def amount_of(income: Income | None) -> Decimal | None:
    return None if income is None else income.amount


def list_incomes(
    incomes: Mapping[int, Income], periods: Sequence[LiabilityPeriod]
) -> tuple[KnownIncome, ...]:
    """Incomes of years in which the person was liable at all; each with the quarters it was earned in."""
    return tuple(
        KnownIncome(year, income.amount, income.received_on, count_quarters(periods, year) or 4)
        for year, income in incomes.items()
    )


def count_quarters(periods: Sequence[LiabilityPeriod], year: int) -> int:
    """In how many quarters of a year one is liable; a quarter begun counts in full."""
    return sum(1 for quarter in Quarter.list_year(year) if any(covers(one, quarter) for one in periods))


def covers(period: LiabilityPeriod, quarter: Quarter) -> bool:
    ended = period.ended_on
    return period.started_on <= quarter.last_day and (ended is None or ended >= quarter.first_day)


def find_start(periods: Sequence[LiabilityPeriod], quarter: Quarter) -> date | None:
    """When the liability that runs in the quarter began: periods without a free quarter between them are one."""
    start: date | None = None
    for period in sorted(periods, key=lambda one: one.started_on, reverse=True):
        if period.started_on > quarter.last_day:
            continue
        ended = period.ended_on
        if start is not None and ended is not None and Quarter.of(ended).shift(1) < Quarter.of(start):
            break
        start = period.started_on
    return start
