"""Terms of a decision and of its payment, and the interest the fund owes by itself when it pays late.

Law of 11 April 1995 (Charter of the insured): art. 10 decision, art. 12 payment, art. 20 interest. These terms are the
fund's: they do not move when they end on a day off (TC4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, refuse_negative
from app.contributions.arithmetic.interest import InterestInputs, calculate_judicial_interest
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing
from app.registers.figures import Figures
from app.registers.traces import make_step
from workflows.calendars import load_calendar
from workflows.deadlines import Pause, add_months, extend_by_pauses, find_internal_target, read_pause

DECISION, PAYMENT = "BENEFIT.DECISION_MONTHS", "BENEFIT.PAYMENT_MONTHS"


@dataclass(frozen=True, kw_only=True)
class TermInputs:
    """`received_on` is the day of the request, or of the fact when the fund acts by itself; pauses FROM/TO."""

    received_on: date
    notified_on: date | None = None
    paused: tuple[str, ...] = ()

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "request_date": "received_on",
        "requested_on": "received_on",
        "date": "received_on",
        "decision_notified_on": "notified_on",
    }


@dataclass(frozen=True, kw_only=True)
class LateInputs:
    """A benefit due on `due_on` (or decided and told on `notified_on`) and paid on `paid_on`."""

    amount: Decimal
    paid_on: date
    due_on: date | None = None
    notified_on: date | None = None

    SYNONYMS: ClassVar[Mapping[str, str]] = {"decision_notified_on": "notified_on", "principal": "amount"}


def calculate_terms(inputs: TermInputs) -> Calculation:
    """The last day to decide, and once the decision is told the last day to pay."""
    figures = Figures(inputs.received_on)
    pauses: list[Pause] = [read_pause(text) for text in inputs.paused]
    plain = add_months(inputs.received_on, int(figures.take(DECISION)))
    decide_by, _ = extend_by_pauses(inputs.received_on, plain, pauses)
    target = find_internal_target(decide_by, load_calendar())
    steps = [make_step("decide_by", decide_by, "date", parameters=figures.list_uses(DECISION))]
    result: dict[str, Any] = {"decide_by": decide_by, "decide_target": target}
    if inputs.notified_on is not None:
        result["pay_by"] = find_payment_limit(inputs.notified_on, figures)
        steps.append(make_step("pay_by", result["pay_by"], "date", parameters=figures.list_uses(PAYMENT)))
    return answer("benefit_terms", inputs, result, steps, collect_warnings(figures))


def find_payment_limit(notified_on: date, figures: Figures | None = None) -> date:
    """The last day on which a decision is paid in time."""
    return add_months(notified_on, int((figures or Figures(notified_on)).take(PAYMENT)))


def calculate_late_interest(inputs: LateInputs) -> Calculation:
    """Interest by days from the day after the last one to pay. Raises InputMissing without a due day."""
    refuse_negative(amount=inputs.amount)
    if inputs.due_on is None and inputs.notified_on is None:
        raise InputMissing("The input due_on (or notified_on) is missing.", input="due_on")
    due_on = inputs.due_on or find_payment_limit(inputs.notified_on)  # type: ignore[arg-type]
    if inputs.paid_on <= due_on:
        step = make_step("benefit_in_time", due_on, "date")
        return answer(
            "benefit_interest", inputs, {"due_on": due_on, "days": 0, "interest": Decimal("0.00")}, [step]
        )
    found = calculate_judicial_interest(
        InterestInputs(principal=inputs.amount, start=due_on, until=inputs.paid_on)
    )
    days = (inputs.paid_on - due_on).days
    result = {"due_on": due_on, "days": days, "interest": found.result["interest"]}
    steps = [make_step("benefit_late", days=days, due=due_on, paid=inputs.paid_on), *found.trace.steps]
    return answer("benefit_interest", inputs, result, steps, found.trace.warnings)
