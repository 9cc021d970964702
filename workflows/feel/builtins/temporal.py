"""Functions on dates and times; `now` and `today` come from the environment."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from workflows.feel.builtins.registry import builtin
from workflows.feel.comparison import kind_of, match_parts
from workflows.feel.errors import FunctionRefused
from workflows.feel.scope import Run
from workflows.feel.temporal import count_days, date_part, days_of, local_nanos, nanos_of_day, time_part
from workflows.feel.values import Time, Value

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@builtin("now", "")
def tell_now(run: Run) -> Value:
    if run.environment.now is None:
        raise FunctionRefused("the time is not known here")
    return run.environment.now.astimezone(run.environment.zone)


@builtin("today", "")
def tell_today(run: Run) -> Value:
    return date_part(tell_now(run))


@builtin("day of year", "date: day")
def day_of_year(value: Any) -> Value:
    day = date_part(value)
    return Decimal(days_of(day) - count_days(day.year, 1, 1) + 1)


@builtin("day of week", "date: day")
def day_of_week(value: Any) -> Value:
    return _DAYS[_weekday(value)]


def _weekday(value: Any) -> int:
    return (days_of(date_part(value)) + 3) % 7


@builtin("month of year", "date: day")
def month_of_year(value: Any) -> Value:
    return _MONTHS[date_part(value).month - 1]


@builtin("week of year", "date: day")
def week_of_year(value: Any) -> Value:
    """The ISO 8601 week: the week belongs to the year of its Thursday."""
    thursday = days_of(date_part(value)) - _weekday(value) + 3
    year = date_part(value).year
    for candidate in (year + 1, year, year - 1):
        first = count_days(candidate, 1, 1)
        if thursday >= first:
            return Decimal((thursday - first) // 7 + 1)
    raise FunctionRefused("the week has no number")


@builtin("is", "value1: any, value2: any")
def is_same(left: Value, right: Value) -> Value:
    """The same element of the semantic domain: kind, value and, for times, offset or zone alike."""
    return _both(left, right)


def _identical(left: Value, right: Value) -> bool:
    kind = kind_of(left)
    if kind == "date and time":
        return local_nanos(left) == local_nanos(right) and _clock(left) == _clock(right)
    if kind == "time":
        return nanos_of_day(left) == nanos_of_day(right) and _clock(left) == _clock(right)
    if kind in {"list", "context"}:
        return match_parts(left, right, _both)
    return bool(left == right)


def _both(left: Value, right: Value) -> bool:
    if left is None or right is None:
        return left is right
    return kind_of(left) == kind_of(right) and _identical(left, right)


def _clock(value: Any) -> tuple[timedelta | None, str | None]:
    at = value if isinstance(value, Time) else time_part(value)
    return at.offset, at.zone
