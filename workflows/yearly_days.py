"""Days that come back each year: on a date, so many days from Easter, or as the nth weekday of a month. Pure."""

import calendar as month_lengths
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

LAST = -1


@dataclass(frozen=True)
class YearlyDay:
    """One rule: `month` and `day`, or `from_easter` (days, negative before), or the `nth` `weekday` (0 is Monday) of
    `month`, -1 for the last. `since` and `until` are years, both included."""

    reason: str
    month: int = 0
    day: int = 0
    from_easter: int | None = None
    nth: int = 0
    weekday: int = 0
    since: int | None = None
    until: int | None = None

    def find_in(self, year: int) -> date | None:
        """None where the year has no such day, as 29 February mostly, or lies outside `since` and `until`."""
        if (self.since and year < self.since) or (self.until and year > self.until):
            return None
        if self.from_easter is not None:
            sunday: date = easter(year)
            return sunday + timedelta(days=self.from_easter)
        return find_nth(year, self.month, self.weekday, self.nth) if self.nth else self._find_fixed(year)

    def _find_fixed(self, year: int) -> date | None:
        if self.day > month_lengths.monthrange(year, self.month)[1]:
            return None
        return date(year, self.month, self.day)


def find_nth(year: int, month: int, weekday: int, nth: int) -> date | None:
    """None for a fifth that the month has not."""
    length = month_lengths.monthrange(year, month)[1]
    first = 1 + (weekday - date(year, month, 1).weekday()) % 7
    days = list(range(first, length + 1, 7))
    if nth == LAST:
        return date(year, month, days[-1])
    return date(year, month, days[nth - 1]) if nth <= len(days) else None


def find_reason(rules: tuple[YearlyDay, ...], day: date) -> str | None:
    """Why a day is one of these, if it is. A rule may reach over New Year: Easter is never near it."""
    return list_year(rules, day.year).get(day)


@lru_cache(maxsize=256)
def list_year(rules: tuple[YearlyDay, ...], year: int) -> dict[date, str]:
    return dict(_walk(rules, year))


def _walk(rules: Iterable[YearlyDay], year: int) -> Iterable[tuple[date, str]]:
    for rule in reversed(list(rules)):  # the first rule of a day names it
        found = rule.find_in(year)
        if found is not None:
            yield found, rule.reason
