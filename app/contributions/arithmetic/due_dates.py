"""Until when a contribution must stand on the fund's account. These days never move (TC7)."""

from dataclasses import dataclass
from datetime import date

from app.contributions.arithmetic.periods import read_quarter
from app.registers.calculations import Calculation
from app.registers.errors import InputMissing
from app.registers.figures import Figures
from app.registers.quarters import Quarter
from app.registers.traces import Trace, make_step, write_plain

GRACE = "SURCHARGE.STARTER_GRACE_QUARTERS"


@dataclass(frozen=True, kw_only=True)
class DueInputs:
    """The quarter; for a starter the start of the activity; or the day a regularisation was settled."""

    year: int | None = None
    quarter: Quarter | int | None = None
    start: date | None = None
    affiliated_on_time: bool = True
    settled_on: date | None = None


def find_due_day(quarter: Quarter, start: date | None = None, *, affiliated_on_time: bool = True) -> date:
    """The last day of the quarter; a starter affiliated on time has one more quarter for the first two (art. 44)."""
    if start is None or not affiliated_on_time:
        return quarter.last_day
    passed = quarter.count_since(Quarter.of(start))
    graced = 0 <= passed < int(Figures(quarter.first_day).take(GRACE))
    return quarter.shift(1).last_day if graced else quarter.last_day


def find_supplement_day(settled_on: date) -> date:
    """A regularisation supplement is due on the last day of the quarter after the settlement (art. 44bis)."""
    return Quarter.of(settled_on).shift(1).last_day


def calculate_due_date(inputs: DueInputs) -> Calculation:
    """Raises InputMissing without a quarter or a day of settlement."""
    if inputs.settled_on is not None:
        day = find_supplement_day(inputs.settled_on)
        step = make_step("due_supplement", day, "date", settled_on=inputs.settled_on)
    else:
        quarter = read_quarter(inputs.year, inputs.quarter)
        if quarter is None:
            raise InputMissing("The input quarter (or settled_on) is missing.", input="quarter")
        day = find_due_day(quarter, inputs.start, affiliated_on_time=inputs.affiliated_on_time)
        key = "due_quarter" if day == quarter.last_day else "due_starter"
        step = make_step(key, day, "date", quarter=quarter)
    result = {"due_on": day}
    given = {name: write_plain(value) for name, value in vars(inputs).items() if value is not None}
    return Calculation(result, Trace("due_date", given, (step,), write_plain(result)))
