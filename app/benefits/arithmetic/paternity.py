"""Paternity and birth leave, and the birth aid beside a short leave (AR no 38 of 27 July 1967, art. 18bis)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings, explain_outcome, need, refuse_negative
from app.registers.calculations import Calculation
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rulebook import decide
from app.registers.traces import Step, make_step
from workflows.deadlines import add_months

DAYS, MONTHS, DAILY, HALF = "PATERNITY.DAYS", "PATERNITY.MONTHS", "PATERNITY.DAILY", "PATERNITY.HALF_DAILY"
AID, AID_DAYS = "PATERNITY.AID", "PATERNITY.AID_MAX_DAYS"
START = date(2019, 5, 1)
TWO = Decimal(2)


@dataclass(frozen=True, kw_only=True)
class PaternityInputs:
    """`leave_from` and `leave_until` are the first and last day of leave; `on` the day whose amount counts, else the
    first day of leave, else the birth. `quarters_paid` and `request_date` ask for the decision too.
    """

    birth_date: date | None = None
    year: int | None = None
    days: int = 0
    half_days: int = 0
    on: date | None = None
    leave_from: date | None = None
    leave_until: date | None = None
    request_date: date | None = None
    quarters_paid: bool | None = None
    birth_aid: bool = False

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "birth": "birth_date",
        "born_on": "birth_date",
        "full_days": "days",
        "date": "on",
        "reference_date": "on",
        "start": "leave_from",
        "end": "leave_until",
        "until": "leave_until",
        "requested_on": "request_date",
        "two_quarters_paid": "quarters_paid",
    }

    @property
    def taken(self) -> Decimal:
        """Days of leave, two half-days making one."""
        return self.days + self.half_days / TWO

    @property
    def event(self) -> date:
        """The birth; a year alone stands for its last day. Raises InputMissing."""
        year_end = None if self.year is None else date(self.year, 12, 31)
        day: date = need(self.birth_date or self.on or self.leave_from or year_end, "birth_date")
        return day


def calculate_paternity(inputs: PaternityInputs) -> Calculation:
    """The allowance of the days taken, the term to ask, the birth aid.

    Raises ParameterNotValid where the daily amount is not loaded.
    """
    refuse_negative(days=inputs.days, half_days=inputs.half_days)
    birth = inputs.event
    right = Figures(birth)
    result: dict[str, Any] = {"request_until": Quarter.of(birth).shift(1).last_day}
    steps: list[Step] = []
    granted = inputs.taken <= right.take(DAYS) if birth >= START else False
    if asks_decision(inputs) or not granted:
        decided = decide_paternity(inputs, right)
        granted = decided.outputs["outcome"] == "grant"
        result |= dict(decided.outputs)
        steps.append(explain_outcome("paternity", decided))
    if birth >= START:
        result |= {"days_allowed": int(right.take(DAYS)), "leave_until": find_leave_end(birth, right)}
        shown: dict[str, Any] = {"days": result["days_allowed"], "until": result["leave_until"]}
        steps.append(make_step("paternity_right", parameters=right.list_uses(DAYS, MONTHS), **shown))
    used = Figures(inputs.on or inputs.leave_from or birth)
    amount, told = pay_days(inputs, used) if granted else (Decimal("0.00"), [])
    aid, more = pay_aid(inputs, right) if granted else (Decimal("0.00"), [])
    result |= {"amount": amount, "birth_aid": aid, "total": amount + aid}
    steps += [*told, *more, make_step("paternity_total", amount + aid, "EUR")]
    return answer("paternity_allowance", inputs, result, steps, collect_warnings(right, used))


def asks_decision(inputs: PaternityInputs) -> bool:
    return inputs.quarters_paid is not None or inputs.request_date is not None


def decide_paternity(inputs: PaternityInputs, figures: Figures) -> Any:
    """What was not told is taken as met; the request must be told to have come in time."""
    birth = inputs.event
    exists = birth >= START
    last = inputs.leave_until or inputs.leave_from
    return decide(
        "paternity_allowance",
        {
            "birth_date": birth,
            "requested_in_time": inputs.request_date is None
            or inputs.request_date <= Quarter.of(birth).shift(1).last_day,
            "quarters_paid": inputs.quarters_paid is not False,
            "leave_within_term": not exists or last is None or last <= find_leave_end(birth, figures),
            "days_within_right": exists and inputs.taken <= figures.take(DAYS),
        },
    )


def find_leave_end(birth: date, figures: Figures) -> date:
    return add_months(birth, int(figures.take(MONTHS)))


def pay_days(inputs: PaternityInputs, figures: Figures) -> tuple[Decimal, list[Step]]:
    total, steps = Decimal("0.00"), []
    for count, code, key in (
        (inputs.days, DAILY, "paternity_days"),
        (inputs.half_days, HALF, "paternity_half"),
    ):
        if count:
            amount = figures.take(code) * count
            total += amount
            uses = figures.list_uses(code)
            shown: dict[str, Any] = {"count": count, "daily": figures.take(code)}
            steps.append(make_step(key, amount, "EUR", parameters=uses, **shown))
    return total, steps


def pay_aid(inputs: PaternityInputs, figures: Figures) -> tuple[Decimal, list[Step]]:
    """The refund of service vouchers for who takes few days."""
    if not inputs.birth_aid or inputs.taken > figures.take(AID_DAYS):
        return Decimal("0.00"), []
    amount = figures.take(AID)
    return amount, [make_step("paternity_aid", amount, "EUR", parameters=figures.list_uses(AID, AID_DAYS))]
