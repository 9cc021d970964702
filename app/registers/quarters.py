"""The calendar quarter: the unit in which contributions are due, rights are kept and terms are counted (TC8)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from app.registers.errors import QuarterUnreadable

WRITTEN = re.compile(r"(\d{4})[-/ ]?[QqTtKk]([1-4])")
WRITTEN_AFTER = re.compile(r"[QqTtKk]([1-4])[-/ ](\d{4})")


@dataclass(frozen=True, order=True, slots=True)
class Quarter:
    """One quarter of one year; quarters are in order of time. `number` is 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9998 and 1 <= self.number <= 4):
            raise QuarterUnreadable(year=self.year, number=self.number)

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read "2025Q1"; also "2025-Q1", "Q1 2025", "2025T1" (fr) and "2025K1" (nl). Raises QuarterUnreadable."""
        if found := WRITTEN.fullmatch(text.strip()):
            return cls(int(found[1]), int(found[2]))
        if found := WRITTEN_AFTER.fullmatch(text.strip()):
            return cls(int(found[2]), int(found[1]))
        raise QuarterUnreadable(text=text)

    @classmethod
    def list_year(cls, year: int) -> list[Self]:
        return [cls(year, number) for number in (1, 2, 3, 4)]

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.number}"

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return self.shift(1).first_day - timedelta(days=1)

    def shift(self, count: int) -> Self:
        """The quarter `count` quarters later (earlier when negative)."""
        year, index = divmod(self.year * 4 + self.number - 1 + count, 4)
        return type(self)(year, index + 1)

    def until(self, last: "Quarter") -> Iterator[Self]:
        """This quarter and each one up to `last`, included; nothing when `last` lies before."""
        quarter = self
        while quarter <= last:
            yield quarter
            quarter = quarter.shift(1)

    def count_since(self, earlier: "Quarter") -> int:
        """How many quarters lie between: 1 for the one that follows `earlier`."""
        return (self.year - earlier.year) * 4 + self.number - earlier.number
