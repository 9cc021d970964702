"""What the start of an activity (P01) asks of contributions: the first quarter, and what an own estimate would make."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.contributions.arithmetic.categories import Category
from app.contributions.arithmetic.due_dates import find_due_day
from app.contributions.arithmetic.provisional import ProvisionalInputs, calculate_provisional_contribution
from app.registers.calculations import Calculation
from app.registers.errors import RegisterError
from app.registers.quarters import Quarter
from app.registers.rendering import render_for_letter
from workflows.errors import WorkflowError
from workflows.operations import BusinessError, Call, operation
from workflows.parameters import ParameterError

REFUSALS = (RegisterError, ParameterError, WorkflowError, ValueError)


@dataclass(frozen=True)
class FirstContributions:
    """EUR a quarter, fee included. `amount_on_estimate` is null without one; `explanation` as letters show it."""

    amount: Decimal
    due_on: date
    amount_on_estimate: Decimal | None
    explanation: list[dict[str, Any]]


@operation("contributions.simulate_start")
def simulate_start(
    _call: Call,
    *,
    category: str,
    started_on: date,
    on_time: bool,
    language: str,
    estimate: Decimal | None = None,
) -> FirstContributions:
    """What a starter pays in the first quarter, until when, and what it would be on an estimate of a year's income.

    Nothing is booked: the quarterly call does that.
    """
    quarter = Quarter.of(started_on)
    try:
        first = calculate(category, started_on, None)
        wished = calculate(category, started_on, estimate) if estimate is not None else None
        due_on = find_due_day(quarter, started_on, affiliated_on_time=on_time)
    except REFUSALS as error:
        raise BusinessError("NOT_ASSESSED", str(error), category=category) from error
    return FirstContributions(
        amount=first.result["payable"],
        due_on=due_on,
        amount_on_estimate=wished.result["payable"] if wished else None,
        explanation=render_for_letter((wished or first).trace, language),
    )


def calculate(category: str, started_on: date, estimate: Decimal | None) -> Calculation:
    quarter = Quarter.of(started_on)
    return calculate_provisional_contribution(
        ProvisionalInputs(
            category=Category(category),
            quarter=quarter,
            start=started_on,
            quarters=count_from(quarter, Quarter.list_year(quarter.year)),
            estimate=estimate,
            quarter_index=1,
            with_fee=True,
        )
    )


def count_from(first: Quarter, year: Iterable[Quarter]) -> int:
    """Quarters of the year from the first one on."""
    return sum(1 for quarter in year if quarter >= first)
