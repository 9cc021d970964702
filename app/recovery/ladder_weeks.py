"""The coming weeks of a ladder as a calendar: steps on their days, and the days that do not count."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import holidays

from app.recovery.ladder_course import Course, Rung
from workflows.calendars import Calendar
from workflows.deadlines import Pause

LEAST_WEEKS, MOST_WEEKS = 6, 26
WEEK = timedelta(days=7)
#: Languages whose names of holidays the library knows, by ours.
LOCALES = {"fr": "fr", "nl": "nl", "de": "de", "en": "en_US"}


@dataclass(frozen=True)
class Day:
    """`closed` names the holiday or closure, empty on a plain day; `kind` is plain, weekend, closed or paused."""

    day: date
    kind: str
    closed: str
    rungs: tuple[Rung, ...]
    is_today: bool


@dataclass(frozen=True)
class Week:
    """Monday to Sunday. `month` is the first day of a month that begins in it, or of the first week."""

    days: tuple[Day, ...]
    month: date | None


def list_weeks(course: Course, calendar: Calendar, *, today: date, language: str) -> list[Week]:
    """From this week on, to the last coming step: at least six weeks, at most half a year."""
    monday = today - timedelta(days=today.weekday())
    last = max((rung.day for rung in course.rungs if rung.is_open and rung.day), default=today)
    count = min(max((last - monday).days // 7 + 1, LEAST_WEEKS), MOST_WEEKS)
    return [make_week(monday + WEEK * place, course, calendar, today, language) for place in range(count)]


def make_week(monday: date, course: Course, calendar: Calendar, today: date, language: str) -> Week:
    dates = [monday + timedelta(days=place) for place in range(7)]
    days = tuple(make_day(day, course, calendar, today, language) for day in dates)
    begins = next((day for day in dates if day.day == 1), None)
    return Week(days, begins or (dates[0] if dates[0] <= today <= dates[-1] else None))


def make_day(day: date, course: Course, calendar: Calendar, today: date, language: str) -> Day:
    rungs = tuple(rung for rung in course.rungs if rung.day == day and (rung.is_open or rung.state == "done"))
    return Day(
        day, judge(day, course.pauses, calendar), name_closing(day, calendar, language), rungs, day == today
    )


def judge(day: date, pauses: Iterable[Pause], calendar: Calendar) -> str:
    if any(pause.first <= day <= pause.last for pause in pauses):
        return "paused"
    if calendar.is_working_day(day):
        return "plain"
    return "weekend" if day.weekday() > 4 and not is_holiday(day, calendar) else "closed"


def is_holiday(day: date, calendar: Calendar) -> bool:
    return day in read_names(calendar.country, day.year, LOCALES["en"])


def name_closing(day: date, calendar: Calendar, language: str) -> str:
    if calendar.is_working_day(day):
        return ""
    named = read_names(calendar.country, day.year, LOCALES.get(language, LOCALES["en"])).get(day)
    return named or calendar.closures.get(day, "")


@cache
def read_names(country: str, year: int, locale: str) -> dict[date, str]:
    return dict(holidays.country_holidays(country, years=year, language=locale))


def list_closings(weeks: Iterable[Week]) -> Iterator[Day]:
    """The holidays and closures among them, for who cannot see the calendar."""
    return (day for week in weeks for day in week.days if day.kind == "closed")
