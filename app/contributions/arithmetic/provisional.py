"""Provisional contributions: on which income, and how much (D05).

Since 2015 the income of year N-3, brought to today by the coefficient of year N; a starter pays on the minimum; an
accepted estimate goes before both (AR no 38 art. 11; law of 22 November 2013).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from app.contributions.arithmetic.categories import Category, Coverage
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.contributions.arithmetic.errors import IncomeUnknown
from app.contributions.arithmetic.fees import FeeInputs
from app.contributions.arithmetic.periods import Period, read_period
from app.contributions.arithmetic.rounding import round_cents
from app.registers.calculations import Calculation
from app.registers.errors import InputRefused
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rulebook import decide
from app.registers.traces import Step, Trace, make_step, write_plain

COEFFICIENT = "CONTRIB.COEF_N3"
STARTER_YEARS = "CONTRIB.STARTER_YEARS"
FOUR = Decimal(4)


@dataclass(frozen=True, slots=True)
class KnownIncome:
    """A definitive income of an earlier year; `known_on` when the fund learned it, `quarters` subject that year."""

    SYNONYMS: ClassVar[Mapping[str, str]] = {"income": "amount"}

    year: int
    amount: Decimal
    known_on: date | None = None
    quarters: int = 4


@dataclass(frozen=True, kw_only=True)
class ProvisionalInputs(FeeInputs):
    """What a provisional contribution is calculated from.

    `income` is the one of year N-3; `incomes` gives several years, as {"2022": 30000} or with the day each was known:
    only what was known on 1 January counts. `definitive` is the income of the year itself once it is told. A starter
    is told, or found from `start`.
    """

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        **dict.fromkeys(("reference_income", "income_n3", "income_n_3", "n3_income"), "income"),
        "definitive_income": "definitive",
        "estimated_income": "estimate",
    }

    category: Category = Category.MAIN
    year: int | None = None
    quarter: Quarter | int | None = None
    income: Decimal | None = None
    incomes: Mapping[int, Decimal] | tuple[KnownIncome, ...] = ()
    estimate: Decimal | None = None
    definitive: Decimal | None = None
    starter: bool | None = None
    start: date | None = None
    end: date | None = None
    quarters: int | None = None
    coverage: Coverage = Coverage.DUE
    quarter_index: int | None = None
    starter_year: int | None = None


@dataclass(frozen=True)
class Base:
    """The income found: None is the minimum of the category. `subject` are the quarters it was earned in."""

    source: str
    amount: Decimal | None
    subject: int | None
    steps: tuple[Step, ...] = field(default=())
    warnings: tuple[Step, ...] = field(default=())


def calculate_provisional_base(inputs: ProvisionalInputs) -> Calculation:
    """The income on which a year's contributions are claimed, and where it comes from. Raises IncomeUnknown."""
    period = read_period(inputs.year, inputs.quarter, inputs.quarters, inputs.start, inputs.end)
    base = find_base(inputs, period)
    amount = base.amount
    result = {"year": period.year, "source": base.source, "base": amount}
    return Calculation(result, build_trace("provisional_base", inputs, base.steps, result, base.warnings))


def calculate_provisional_contribution(inputs: ProvisionalInputs) -> Calculation:
    """The provisional contribution of a quarter: the base by D05, then the contribution on it."""
    period = read_period(inputs.year, inputs.quarter, inputs.quarters, inputs.start, inputs.end)
    base = find_base(inputs, period)
    found = calculate_contribution(
        ContributionInputs(
            category=inputs.category,
            year=period.year,
            quarter=period.quarter,
            income=base.amount,
            quarters=base.subject,
            start=inputs.start,
            end=inputs.end,
            coverage=inputs.coverage,
            quarter_index=inputs.quarter_index,
            starter_year=inputs.starter_year,
            fee_rate=inputs.fee_rate,
            fund=inputs.fund,
            with_fee=inputs.with_fee,
        )
    )
    result = {**found.result, "source": base.source, "provisional_base": base.amount}
    # The base is no income of this year: its own step has told it.
    steps = (
        *base.steps,
        *(step for step in found.trace.steps if step.key not in ("income", "income_partner")),
    )
    warnings = (*base.warnings, *found.trace.warnings)
    return Calculation(result, build_trace("provisional_contribution", inputs, steps, result, warnings))


def build_trace(
    name: str,
    inputs: ProvisionalInputs,
    steps: tuple[Step, ...],
    result: Mapping[str, Any],
    warnings: tuple[Step, ...],
) -> Trace:
    given = {
        key: write_plain(value)
        for key, value in vars(inputs).items()
        if value not in (None, False, ()) and key != "incomes"
    }
    if inputs.incomes:
        given["incomes"] = [
            {"year": one.year, "amount": str(one.amount), "known_on": write_plain(one.known_on)}
            for one in read_incomes(inputs, None)
        ]
    return Trace(name, given, steps, write_plain(result), warnings)


def find_base(inputs: ProvisionalInputs, period: Period) -> Base:
    """D05. Raises IncomeUnknown when nothing is known, ParameterNotValid when the coefficient is not loaded."""
    known = read_incomes(inputs, period.year)
    reference = next((one for one in known if one.year == period.year - 3), None)
    earlier = max(
        (one for one in known if one.year < period.year - 3), key=lambda one: one.year, default=None
    )
    starter = is_starter(inputs, period)
    decided = decide(
        "contribution_base",
        {
            "definitive_known": inputs.definitive is not None,
            "estimate_accepted": inputs.estimate is not None,
            "is_starter": starter,
            "reference_known": reference is not None,
            "earlier_known": earlier is not None,
        },
    )
    source = str(decided.outputs["contribution_base"])
    match source:
        case "definitive_income" | "estimate":
            amount = inputs.definitive if source == "definitive_income" else inputs.estimate
            key = {"definitive_income": "base_definitive", "estimate": "base_estimate"}[source]
            subject = period.subject if source == "definitive_income" else 4
            return Base(
                source,
                amount,
                subject,
                (make_step(key, amount, "EUR", rules=decided.rules, year=period.year),),
            )
        case "starter_minimum":
            return Base(source, None, 4, (make_step("base_starter", rules=decided.rules, year=period.year),))
        case "reference_income" | "earlier_income":
            income = reference or earlier
            if income is not None:
                return index_income(source, income, period.year, decided.rules)
    raise IncomeUnknown(year=period.year)


def read_incomes(inputs: ProvisionalInputs, year: int | None) -> list[KnownIncome]:
    """The incomes known on 1 January of the contribution year (all of them when `year` is None)."""
    found = (
        [KnownIncome(one, amount) for one, amount in inputs.incomes.items()]
        if isinstance(inputs.incomes, Mapping)
        else list(inputs.incomes)
    )
    if inputs.income is not None and year is not None:
        found.append(KnownIncome(year - 3, inputs.income))
    first = None if year is None else date(year, 1, 1)
    return [one for one in found if first is None or one.known_on is None or one.known_on <= first]


def is_starter(inputs: ProvisionalInputs, period: Period) -> bool:
    """Until the end of the third full calendar year; the year of a start on 1 January is a full one."""
    if inputs.starter is not None:
        return inputs.starter
    if inputs.start is None:
        return False
    full = inputs.start.year + (inputs.start > date(inputs.start.year, 1, 1))
    years = int(Figures(period.reference_day).take(STARTER_YEARS))
    return period.year < full + years


def index_income(source: str, income: KnownIncome, year: int, rules: tuple[str, ...]) -> Base:
    """The annualised income times the coefficient of the year that is three years after it.

    An earlier income has the coefficient of its own third year; that is said as a warning.
    """
    if not 1 <= income.quarters <= 4:
        raise InputRefused("The quarters of an income must be 1 to 4.", input="incomes")
    annual = income.amount * FOUR / income.quarters
    figures = Figures(date(income.year + 3, 1, 1))
    coefficient = figures.take(COEFFICIENT)
    amount = round_cents(annual * coefficient)
    values: dict[str, Any] = {
        "income": round_cents(annual),
        "income_year": income.year,
        "coefficient": coefficient,
    }
    uses = figures.list_uses(COEFFICIENT)
    step = make_step("base_indexed", amount, "EUR", parameters=uses, rules=rules, year=year, **values)
    warnings = list(figures.list_warnings())
    if income.year != year - 3:
        warnings.append(make_step("earlier_income_used", income_year=income.year, year=year))
    return Base(source, amount, 4, (step,), tuple(warnings))
