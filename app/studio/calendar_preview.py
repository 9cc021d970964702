"""A year of a calendar as twelve months of days, each with what it is and why, and days counted on it."""

import calendar as month_grid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

import holidays

from workflows.calendars import ONE_DAY, Calendar, list_days
from workflows.deadlines import Term, Unit, compute

NAMES_IN = {"fr": "fr", "nl": "nl", "de": "de", "en": "en_US"}


class DayKind(StrEnum):
    WORKED = "worked"
    OFF = "off"
    HOLIDAY = "holiday"
    CLOSED = "closed"
    OPENED = "opened"


@dataclass(frozen=True)
class Day:
    """`reason` says why a day is not worked though its weekday is, or is worked though it would not be. `away` are the
    teams that are away; `is_in_month` is false for what only fills the first and the last week."""

    day: date
    kind: DayKind
    reason: str = ""
    away: tuple[str, ...] = ()
    is_in_month: bool = True

    @property
    def is_worked(self) -> bool:
        return self.kind in (DayKind.WORKED, DayKind.OPENED)


@dataclass(frozen=True)
class Month:
    first: date
    weeks: tuple[tuple[Day, ...], ...]

    @property
    def worked(self) -> int:
        return sum(one.is_worked and one.is_in_month for week in self.weeks for one in week)


@dataclass(frozen=True)
class ClockChange:
    """A day of 23 or 25 hours, and how long is worked on it."""

    day: date
    is_forward: bool
    worked: timedelta


@dataclass(frozen=True)
class Counted:
    """`after` working days after `start`: the day, and the days left out with their reasons."""

    start: date
    after: int
    day: date
    skipped: tuple[Day, ...]


def list_months(calendar: Calendar, year: int, language: str) -> list[Month]:
    return [make_month(calendar, date(year, month, 1), language) for month in range(1, 13)]


def make_month(calendar: Calendar, first: date, language: str) -> Month:
    weeks = month_grid.Calendar().monthdatescalendar(first.year, first.month)
    return Month(
        first, tuple(tuple(tell_day(calendar, day, language, first.month) for day in week) for week in weeks)
    )


def tell_day(calendar: Calendar, day: date, language: str, month: int = 0) -> Day:
    kind, reason = judge(calendar, day, language)
    away = tuple(f"{team}: {why}" for team, why in sorted(calendar.list_away(day).items()))
    return Day(day, kind, reason, away, not month or day.month == month)


def judge(calendar: Calendar, day: date, language: str) -> tuple[DayKind, str]:
    """A holiday on a day on which nobody works anyway is told all the same."""
    holiday = name_holiday(calendar, day, language)
    closure = calendar.find_closure(day)
    if calendar.list_hours(day):
        told = holiday or closure or ""
        return (DayKind.OPENED, told) if told or not calendar.works_weekly(day) else (DayKind.WORKED, "")
    if holiday:
        return DayKind.HOLIDAY, holiday
    return (DayKind.CLOSED, closure) if closure else (DayKind.OFF, "")


def name_holiday(calendar: Calendar, day: date, language: str) -> str:
    if not calendar.find_holiday(day):
        return ""
    return list_named(calendar.country, day.year, NAMES_IN.get(language, "en_US")).get(day, "")


@cache
def list_named(country: str, year: int, language: str) -> dict[date, str]:
    return dict(holidays.country_holidays(country, years=year, language=language))


def list_special(months: list[Month]) -> list[Day]:
    """The days that are not as their week says, in order: what the grid shows by a mark, in words."""
    plain = (DayKind.WORKED, DayKind.OFF)
    found = (one for month in months for week in month.weeks for one in week if one.is_in_month)
    return [one for one in found if one.kind not in plain or one.away]


def list_clock_changes(calendar: Calendar, year: int) -> list[ClockChange]:
    return list(walk_clock_changes(calendar, year))


def walk_clock_changes(calendar: Calendar, year: int) -> Iterator[ClockChange]:
    for day in list_days(date(year, 1, 1), date(year, 12, 31)):
        length = calendar.start_of(day + ONE_DAY) - calendar.start_of(day)
        if length != ONE_DAY:
            worked = sum((closes - opens for opens, closes in calendar.list_intervals(day)), timedelta(0))
            yield ClockChange(day, length < ONE_DAY, worked)


def count(calendar: Calendar, start: date, after: int, language: str) -> Counted:
    """Counted as the fund counts what it promises: the day itself not, the last one yes. Raises CalendarNeverOpens."""
    calendar.next_working_day(start)  # refuses a calendar that would count for ever
    found = compute(start, Term(after, Unit.WORKING_DAYS), calendar=calendar)
    skipped = (tell_day(calendar, one.day, language) for one in found.skipped)
    return Counted(start, after, found.day, tuple(one for one in skipped if one.reason))
