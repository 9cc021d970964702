"""Family allowances of a month (D14): rank, age supplement, annual supplement, supplement of the bankruptcy insured.

Kept to explain and correct old files: until 30 June 2014 the fund decided them (AR of 8 April 1976), then the general
law counted for everybody until the regions took over. An amount that is not loaded is refused, never guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, need, read_month
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing, InputRefused
from app.registers.figures import Figures
from app.registers.rulebook import decide
from app.registers.traces import Step, make_step
from workflows.deadlines import add_months

JULY = 7
#: A number below it is no year of birth: somebody told how many children there are.
FIRST_YEAR = 1900
HIGHEST_RANK = 3
BRACKETS = (6, 12, 18)
LAST_AGE = 25
GENERAL_LAW = date(2014, 7, 1)


@dataclass(frozen=True, kw_only=True)
class Child:
    """A child by day of birth, or by year where that is enough to know the age bracket."""

    birth_date: date | None = None
    birth_year: int | None = None
    orphan: bool = False

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "birth": "birth_date",
        "born_on": "birth_date",
        "born": "birth_date",
        "date_of_birth": "birth_date",
        "year": "birth_year",
    }


@dataclass(frozen=True, kw_only=True)
class AllowanceInputs:
    """The month of entitlement, and the children with a right, in any order."""

    month: date | str
    children: tuple[Child | date | int, ...]
    bankruptcy_beneficiary: bool = False
    suspended: bool = False

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "date": "month",
        "on": "month",
        "child": "children",
        "births": "children",
        "birth_dates": "children",
        "bankruptcy": "bankruptcy_beneficiary",
        "bankruptcy_insurance": "bankruptcy_beneficiary",
        "bridging": "bankruptcy_beneficiary",
    }


@dataclass(frozen=True, kw_only=True)
class AnnualInputs:
    """The year of the July allowance and the children."""

    year: int | None = None
    month: date | str | None = None
    children: tuple[Child | date | int, ...] = field(default=())

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "child": "children",
        "births": "children",
        "birth_dates": "children",
        "birth_years": "children",
    }


@dataclass(frozen=True, kw_only=True)
class AgeInputs:
    """The day of birth, or the birthday itself."""

    birth_date: date | None = None
    birthday: date | None = None
    age: int | None = None

    SYNONYMS: ClassVar[Mapping[str, str]] = {"birth": "birth_date", "born_on": "birth_date"}


@dataclass(frozen=True)
class Line:
    """What one child adds."""

    rank: int
    amount: Decimal
    steps: tuple[Step, ...]


def calculate_family_allowance(inputs: AllowanceInputs) -> Calculation:
    """The sum of the month, child by child. Raises ParameterNotValid for months whose amounts are not loaded."""
    month: date = need(read_month(inputs.month), "month")
    decided = decide("family_allowance_era", {"month": month, "suspended": inputs.suspended})
    result: dict[str, Any] = {"month": month, **decided.outputs}
    if decided.outputs["reason"] == "suspended":
        step = make_step("family_suspended", rules=decided.rules)
        return answer("family_allowance", inputs, {**result, "amount": Decimal("0.00")}, [step])
    children = order(inputs.children)
    figures = Figures(month)
    lines = [
        describe_child(rank, child, inputs.bankruptcy_beneficiary, figures)
        for rank, child in enumerate(children, start=1)
    ]
    total = sum((line.amount for line in lines), Decimal("0.00"))
    steps = [step for line in lines for step in line.steps]
    steps.append(make_step("family_total", total, "EUR", rules=decided.rules, month=month))
    amounts = [{"rank": line.rank, "amount": line.amount} for line in lines]
    return answer(
        "family_allowance",
        inputs,
        {**result, "amount": total, "children": amounts},
        steps,
        collect_warnings(figures),
    )


def order(given: Iterable[Child | date | int]) -> list[Child]:
    """The oldest first: rank 1. Raises InputMissing for a child without birth."""
    children = [read_child(one) for one in given]
    if not children:
        raise InputMissing("The input children is missing.", input="children")
    return sorted(children, key=lambda child: child.birth_date or date(child.birth_year or 1, 12, 31))


def read_child(given: Child | date | int) -> Child:
    if isinstance(given, date):
        return Child(birth_date=given)
    child = Child(birth_year=given) if isinstance(given, int) else given
    if child.birth_date is None and child.birth_year is None:
        raise InputMissing("The input birth_date of a child is missing.", input="children.birth_date")
    if child.birth_year is not None and child.birth_year < FIRST_YEAR:
        message = (
            f"The input children must be days or years of birth; {child.birth_year} is no year of birth."
        )
        raise InputRefused(message, input="children")
    return child


def describe_child(rank: int, child: Child, bankrupt: bool, figures: Figures) -> Line:
    """Base by rank (or the orphan's), then the supplements."""
    code = "FA.ORPHAN" if child.orphan else f"FA.RANK{min(rank, HIGHEST_RANK)}"
    steps = [make_amount("family_base", code, figures, rank=rank)]
    if bankrupt:
        social = f"FA.BANKRUPTCY.RANK{min(rank, HIGHEST_RANK)}"
        steps.append(make_amount("family_bankruptcy", social, figures, rank=rank))
    bracket = find_bracket(child, figures.on)
    if bracket is not None:
        increased = bankrupt or child.orphan
        age_code = find_age_code(rank, bracket, increased, child, figures.on)
        steps.append(make_amount("family_age", age_code, figures, rank=rank, age=bracket))
        if figures.on.month == JULY:
            steps.append(make_amount("family_annual", f"FA.ANNUAL.FROM{bracket}", figures, age=bracket))
    amount = sum((Decimal(step.result or 0) for step in steps), Decimal(0))
    return Line(rank, amount, tuple(steps))


def make_amount(key: str, code: str, figures: Figures, **shown: Any) -> Step:
    amount = figures.take(code)
    return make_step(key, amount, "EUR", parameters=figures.list_uses(code), **shown)


def find_bracket(child: Child, on: date) -> int | None:
    """The last of 6, 12 and 18 reached on the first of the month; None below 6.

    A supplement begins in the month after the birthday, or in its own month when that is the first.
    Raises InputRefused for somebody of 25 and more, InputMissing where the year alone does not tell.
    """
    if child.birth_date is not None:
        return pick_bracket(child.birth_date, on)
    year = child.birth_year or 0
    first, last = pick_bracket(date(year, 1, 1), on), pick_bracket(date(year, 12, 31), on)
    if first != last:
        raise InputMissing(
            f"The input birth_date of the child born in {year} is missing: the year does not tell its age.",
            input="children.birth_date",
        )
    return first


def pick_bracket(birth: date, on: date) -> int | None:
    if birth > on:
        raise InputRefused(f"The child born on {birth} has no right on {on} yet.", input="children")
    if add_months(birth, LAST_AGE * 12) <= on:
        raise InputRefused(f"The child born on {birth} is {LAST_AGE} or more on {on}.", input="children")
    reached = [age for age in BRACKETS if add_months(birth, age * 12) <= on]
    return reached[-1] if reached else None


def find_age_code(rank: int, bracket: int, increased: bool, child: Child, on: date) -> str:
    """The scale: rank 1 of the ordinary scale has its own amounts, the older children another one before."""
    year = child.birth_date.year if child.birth_date else child.birth_year or 0
    if rank == 1 and not increased:
        if on < GENERAL_LAW and bracket == BRACKETS[-1] and year < 1997:
            return "FA.AGE.OLD_RANK1.FROM18"
        return f"FA.AGE.RANK1.FROM{bracket}"
    return f"FA.AGE.OTHER.FROM{bracket}"


def calculate_annual_supplement(inputs: AnnualInputs) -> Calculation:
    """What is added to the July allowance, paid in August. Raises ParameterNotValid where it is not loaded."""
    month = read_month(inputs.month)
    year = inputs.year if inputs.year is not None else month.year if month else None
    figures = Figures(date(need(year, "year"), JULY, 1))
    steps, total = [], Decimal("0.00")
    for child in order(inputs.children):
        bracket = find_bracket(child, figures.on)
        if bracket is not None:
            steps.append(make_amount("family_annual", f"FA.ANNUAL.FROM{bracket}", figures, age=bracket))
            total += figures.take(f"FA.ANNUAL.FROM{bracket}")
    steps.append(make_step("family_annual_total", total, "EUR", year=figures.on.year))
    result = {"amount": total, "year": figures.on.year, "paid_in": date(figures.on.year, 8, 1)}
    return answer("annual_supplement", inputs, result, steps, collect_warnings(figures))


def calculate_age_supplement(inputs: AgeInputs) -> Calculation:
    """From which month a supplement of age counts."""
    ages = (inputs.age,) if inputs.age is not None else BRACKETS
    if inputs.birthday is not None:
        found = {str(inputs.age or "birthday"): start_after(inputs.birthday)}
    else:
        birth: date = need(inputs.birth_date, "birth_date")
        found = {str(age): start_after(add_months(birth, age * 12)) for age in ages if age is not None}
    steps = [make_step("family_age_start", month, "date", age=age) for age, month in found.items()]
    first = next(iter(found.values()))
    return answer("age_supplement", inputs, {"from": first, "by_age": found}, steps)


def start_after(birthday: date) -> date:
    """The month after the birthday, or its own when it is the first."""
    return birthday if birthday.day == 1 else add_months(birthday.replace(day=1), 1)
