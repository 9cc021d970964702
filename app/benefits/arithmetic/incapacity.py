"""Incapacity for work: what the mutuality pays a day, its certificate, and the quarters INASTI may assimilate (D11)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar

from app.benefits.arithmetic.answers import answer, collect_warnings
from app.benefits.arithmetic.vouchers import list_checked_quarters
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing, InputRefused
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.rulebook import decide
from app.registers.traces import Step, make_step
from workflows.calendars import load_calendar
from workflows.deadlines import roll_forward

WAIT, LEAST, CERTIFICATE, SELF_EMPLOYED = (
    "INCAP.WAIT_DAYS",
    "INCAP.MIN_DAYS",
    "INCAP.CERTIFICATE_DAYS",
    "ASSIM.MIN_DAYS",
)
NO_WAITING = date(2019, 7, 1)
ONE_DAY = timedelta(days=1)
SUNDAY = 7


class Household(StrEnum):
    """With whom somebody incapable of work lives."""

    FAMILY = "family"
    SINGLE = "single"
    COHABITING = "cohabiting"
    COHABITING_ASSIMILATED = "cohabiting_assimilated"


@dataclass(frozen=True, kw_only=True)
class IncapacityInputs:
    """The first and last day of the incapacity, both counted."""

    start: date
    until: date | None = None
    days: int | None = None
    household: Household = Household.SINGLE

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "from": "start",
        "incapacity_from": "start",
        "to": "until",
        "end": "until",
        "status": "household",
        "family_situation": "household",
    }


@dataclass(frozen=True, kw_only=True)
class AssimilationInputs:
    """`start` of the incapacity; `resumed_on` the day work was resumed, `end` the last day of an incapacity without it.

    `days_self_employed` before it, in main occupation.
    """

    start: date
    resumed_on: date | None = None
    end: date | None = None
    stopped: bool = True
    continued_by_other: bool = False
    recognised: bool = True
    contributions_paid: bool = True
    days_self_employed: int | None = None

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "incapacity_from": "start",
        "from": "start",
        "date": "start",
        "resume_date": "resumed_on",
        "resumption": "resumed_on",
        "resumption_date": "resumed_on",
        "until": "end",
        "incapacity_until": "end",
        "continued_by_third_party": "continued_by_other",
    }


@dataclass(frozen=True, kw_only=True)
class CertificateInputs:
    """The first day of the incapacity."""

    start: date

    SYNONYMS: ClassVar[Mapping[str, str]] = {
        "incapacity_from": "start",
        "from": "start",
        "date": "start",
        "on": "start",
    }


def calculate_incapacity(inputs: IncapacityInputs) -> Calculation:
    """The allowance of the days, Sundays left out. Raises ParameterNotValid where an amount is not loaded."""
    until = find_until(inputs)
    days = (until - inputs.start).days + 1
    rules = Figures(inputs.start)
    waiting = int(rules.take(WAIT))
    least = int(rules.take(LEAST)) if inputs.start >= NO_WAITING else 0
    steps = [make_step("incapacity_days", days, "number", first=inputs.start, last=until)]
    if days < least:
        steps.append(make_step("incapacity_short", parameters=rules.list_uses(LEAST), least=least, days=days))
        steps.append(make_step("incapacity_total", Decimal("0.00"), "EUR"))
        result: dict[str, Any] = {"amount": Decimal("0.00"), "days": days, "paid_days": 0}
        return answer("incapacity_allowance", inputs, result, steps, collect_warnings(rules))
    if waiting:
        steps.append(make_step("incapacity_waiting", parameters=rules.list_uses(WAIT), days=waiting))
    parts = list(list_parts(inputs.start + timedelta(days=waiting), until, inputs.household))
    total = sum((part.amount for part in parts), Decimal("0.00"))
    steps += [*(part.step for part in parts), make_step("incapacity_total", total, "EUR")]
    result = {"amount": total, "days": days, "paid_days": sum(part.count for part in parts)}
    return answer(
        "incapacity_allowance",
        inputs,
        result,
        steps,
        collect_warnings(rules, *(part.figures for part in parts)),
    )


def find_until(inputs: IncapacityInputs) -> date:
    """Raises InputMissing, InputRefused."""
    if inputs.until is None and inputs.days is None:
        raise InputMissing("The input until (or days) is missing.", input="until")
    until = inputs.until or inputs.start + timedelta(days=(inputs.days or 0) - 1)
    if until < inputs.start:
        raise InputRefused(f"The input until ({until}) lies before start ({inputs.start}).", input="until")
    return until


@dataclass
class Part:
    """Days with one amount."""

    figures: Figures
    code: str
    count: int = 0

    @property
    def amount(self) -> Decimal:
        return self.figures.take(self.code) * self.count

    @property
    def step(self) -> Step:
        amount = self.amount
        uses = self.figures.list_uses(self.code)
        daily = self.figures.take(self.code)
        return make_step("incapacity_part", amount, "EUR", parameters=uses, count=self.count, daily=daily)


def list_parts(first: date, last: date, household: Household) -> Iterator[Part]:
    """The paid days, cut where the amount changes."""
    code = f"INCAP.DAILY.{household.upper()}"
    part: Part | None = None
    day = first
    while day <= last:
        if day.isoweekday() != SUNDAY:
            figures = Figures(day)
            figures.take(code)
            if part is None or figures.list_uses(code) != part.figures.list_uses(code):
                if part is not None:
                    yield part
                part = Part(figures, code)
                part.amount  # noqa: B018 - remembers the legal value for the trace
            part.count += 1
        day += ONE_DAY
    if part is not None:
        yield part


def calculate_certificate(inputs: CertificateInputs) -> Calculation:
    """Until when the certificate must be with the mutuality, and the quarters whose contributions it asks about."""
    figures = Figures(inputs.start)
    until = inputs.start + timedelta(days=int(figures.take(CERTIFICATE)))
    rolled, _ = roll_forward(until, load_calendar())
    checked = list(list_checked_quarters(inputs.start))
    quarter = Quarter.of(inputs.start)
    if inputs.start.month > quarter.first_day.month:
        checked.append(quarter)
    steps = [
        make_step("certificate_until", until, "date", parameters=figures.list_uses(CERTIFICATE)),
        make_step("certificate_quarters", quarters=", ".join(str(one) for one in checked)),
    ]
    result = {"until": until, "next_working_day": rolled, "quarters_checked": checked}
    return answer("incapacity_certificate", inputs, result, steps, collect_warnings(figures))


def calculate_assimilation(inputs: AssimilationInputs) -> Calculation:
    """First and last assimilated quarter by D11, and which conditions fail. INASTI decides; the fund forwards."""
    figures = Figures(inputs.start)
    begins, last_day = Quarter.of(inputs.start), inputs.resumed_on or inputs.end
    if last_day is not None and last_day < inputs.start:
        raise InputRefused(f"The input resumed_on ({last_day}) lies before start.", input="resumed_on")
    decided = decide(
        "sickness_assimilation",
        {
            "start_month": month_in_quarter(inputs.start),
            "end_kind": "resumed" if inputs.resumed_on else "ended" if inputs.end else "running",
            "end_month": month_in_quarter(inputs.resumed_on) if inputs.resumed_on else 0,
        },
    )
    first = begins.shift(0 if decided.outputs["first"] == "same" else 1)
    last = find_last_quarter(str(decided.outputs["last"]), last_day)
    quarters = list(first.until(last)) if last else []
    failing = list_failing(inputs, figures)
    granted = not failing and (last is None or bool(quarters))
    steps = [make_step("assimilation_first", first, "quarter", rules=decided.rules, start=inputs.start)]
    if last is not None:
        steps.append(make_step("assimilation_last", last, "quarter", day=last_day))
    steps += [make_step("assimilation_lacks", condition=f"assimilation_{one}") for one in failing]
    if last is not None and not quarters:
        steps.append(make_step("assimilation_too_short"))
    result = {
        "first_quarter": first,
        "last_quarter": last,
        "quarters": quarters,
        "admissible": granted,
        "lacking": failing,
    }
    return answer("sickness_assimilation", inputs, result, steps, collect_warnings(figures))


def month_in_quarter(day: date) -> int:
    return (day.month - 1) % 3 + 1


def find_last_quarter(word: str, day: date | None) -> Quarter | None:
    if day is None or word == "open":
        return None
    return Quarter.of(day).shift(-1 if word == "previous" else 0)


def list_failing(inputs: AssimilationInputs, figures: Figures) -> list[str]:
    """The conditions of D11 that are not met, by name; the days are asked only when they are told."""
    conditions = {
        "stopped": inputs.stopped,
        "not_continued": not inputs.continued_by_other,
        "recognised": inputs.recognised,
        "paid": inputs.contributions_paid,
        "long_enough": inputs.days_self_employed is None
        or inputs.days_self_employed >= figures.take(SELF_EMPLOYED),
    }
    return [name for name, is_met in conditions.items() if not is_met]
