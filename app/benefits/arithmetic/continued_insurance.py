"""Continued insurance after a cessation (D13): whether, and until when. INASTI decides; the fund tells and forwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, explain_outcome
from app.benefits.arithmetic.pension import find_legal_age
from app.registers.calculations import Calculation
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rulebook import decide
from app.registers.traces import make_step
from workflows.deadlines import add_months

WINDOW, MOST, NEAR = "LIMIT.CONTINUED_INSURANCE_MONTHS", "CONTINUED.MAX_QUARTERS", "CONTINUED.PENSION_YEARS"
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class ContinuedInputs:
    """The last day of activity; `covered_quarters` of the quarter of the cessation and the three before."""

    end: date
    request_date: date | None = None
    birth_date: date | None = None
    covered_quarters: int = 4
    stopped: bool = True
    other_status: bool = False

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "stop_date": "end",
        "stopped_on": "end",
        "cessation_date": "end",
        "cessation": "end",
        "requested_on": "request_date",
    }


def calculate_continued_insurance(inputs: ContinuedInputs) -> Calculation:
    """The decision, the last day to ask and the quarters covered. Without a birth the pension is not near."""
    figures = Figures(inputs.end)
    last_quarter = Quarter.of(inputs.end)
    first = last_quarter.shift(1)
    until = add_months(first.first_day, int(figures.take(WINDOW))) - ONE_DAY
    pension = None if inputs.birth_date is None else find_legal_age(inputs.birth_date)[1]
    near = pension is not None and first.first_day >= add_months(pension, -12 * int(figures.take(NEAR)))
    decided = decide(
        "continued_insurance",
        {
            "stopped": inputs.stopped,
            "covered_quarters": inputs.covered_quarters,
            "requested_in_time": inputs.request_date is None or inputs.request_date <= until,
            "other_status": inputs.other_status,
            "near_pension": near,
        },
    )
    last = Quarter.of(pension) if near and pension else first.shift(int(figures.take(MOST)) - 1)
    granted = decided.outputs["outcome"] == "grant"
    result: dict[str, Any] = {**decided.outputs, "request_until": until}
    steps = [
        make_step("continued_request", until, "date", parameters=figures.list_uses(WINDOW)),
        explain_outcome("continued", decided),
    ]
    if granted:
        result |= {"first_quarter": first, "last_quarter": last}
        uses = figures.list_uses(NEAR if near else MOST)
        steps.append(make_step("continued_quarters", parameters=uses, first=first, last=last))
    return answer("continued_insurance", inputs, result, steps, collect_warnings(figures))
