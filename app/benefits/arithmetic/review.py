"""Months that were paid against what was due of them once a right has changed or ended: too much, or too little."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.benefits.arithmetic.answers import answer
from app.registers.calculations import Calculation
from app.registers.traces import make_step

ZERO = Decimal("0.00")


@dataclass(frozen=True, kw_only=True)
class ReviewedMonth:
    """A month as it was paid, and what was due of it."""

    month: date
    paid: Decimal
    due: Decimal


@dataclass(frozen=True, kw_only=True)
class ReviewInputs:
    outcome: str
    months: tuple[ReviewedMonth, ...] = ()


def calculate_review(inputs: ReviewInputs) -> Calculation:
    """`overpaid` and `arrears`, each the sum of its months; they are never set off against each other.

    What was overpaid is claimed back by a decision of its own (D26), with a hearing; what is short is paid.
    """
    different = [one for one in inputs.months if one.paid != one.due]
    steps = [
        make_step("review_month", one.due - one.paid, "EUR", month=one.month, paid=one.paid, due=one.due)
        for one in different
    ]
    overpaid = add(one.paid - one.due for one in different if one.paid > one.due)
    arrears = add(one.due - one.paid for one in different if one.due > one.paid)
    steps += [make_step("review_overpaid", overpaid, "EUR"), make_step("review_arrears", arrears, "EUR")]
    result = {"outcome": inputs.outcome, "overpaid": overpaid, "arrears": arrears}
    return answer("right_review", inputs, result, steps)


def add(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, ZERO)
