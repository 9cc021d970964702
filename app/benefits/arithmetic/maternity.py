"""Maternity leave and its allowance by week, which the mutuality pays and the fund explains (AR of 20 July 1971)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, need
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing, InputRefused
from app.registers.figures import Figures
from app.registers.traces import Step, make_step

BASE, MULTIPLE, COMPULSORY = "MAT.WEEKS.BASE", "MAT.WEEKS.MULTIPLE", "MAT.WEEKS.COMPULSORY"
FULL = ("MAT.WEEKLY.W1_4", "MAT.WEEKLY.W5P")
HALF = ("MAT.WEEKLY.HALF_W1_4", "MAT.WEEKLY.HALF_W5P")
FIRST_WEEKS = 4
WEEK = timedelta(weeks=1)


@dataclass(frozen=True, kw_only=True)
class LeaveInputs:
    """`birth_date` may lie ahead: then it is the day the birth is expected."""

    birth_date: date | None = None
    birth_year: int | None = None
    multiple: bool = False
    children: int = 1

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "birth": "birth_date",
        "born_on": "birth_date",
        "date": "birth_date",
        "year": "birth_year",
        "twins": "multiple",
        "multiple_birth": "multiple",
        "number_of_children": "children",
    }


@dataclass(frozen=True, kw_only=True)
class AllowanceInputs:
    """`start` is the first day of the leave; without it the leave begins one week before the birth.

    `weeks` are full weeks taken, all of the leave unless said; `half_time_weeks` follow them.
    """

    birth_date: date | None = None
    start: date | None = None
    weeks: int | None = None
    half_time_weeks: int = 0
    multiple: bool = False
    children: int = 1

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "birth": "birth_date",
        "born_on": "birth_date",
        "date": "start",
        "on": "start",
        "leave_start": "start",
        "from": "start",
        "full_weeks": "weeks",
        "half_weeks": "half_time_weeks",
        "part_time_weeks": "half_time_weeks",
        "twins": "multiple",
        "multiple_birth": "multiple",
        "number_of_children": "children",
    }


@dataclass(frozen=True)
class Leave:
    """Weeks of a leave; the compulsory ones and the half-time weeks are known from 2017."""

    weeks: int
    compulsory: int | None
    steps: tuple[Step, ...]

    @property
    def optional(self) -> int | None:
        return None if self.compulsory is None else self.weeks - self.compulsory

    @property
    def half_time_most(self) -> int | None:
        """Optional weeks taken half-time count double."""
        return None if self.optional is None else self.optional * 2


def find_leave(birth: date, multiple: bool, figures: Figures) -> Leave:
    """The weeks by the date of the birth. Raises ParameterNotValid where they are not loaded."""
    code = MULTIPLE if multiple else BASE
    weeks = int(figures.take(code))
    step = make_step("maternity_weeks", weeks, "number", parameters=figures.list_uses(code), birth=birth)
    if birth < date(2017, 1, 1):
        return Leave(weeks, None, (step,))
    compulsory = int(figures.take(COMPULSORY))
    shown: dict[str, Any] = {"weeks": weeks - compulsory, "most": (weeks - compulsory) * 2}
    half = make_step("maternity_half", parameters=figures.list_uses(COMPULSORY), **shown)
    return Leave(weeks, compulsory, (step, half))


def calculate_maternity_leave(inputs: LeaveInputs) -> Calculation:
    """How long the leave may last. Raises InputMissing without a birth."""
    year_end = None if inputs.birth_year is None else date(inputs.birth_year, 12, 31)
    birth = need(inputs.birth_date or year_end, "birth_date")
    figures = Figures(birth)
    leave = find_leave(birth, inputs.multiple or inputs.children > 1, figures)
    return answer(
        "maternity_leave", inputs, describe_leave(leave), reversed(leave.steps), collect_warnings(figures)
    )


def describe_leave(leave: Leave) -> dict[str, Any]:
    return {
        "weeks": leave.weeks,
        "compulsory_weeks": leave.compulsory,
        "optional_weeks": leave.optional,
        "half_time_weeks_max": leave.half_time_most,
    }


def calculate_maternity_allowance(inputs: AllowanceInputs) -> Calculation:
    """The sum of the weeks taken, each at the amount valid on its first day.

    Raises InputMissing without birth or start, InputRefused for more weeks than the leave has.
    """
    start = inputs.start or (inputs.birth_date - WEEK if inputs.birth_date else None)
    if start is None:
        raise InputMissing("The input birth_date (or start) is missing.", input="birth_date")
    figures = Figures(inputs.birth_date or start)
    leave = find_leave(figures.on, inputs.multiple or inputs.children > 1, figures)
    full = leave.weeks if inputs.weeks is None and not inputs.half_time_weeks else take_full(inputs, leave)
    refuse_too_many(full, inputs.half_time_weeks, leave)
    weeks = list(list_weeks(start, full, inputs.half_time_weeks))
    amounts = [one.take() for one in weeks]
    total = sum(amounts, Decimal("0.00"))
    steps = [*leave.steps, *explain_weeks(weeks), make_step("maternity_total", total, "EUR")]
    result = {
        "amount": total,
        "weeks_taken": full,
        "half_time_weeks_taken": inputs.half_time_weeks,
        **describe_leave(leave),
        "by_week": amounts,
    }
    warnings = collect_warnings(figures, *(one.figures for one in weeks))
    return answer("maternity_allowance", inputs, result, steps, warnings)


def take_full(inputs: AllowanceInputs, leave: Leave) -> int:
    """Full weeks as given; with half-time weeks alone the compulsory ones are full."""
    return (leave.compulsory or leave.weeks) if inputs.weeks is None else inputs.weeks


def refuse_too_many(full: int, half: int, leave: Leave) -> None:
    most = leave.half_time_most or 0
    if full < 0 or half < 0:
        raise InputRefused("The inputs weeks and half_time_weeks may not be below nothing.", input="weeks")
    if half > most:
        raise InputRefused(f"At most {most} half-time weeks may be taken.", input="half_time_weeks")
    if full * 2 + half > leave.weeks * 2:
        raise InputRefused(
            f"The leave has {leave.weeks} weeks, of which two half-time weeks make one.", input="weeks"
        )


@dataclass(frozen=True)
class Week:
    """One week taken: its first day, whether it counts among the first four, and full or half."""

    first: date
    code: str
    figures: Figures

    def take(self) -> Decimal:
        return self.figures.take(self.code)


def list_weeks(start: date, full: int, half: int) -> Iterator[Week]:
    """Full weeks first; two half-time weeks count as one among the first four."""
    books: dict[date, Figures] = {}
    for index in range(full + half):
        is_half = index >= full
        position = full + (index - full) // 2 if is_half else index
        code = (HALF if is_half else FULL)[position >= FIRST_WEEKS]
        first = start + WEEK * index
        yield Week(first, code, books.setdefault(first, Figures(first)))


def explain_weeks(weeks: list[Week]) -> Iterator[Step]:
    """One step for the weeks in a row with one amount."""
    index = 0
    while index < len(weeks):
        amount, code = weeks[index].take(), weeks[index].code
        same = 1
        while index + same < len(weeks) and (weeks[index + same].take(), weeks[index + same].code) == (
            amount,
            code,
        ):
            same += 1
        uses = weeks[index].figures.list_uses(code)
        shown: dict[str, Any] = {"count": same, "first": weeks[index].first, "amount": amount}
        yield make_step("maternity_part", amount * same, "EUR", parameters=uses, **shown)
        index += same
