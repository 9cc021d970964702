"""An archived month against what was due (D14), component by component: what is short, paid too much, or not known.

Amounts that are not loaded are said as unknown, never guessed; an increased rate whose amounts the fund does not have
(pensioned, invalid) is found all the same and left to a person.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.benefits.arithmetic.family_allowance import HIGHEST_RANK, JULY, Child, find_age_code, find_bracket
from app.registers.errors import RegisterError
from app.registers.figures import Figures
from app.registers.traces import Step, make_step
from workflows.parameters import ParameterError

ZERO = Decimal("0.00")


class Component(StrEnum):
    BASE = "base"
    AGE = "age"
    ANNUAL = "annual"
    INCREASE = "increase"


class Increase(StrEnum):
    """Why a rate was higher."""

    NONE = "none"
    BANKRUPTCY = "bankruptcy"
    PENSION = "pension"
    INVALIDITY = "invalidity"


@dataclass(frozen=True)
class ChildMonth:
    """A child of a month, with what was paid for it by component."""

    first_name: str
    birth_date: date
    orphan: bool
    paid: Mapping[Component, Decimal]

    @property
    def name(self) -> str:
        return f"{self.birth_date.isoformat()} {self.first_name}"


@dataclass(frozen=True)
class Difference:
    """`amount` is positive where too little was paid. None of `due` is known when it is None."""

    month: date
    child: str
    component: Component
    rank: int
    due: Decimal | None
    paid: Decimal
    step: Step | None

    @property
    def amount(self) -> Decimal:
        return ZERO if self.due is None else self.due - self.paid


def compare_month(month: date, children: Sequence[ChildMonth], increase: Increase) -> list[Difference]:
    """The components of the month that are not as they should be, or whose right amount is not known."""
    ordered = sorted(children, key=lambda one: one.birth_date)
    found = []
    for rank, child in enumerate(ordered, start=1):
        for component, code in list_codes(rank, child, month, increase):
            found.append(compare(month, rank, child, component, code))
    return [one for one in found if one.due is None or one.amount]


def list_codes(
    rank: int, child: ChildMonth, month: date, increase: Increase
) -> Iterator[tuple[Component, str]]:
    """What a child has a right to, and the legal value of each; "" where the fund has none of its kind."""
    top = min(rank, HIGHEST_RANK)
    yield Component.BASE, "FA.ORPHAN" if child.orphan else f"FA.RANK{top}"
    increased = increase is not Increase.NONE or child.orphan
    bracket = read_bracket(child, month)
    if bracket is not None:
        yield (
            Component.AGE,
            find_age_code(rank, bracket, increased, Child(birth_date=child.birth_date), month),
        )
    if bracket is not None and month.month == JULY:
        yield Component.ANNUAL, f"FA.ANNUAL.FROM{bracket}"
    if increase is Increase.BANKRUPTCY:
        yield Component.INCREASE, f"FA.BANKRUPTCY.RANK{top}"
    elif increase is not Increase.NONE:
        yield Component.INCREASE, ""


def read_bracket(child: ChildMonth, month: date) -> int | None:
    """None also for a month in which the child had no right by its age."""
    try:
        return find_bracket(Child(birth_date=child.birth_date), month)
    except RegisterError:
        return None


def compare(month: date, rank: int, child: ChildMonth, component: Component, code: str) -> Difference:
    paid = child.paid.get(component, ZERO)
    figures = Figures(month)
    try:
        due = figures.take(code) if code else None
    except ParameterError:
        due = None
    step = None
    if due is not None:
        uses = figures.list_uses(code)
        shown: dict[str, Any] = {
            "month": month,
            "child": child.first_name,
            "part": f"family_part_{component}",
        }
        step = make_step("family_short", due - paid, "EUR", parameters=uses, due=due, paid=paid, **shown)
    return Difference(month, child.name, component, rank, due, paid, step)
