"""What the guidance of a supplementary pension (P15) asks: on which income, up to how much, and whether all is paid."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.affiliation.models import Coverage, LiabilityPeriod, QuarterStatus
from app.affiliation.queries import (
    count_liable_quarters,
    first_liable_quarter,
    list_periods,
    list_statuses,
    status_of,
)
from app.benefits.arithmetic.pension import find_legal_age
from app.benefits.arithmetic.supplementary_pension import (
    SOLIDARITY,
    Kind,
    SupplementaryInputs,
    calculate_supplementary_pension,
    find_maximum,
)
from app.benefits.calls import read_party, read_today
from app.benefits.careers import list_liable_quarters
from app.contributions.arithmetic.categories import FLOOR, Category
from app.contributions.arithmetic.provisional import (
    KnownIncome,
    ProvisionalInputs,
    calculate_provisional_base,
)
from app.contributions.arithmetic.rounding import round_cents
from app.contributions.queries import incomes_known_on
from app.ledger.models import Receivable
from app.ledger.mutuality_status import KINDS, read_booked
from app.ledger.queries import claimed
from app.ledger.states import Component, ReceivableState
from app.people.models import Party
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rendering import render_for_letter
from workflows.deadlines import add_months
from workflows.errors import WorkflowError
from workflows.operations import Call, operation

#: How far back an income is looked for.
LOOK_BACK = 10
#: Quarters without a contribution of their own that do not stand in the way of the deduction.
IN_ORDER = frozenset({Coverage.ASSIMILATED, Coverage.BIRTH_EXEMPT})
ZERO = Decimal("0.00")


@dataclass(frozen=True)
class SupplementaryFacts:
    """`income` is the re-indexed one of three years before, a starter's the minimum; null where none is known.

    `pension_review_on` is five years before the legal age, null where it is past or the age not known.
    """

    is_affiliated: bool
    category: str
    income: Decimal | None
    income_source: str
    pays_main_level: bool
    pension_review_on: date | None


@dataclass(frozen=True)
class SupplementaryChoice:
    """The highest and lowest premiums of a year, EUR. `limits_known` is false while the year is not published."""

    limits_known: bool
    eligible: bool
    ordinary_maximum: Decimal
    ordinary_minimum: Decimal
    social_maximum: Decimal
    social_minimum: Decimal
    solidarity_part: Decimal
    explanation: list[dict[str, Any]]


@dataclass(frozen=True)
class Certified:
    """Whether the contributions of a year are all paid, by the books; `unpaid` names the quarters that are not."""

    all_paid: bool
    unpaid: str
    amount: Decimal
    certified_on: date


@operation("benefits.read_supplementary_facts")
def read_supplementary_facts(call: Call, *, party_ref: str, year: int) -> SupplementaryFacts:
    """Category, income and level of contribution on which a supplementary pension of a year is built."""
    party, today = read_party(party_ref), read_today(call)
    status = status_of(party, Quarter.of(today))
    category = status.category if status else ""
    income, source = find_income(party, int(year), category)
    return SupplementaryFacts(
        is_affiliated=any(one.ended_on is None for one in list_counting(party)),
        category=category,
        income=income,
        income_source=source,
        pays_main_level=income is not None and reaches_floor(income, int(year)),
        pension_review_on=find_pension_review(party, today),
    )


def list_counting(party: Party) -> list[LiabilityPeriod]:
    return [one for one in list_periods(party) if one.state != "cancelled"]


def find_income(party: Party, year: int, category: str) -> tuple[Decimal | None, str]:
    """By D05, as the contributions themselves; a starter's is the floor. Nothing where the file does not tell."""
    known = incomes_known_on([party.pk], date(year, 1, 1), since=year - LOOK_BACK).get(party.pk, {})
    inputs = ProvisionalInputs(
        category=Category(category) if category else Category.MAIN,
        year=year,
        incomes=tuple(
            KnownIncome(one, income.amount, income.received_on, count_liable_quarters(party, one) or 4)
            for one, income in known.items()
        ),
        start=find_start(party, year),
    )
    try:
        found = calculate_provisional_base(inputs).result
    except WorkflowError:
        return None, "unknown"
    return found["base"] if found["base"] is not None else find_floor(year), str(found["source"])


def reaches_floor(income: Decimal, year: int) -> bool:
    floor = find_floor(year)
    return floor is not None and income >= floor


def find_start(party: Party, year: int) -> date | None:
    """When the liability that runs in the year began; periods without a free quarter between them are one."""
    first = first_liable_quarter(party, Quarter(year, 4))
    days = [one.started_on for one in list_counting(party) if Quarter.of(one.started_on) == first]
    return min(days, default=None)


def find_floor(year: int) -> Decimal | None:
    """The minimum income of a main occupation; None where it is not published."""
    try:
        return Figures(date(year, 1, 1)).take(FLOOR)
    except WorkflowError:
        return None


def find_pension_review(party: Party, today: date) -> date | None:
    person = getattr(party, "person", None)
    if person is None or person.birth_date is None:
        return None
    day = add_months(find_legal_age(person.birth_date)[1], -60)
    return day if day > today else None


@operation("benefits.compare_supplementary")
def compare_supplementary(
    _call: Call, *, party_ref: str, year: int, category: str, income: Decimal, pays_main_level: bool
) -> SupplementaryChoice:
    """What an ordinary and a social contract may take in a year (D19), side by side."""
    party = read_party(party_ref)
    given = SupplementaryInputs(
        year=int(year),
        income=income,
        kind=Kind.SOCIAL,
        category=Category(category) if category else Category.SECONDARY,
        pays_main_level=pays_main_level,
    )
    try:
        found = calculate_supplementary_pension(given)
        figures = Figures(date(given.year, 1, 1))
        ordinary, _rule, _steps = find_maximum(given, Kind.ORDINARY, figures)
        lowest = figures.take("PLCI.MIN.ORDINARY")
        solidarity = round_cents(found.result["social"] * figures.take(SOLIDARITY))
    except WorkflowError:
        return SupplementaryChoice(False, True, ZERO, ZERO, ZERO, ZERO, ZERO, [])
    return SupplementaryChoice(
        limits_known=True,
        eligible=found.result["rule"] != "none",
        ordinary_maximum=ordinary,
        ordinary_minimum=lowest,
        social_maximum=found.result["social"],
        social_minimum=found.result["minimum"],
        solidarity_part=solidarity,
        explanation=render_for_letter(found.trace, party.language),
    )


@operation("benefits.certify_contributions")
def certify_contributions(call: Call, *, party_ref: str, year: int) -> Certified:
    """Whether the contributions of a year are all paid, as the deduction of the premium asks; from the books."""
    party, today = read_party(party_ref), read_today(call)
    unpaid = list_unpaid(party, int(year))
    return Certified(
        all_paid=not unpaid and bool(list_year(party, int(year))),
        unpaid=", ".join(str(one) for one in unpaid),
        amount=sum_paid(party, int(year)),
        certified_on=today,
    )


def list_year(party: Party, year: int) -> list[Quarter]:
    quarters = list_liable_quarters(list_periods(party), Quarter(year, 4))
    return [one for one in quarters if one.year == year]


def list_unpaid(party: Party, year: int) -> list[Quarter]:
    """The quarters of liability that are neither paid nor kept without a contribution; not called yet is not paid."""
    quarters = list_year(party, year)
    if not quarters:
        return []
    statuses = {Quarter(one.year, one.number): one for one in list_statuses(party, quarters[0], quarters[-1])}
    booked = read_booked([party], quarters).get(party.pk, {})
    return [one for one in quarters if booked.get(one) != "paid" and not is_in_order(statuses.get(one))]


def is_in_order(status: QuarterStatus | None) -> bool:
    return status is not None and Coverage(status.coverage) in IN_ORDER


def sum_paid(party: Party, year: int) -> Decimal:
    """Principal of the year's settled contributions and their settlements."""
    paid = [ReceivableState.SETTLED, ReceivableState.WAIVED]  # surcharges alone are waived
    rows = Receivable.objects.filter(party=party, kind__in=KINDS, year=year, state__in=paid)
    return sum((claimed(one, Component.PRINCIPAL) for one in rows), ZERO)
