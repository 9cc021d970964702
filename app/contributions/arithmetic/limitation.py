"""When claims lapse and until when a person may ask (AR no 38 arts 16 and 17; RGS arts 38 to 41, 88 to 94)."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.contributions.arithmetic.periods import read_quarter
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.traces import Step, Trace, make_step, write_plain
from workflows.deadlines import add_months

ONE_DAY = timedelta(days=1)
YEARS, STARTER_YEARS = "LIMIT.CONTRIBUTION_YEARS", "LIMIT.STARTER_SUPPLEMENT_YEARS"
EXEMPTION, CONTINUED = "LIMIT.EXEMPTION_MONTHS", "LIMIT.CONTINUED_INSURANCE_MONTHS"


@dataclass(frozen=True, kw_only=True)
class LimitationInputs:
    """The contribution year (or a quarter of it); or, for a supplement after a start, the year (or day) of the start.

    `interrupted_on` are days of acts that start the term again: summons, order to pay, seizure, acknowledgment of the
    debt, registered letter. One after the claim has lapsed changes nothing.
    """

    year: int | None = None
    quarter: Quarter | int | None = None
    start: date | None = None
    start_year: int | None = None
    interrupted_on: tuple[date, ...] = ()


@dataclass(frozen=True, kw_only=True)
class WindowInputs:
    """The quarter concerned; for a regularisation the day its settlement was received."""

    year: int | None = None
    quarter: Quarter | int | None = None
    settlement_received_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class ContinuedInsuranceInputs:
    """The last day of the activity."""

    end: date


def calculate_limitation(inputs: LimitationInputs) -> Calculation:
    """The last day on which the fund may claim, and the day from which the claim has lapsed."""
    started = inputs.start.year if inputs.start else inputs.start_year
    quarter = read_quarter(inputs.year, inputs.quarter)
    year = started if started is not None else (quarter.year if quarter else inputs.year)
    if year is None:
        raise InputMissing("The input year (or start) is missing.", input="year")
    code = STARTER_YEARS if started is not None else YEARS
    figures = Figures(date(year, 12, 31))
    term = int(figures.take(code))
    lapsed = date(year + term if started is not None else year + 1 + term, 1, 1)
    steps = [
        make_step(
            "limitation_start" if started is not None else "limitation",
            lapsed - ONE_DAY,
            "date",
            parameters=figures.list_uses(code),
            year=year,
            term=term,
        )
    ]
    for day in sorted(inputs.interrupted_on):
        if day < lapsed:
            lapsed = add_months(day, 12 * int(figures.take(YEARS))) + ONE_DAY
            uses = figures.list_uses(YEARS)
            steps.append(make_step("limitation_again", lapsed - ONE_DAY, "date", parameters=uses, on=day))
    return finish("limitation", inputs, {"last_day": lapsed - ONE_DAY, "lapsed_on": lapsed}, steps, figures)


def calculate_exemption_window(inputs: WindowInputs) -> Calculation:
    """From when and until when an exemption of a quarter may be asked for: twelve months from the next quarter."""
    quarter = read_quarter(inputs.year, inputs.quarter)
    if inputs.settlement_received_on is not None:
        quarter = Quarter.of(inputs.settlement_received_on)
    if quarter is None:
        raise InputMissing("The input quarter (or settlement_received_on) is missing.", input="quarter")
    first = quarter.shift(1).first_day
    figures = Figures(first)
    last = add_months(first, int(figures.take(EXEMPTION))) - ONE_DAY
    steps = [
        make_step("exemption_window", last, "date", parameters=figures.list_uses(EXEMPTION), first=first)
    ]
    return finish("exemption_window", inputs, {"from": first, "until": last}, steps, figures)


def calculate_continued_insurance_window(inputs: ContinuedInsuranceInputs) -> Calculation:
    """Until when continued insurance may be asked for: six months after the quarter of the cessation."""
    quarter = Quarter.of(inputs.end)
    figures = Figures(inputs.end)
    months = int(figures.take(CONTINUED))
    last = add_months(quarter.shift(1).first_day, months) - ONE_DAY
    uses = figures.list_uses(CONTINUED)
    steps = [make_step("continued_window", last, "date", parameters=uses, quarter=quarter, months=months)]
    return finish("continued_insurance_window", inputs, {"until": last}, steps, figures)


def finish(
    name: str, inputs: Any, result: dict[str, Any], steps: list[Step], figures: Figures
) -> Calculation:
    given = {key: write_plain(value) for key, value in vars(inputs).items() if value not in (None, ())}
    warnings = tuple(figures.list_warnings())
    return Calculation(result, Trace(name, given, tuple(steps), write_plain(result), warnings))
