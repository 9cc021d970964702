"""ISO 8601 / XML Schema texts of dates, times and durations, read and written as FEEL asks (DMN 10.3.4.1)."""

import re
from datetime import date, timedelta
from typing import Any

from workflows.feel.temporal import (
    date_from_days,
    date_part,
    days_of,
    make_date,
    make_datetime,
    make_time,
    time_part,
)
from workflows.feel.values import AnyDate, AnyDateTime, Time, YearMonthDuration

_DATE = re.compile(r"(-?)([1-9]\d{4,8}|\d{4})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,30}))?(?:(Z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([A-Za-z0-9_+\-/]+))?",
    re.ASCII,
)
_DAYS = re.compile(
    r"(-?)P(?:(\d{1,18})D)?(?:T(?:(\d{1,18})H)?(?:(\d{1,18})M)?(?:(\d{1,18})(?:\.(\d{1,30}))?S)?)?", re.ASCII
)
_MONTHS = re.compile(r"(-?)P(?:(\d{1,18})Y)?(?:(\d{1,18})M)?", re.ASCII)


def read_date(text: str) -> AnyDate:
    """`2026-05-12`; raises ValueError."""
    match = _DATE.fullmatch(text)
    if match is None:
        raise ValueError("not a date")
    year = int(match[1] + match[2])
    return make_date(year, int(match[3]), int(match[4]))


def read_time(text: str) -> Time:
    """`10:30:00`, `10:30:00+02:00`, `10:30:00@Europe/Brussels`; raises ValueError."""
    at, _ = _read_clock(text)
    return at


def _read_clock(text: str) -> tuple[Time, bool]:
    """The time, and whether it was written 24:00:00 (midnight of the next day)."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise ValueError("not a time")
    hour, minute, second = int(match[1]), int(match[2]), int(match[3])
    nanosecond = int((match[4] or "").ljust(9, "0")[:9])
    midnight = (hour, minute, second, nanosecond) == (24, 0, 0, 0)
    at = make_time(0 if midnight else hour, minute, second, nanosecond, _read_offset(match), match[10])
    return at, midnight


def _read_offset(match: re.Match[str]) -> timedelta | None:
    if match[5]:
        return timedelta(0)
    if not match[6]:
        return None
    if int(match[8]) > 59 or int(match[9] or 0) > 59:
        raise ValueError("no such offset")
    offset = timedelta(hours=int(match[7]), minutes=int(match[8]), seconds=int(match[9] or 0))
    return -offset if match[6] == "-" else offset


def read_datetime(text: str) -> AnyDateTime:
    """`2026-05-12T10:30:00` with an optional offset or zone; a bare date is its midnight; raises ValueError."""
    day_text, separator, time_text = text.partition("T")
    day = read_date(day_text)
    if not separator:
        return make_datetime(day, Time(0, 0, 0))
    at, next_day = _read_clock(time_text)
    return make_datetime(date_from_days(days_of(day) + 1) if next_day else day, at)


def read_duration(text: str) -> timedelta | YearMonthDuration:
    """`P3DT4H` or `P1Y2M`; raises ValueError (OverflowError beyond what a timedelta holds)."""
    months = _MONTHS.fullmatch(text)
    if months and (months[2] or months[3]):
        count = int(months[2] or 0) * 12 + int(months[3] or 0)
        return YearMonthDuration(-count if months[1] else count)
    days = _DAYS.fullmatch(text)
    if days is None or text.endswith(("P", "T")):
        raise ValueError("not a duration")
    span = timedelta(
        days=int(days[2] or 0),
        hours=int(days[3] or 0),
        minutes=int(days[4] or 0),
        seconds=int(days[5] or 0),
        microseconds=int((days[6] or "").ljust(6, "0")[:6]),
    )
    return -span if days[1] else span


def read_any(text: str) -> Any:
    """What an `@` literal means: date, date-time, time or duration; raises ValueError."""
    for read in (read_date, read_datetime, read_time, read_duration):
        try:
            return read(text)
        except (ValueError, OverflowError):
            continue
    raise ValueError("neither a date, a time, a date and time nor a duration")


def write_date(day: AnyDate) -> str:
    """The ISO text of a date."""
    if isinstance(day, date):
        return day.isoformat()
    sign = "-" if day.year < 0 else ""
    return f"{sign}{abs(day.year):04d}-{day.month:02d}-{day.day:02d}"


def write_time(at: Time) -> str:
    """The ISO text of a time, fraction only if there is one."""
    fraction = f".{at.nanosecond:09d}".rstrip("0") if at.nanosecond else ""
    return f"{at.hour:02d}:{at.minute:02d}:{at.second:02d}{fraction}{_write_offset(at)}"


def _write_offset(at: Time) -> str:
    if at.zone is not None:
        return f"@{at.zone}"
    if at.offset is None:
        return ""
    seconds = int(at.offset.total_seconds())
    if seconds == 0:
        return "Z"
    hours, rest = divmod(abs(seconds), 3600)
    tail = f":{rest % 60:02d}" if rest % 60 else ""
    return f"{'-' if seconds < 0 else '+'}{hours:02d}:{rest // 60:02d}{tail}"


def write_datetime(value: AnyDateTime) -> str:
    """The ISO text of a date and time."""
    return f"{write_date(date_part(value))}T{write_time(time_part(value))}"


def write_duration(value: timedelta | YearMonthDuration) -> str:
    """The shortest ISO text of a duration."""
    if isinstance(value, YearMonthDuration):
        return _write_months(value.months)
    if not value:
        return "PT0S"
    sign, value = ("-", -value) if value < timedelta(0) else ("", value)
    hours, rest = divmod(value.seconds, 3600)
    fraction = f".{value.microseconds:06d}".rstrip("0") if value.microseconds else ""
    second = f"{rest % 60}{fraction}"
    parts = [(str(hours), "H"), (str(rest // 60), "M"), (second, "S")]
    clock = "".join(f"{number}{unit}" for number, unit in parts if number != "0")
    days = f"{value.days}D" if value.days else ""
    return f"{sign}P{days}{'T' + clock if clock else ''}"


def _write_months(months: int) -> str:
    if not months:
        return "P0M"
    years, rest = divmod(abs(months), 12)
    written = (f"{years}Y" if years else "") + (f"{rest}M" if rest else "")
    return f"{'-' if months < 0 else ''}P{written}"
