"""Making dates, times, durations, numbers and texts out of other values, and `not`."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

from workflows.feel.builtins.registry import builtin
from workflows.feel.errors import FunctionRefused
from workflows.feel.scope import Run
from workflows.feel.temporal import NANOS_A_SECOND, date_part, make_date, make_datetime, make_time, time_part
from workflows.feel.temporal_text import read_date, read_datetime, read_duration, read_time
from workflows.feel.text import write
from workflows.feel.values import CONTEXT, AnyDate, AnyDateTime, Time, Value, YearMonthDuration

_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,4})?", re.ASCII)


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value():
        raise FunctionRefused(f"{number} is not a whole number")
    return int(number)


@builtin("date", "from: string")
def read_date_text(text: str) -> Value:
    return read_date(text)


@builtin("date", "from: day")
def take_date(value: AnyDate | AnyDateTime) -> Value:
    return date_part(value)


@builtin("date", "year: number, month: number, day: number")
def build_date(year: Decimal, month: Decimal, day: Decimal) -> Value:
    return make_date(_whole(year), _whole(month), _whole(day))


@builtin("time", "from: string")
def read_time_text(text: str) -> Value:
    return read_time(text)


@builtin("time", "from: time")
def copy_time(at: Time) -> Value:
    return at


@builtin("time", "from: datetime")
def take_time(value: AnyDateTime) -> Value:
    return time_part(value)


@builtin("time", "from: date")
def take_midnight(_value: AnyDate) -> Value:
    return Time(0, 0, 0, 0, timedelta(0))


@builtin("time", "hour: number, minute: number, second: number, offset: span|null?")
def build_time(hour: Decimal, minute: Decimal, second: Decimal, offset: timedelta | None) -> Value:
    nanos = int(second * NANOS_A_SECOND)
    if nanos < 0:
        raise ValueError("no such time")
    return make_time(_whole(hour), _whole(minute), nanos // NANOS_A_SECOND, nanos % NANOS_A_SECOND, offset)


@builtin("date and time", "from: string")
def read_datetime_text(text: str) -> Value:
    return read_datetime(text)


@builtin("date and time", "from: datetime")
def copy_datetime(value: AnyDateTime) -> Value:
    return value


@builtin("date and time", "from: date")
def midnight_of(value: AnyDate) -> Value:
    return make_datetime(value, Time(0, 0, 0))


@builtin("date and time", "date: day, time: time")
def join_date_and_time(day: AnyDate | AnyDateTime, at: Time) -> Value:
    return make_datetime(date_part(day), at)


_FIELDS = "year: number, month: number, day: number, hour: number, minute: number, second: number"


@builtin("date and time", f"{_FIELDS}, timezone: string")
def build_zoned(*parts: Any) -> Value:
    return _build_datetime(parts[:6], None, parts[6])


@builtin("date and time", f"{_FIELDS}, offset: span|null?")
def build_datetime(*parts: Any) -> Value:
    return _build_datetime(parts[:6], parts[6], None)


def _build_datetime(parts: tuple[Any, ...], offset: timedelta | None, zone: str | None) -> AnyDateTime:
    year, month, day, hour, minute = (_whole(part) for part in parts[:5])
    seconds, nanosecond = divmod(int(parts[5] * NANOS_A_SECOND), NANOS_A_SECOND)
    return make_datetime(
        make_date(year, month, day), make_time(hour, minute, seconds, nanosecond, offset, zone)
    )


@builtin("duration", "from: string")
def read_duration_text(text: str) -> Value:
    return read_duration(text)


@builtin("duration", "from: duration")
def copy_duration(value: Value) -> Value:
    return value


@builtin("years and months duration", "from: day, to: day")
def count_months(start: AnyDate | AnyDateTime, end: AnyDate | AnyDateTime) -> Value:
    """Whole months between two days, towards zero."""
    first, last = date_part(start), date_part(end)
    months = (last.year - first.year) * 12 + last.month - first.month
    if months > 0 and last.day < first.day:
        months -= 1
    elif months < 0 and last.day > first.day:
        months += 1
    return YearMonthDuration(months)


@builtin("number", "from: string")
def read_plain_number(text: str) -> Value:
    if not _NUMBER.fullmatch(text.strip()):
        raise FunctionRefused(f"'{text}' is not a number")
    return CONTEXT.create_decimal(text.strip())


@builtin("number", "from: number")
def copy_number(value: Decimal) -> Value:
    return value


@builtin("number", "from: string, grouping separator: string|null, decimal separator: string|null")
def read_number(text: str, grouping: str | None, point: str | None) -> Value:
    if (
        grouping not in {None, " ", ",", "."}
        or point not in {None, ",", "."}
        or (point and grouping == point)
    ):
        raise FunctionRefused("the separators must be a space, a comma or a point, and not the same")
    plain = text.replace(grouping, "") if grouping else text
    if point and point != ".":
        if "." in plain:
            raise FunctionRefused(f"'{text}' is not a number")
        plain = plain.replace(point, ".")
    return read_plain_number(plain)


@builtin("string", "from: any")
def write_text(run: Run, value: Value) -> Value:
    text = None if value is None else write(value)
    run.check_text(len(text or ""))
    return text


@builtin("not", "negand: any")
def invert(value: Value) -> Value:
    return not value if isinstance(value, bool) else None
