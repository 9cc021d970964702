"""Properties of dates, times, durations and ranges (DMN table 65)."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from workflows.feel.comparison import kind_of
from workflows.feel.temporal import date_part, days_of, find_offset, time_part
from workflows.feel.values import Time, Value

_Reader = Callable[[Any], Value]


def _second(at: Time) -> Decimal:
    if at.nanosecond:
        return (Decimal(at.second) + Decimal(at.nanosecond).scaleb(-9)).normalize()
    return Decimal(at.second)


def _truncate(number: int, unit: int) -> Decimal:
    """Whole units, towards zero, so that a negative duration has negative parts."""
    whole = abs(number) // unit
    return Decimal(whole if number >= 0 else -whole)


def _seconds(span: timedelta) -> int:
    return span.days * 86_400 + span.seconds


def _part(span: timedelta, unit: int, within: int) -> Decimal:
    sign = -1 if span < timedelta(0) else 1
    return Decimal(sign * (_seconds(abs(span)) % within // unit))


def _span_seconds(span: timedelta) -> Decimal:
    size = abs(span)
    seconds = Decimal(size.seconds % 60)
    if size.microseconds:
        seconds += Decimal(size.microseconds).scaleb(-6).normalize()
    return -seconds if span < timedelta(0) else seconds


_DATE: dict[str, _Reader] = {
    "year": lambda day: Decimal(date_part(day).year),
    "month": lambda day: Decimal(date_part(day).month),
    "day": lambda day: Decimal(date_part(day).day),
    "weekday": lambda day: Decimal((days_of(date_part(day)) + 3) % 7 + 1),
}
_TIME: dict[str, _Reader] = {
    "hour": lambda at: Decimal(at.hour),
    "minute": lambda at: Decimal(at.minute),
    "second": _second,
    "time offset": find_offset,
    "timezone": lambda at: at.zone,
}


def _of_time_part(reader: _Reader) -> _Reader:
    return lambda stamp: reader(time_part(stamp))


_STAMP: dict[str, _Reader] = {name: _of_time_part(reader) for name, reader in _TIME.items()}
_STAMP["time offset"] = find_offset
_PROPERTIES: dict[str, dict[str, _Reader]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": _DATE | _STAMP,
    "days and time duration": {
        "days": lambda span: _truncate(_seconds(abs(span)) * (-1 if span < timedelta(0) else 1), 86_400),
        "hours": lambda span: _part(span, 3600, 86_400),
        "minutes": lambda span: _part(span, 60, 3600),
        "seconds": _span_seconds,
    },
    "years and months duration": {
        "years": lambda span: _truncate(span.months, 12),
        "months": lambda span: Decimal(abs(span.months) % 12 * (-1 if span.months < 0 else 1)),
    },
    "range": {
        "start": lambda interval: interval.start,
        "end": lambda interval: interval.end,
        "start included": lambda interval: interval.start_included,
        "end included": lambda interval: interval.end_included,
    },
}


def read_property(value: Value, name: str) -> tuple[bool, Value]:
    """Whether the value has the property, and its value."""
    reader = _PROPERTIES.get(kind_of(value), {}).get(name)
    return (False, None) if reader is None else (True, reader(value))
