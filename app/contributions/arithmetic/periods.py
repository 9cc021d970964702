"""Which quarters of a year somebody is subject for. A quarter begun is due in full, the last one too."""

from dataclasses import dataclass
from datetime import date

from app.registers.errors import InputMissing, InputRefused
from app.registers.quarters import Quarter


@dataclass(frozen=True, slots=True)
class Period:
    """The contribution year, the quarter asked for (None: any of the year), the quarters subject in the year."""

    year: int
    quarter: Quarter | None
    subject: int
    is_liable: bool

    @property
    def reference_day(self) -> date:
        """The day on which legal values are looked up: the quarter's first, else the year's last."""
        return self.quarter.first_day if self.quarter else date(self.year, 12, 31)


def read_period(
    year: int | None,
    quarter: Quarter | int | None,
    quarters: int | None = None,
    start: date | None = None,
    end: date | None = None,
) -> Period:
    """Raises InputMissing without year or quarter, InputRefused where they contradict each other."""
    asked = read_quarter(year, quarter)
    found = asked.year if asked else year
    if found is None:
        raise InputMissing("The input year (or quarter) is missing.", input="year")
    if quarters is not None and not 1 <= quarters <= 4:
        raise InputRefused(f"The input quarters must be 1 to 4; it is {quarters}.", input="quarters")
    if start is not None and end is not None and end < start:
        raise InputRefused(f"The input end ({end}) lies before the start ({start}).", input="end")
    covered = [one for one in Quarter.list_year(found) if is_within(one, start, end)]
    liable = asked in covered if asked else bool(covered)
    return Period(found, asked, quarters or len(covered) or 4, liable)


def read_quarter(year: int | None, quarter: Quarter | int | None) -> Quarter | None:
    if isinstance(quarter, int):
        if year is None or not 1 <= quarter <= 4:
            raise InputRefused(
                f"The input quarter must be 1 to 4 with a year; it is {quarter}.", input="quarter"
            )
        return Quarter(year, quarter)
    if quarter is not None and year not in (None, quarter.year):
        raise InputRefused(
            f"The inputs year {year} and quarter {quarter} contradict each other.", input="quarter"
        )
    return quarter


def is_within(quarter: Quarter, start: date | None, end: date | None) -> bool:
    """Subject from the quarter of the start to the quarter of the end, both in full."""
    begun = start is None or quarter >= Quarter.of(start)
    return begun and (end is None or quarter <= Quarter.of(end))
