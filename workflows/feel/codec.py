"""Values to plain JSON and back without loss: typed values become one-key objects such as {"$date": "2026-05-12"}.

A dictionary that itself looks like such an object is wrapped as {"$context": {…}}. Functions have no JSON form.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from workflows.feel.errors import FeelValueRefused
from workflows.feel.temporal import find_zone
from workflows.feel.temporal_text import (
    read_date,
    read_datetime,
    read_duration,
    read_time,
    write_date,
    write_datetime,
    write_duration,
    write_time,
)
from workflows.feel.values import Range, Time, Value, WideDate, WideDateTime, YearMonthDuration, normalise

_PARTS = 1_000_000
_OFFSET = re.compile(r"[+-]\d\d:\d\d(:\d\d)?$")


def encode(value: Value) -> Any:
    """JSON-able form of a value; raises FeelValueRefused for a function, an unknown type, or an endless structure."""
    try:
        return _Encoding().encode(value)
    except RecursionError as error:
        raise FeelValueRefused("The value is nested too deeply.") from error


class _Encoding:
    """One value being encoded; shared lists can make a small value an endless document, so its parts are counted."""

    def __init__(self) -> None:
        self._left = _PARTS

    def encode(self, value: Value) -> Any:
        self._left -= 1
        if self._left < 0:
            raise FeelValueRefused(f"The value has more than {_PARTS} parts.")
        if isinstance(value, list | tuple):
            return [self.encode(item) for item in value]
        if isinstance(value, Mapping):
            encoded = {str(key): self.encode(item) for key, item in value.items()}
            return {"$context": encoded} if _is_tagged(encoded) else encoded
        return _encode_simple(normalise(value))


def _encode_simple(value: Value) -> Any:
    if value is None or isinstance(value, bool | str):
        return value
    for kind, key, writer in _WRITERS:
        if isinstance(value, kind):
            return {key: writer(value)}
    raise FeelValueRefused(f"A {type(value).__name__} has no JSON form.")


def _is_tagged(entries: dict[str, Any]) -> bool:
    return len(entries) == 1 and next(iter(entries)) in _READERS


def _encode_range(value: Range) -> list[Any]:
    return [encode(value.start), encode(value.end), value.start_included, value.end_included]


def decode(data: Any) -> Value:
    """The value of a JSON form; plain numbers become Decimal. Raises FeelValueRefused for a malformed typed object."""
    try:
        return _decode(data)
    except RecursionError as error:
        raise FeelValueRefused("The value is nested too deeply.") from error


def _decode(data: Any) -> Value:
    if isinstance(data, list):
        return [_decode(item) for item in data]
    if isinstance(data, dict):
        return _decode_object(data)
    return normalise(data)


def _decode_object(data: dict[str, Any]) -> Value:
    if not _is_tagged(data):
        return {str(key): _decode(item) for key, item in data.items()}
    ((key, content),) = data.items()
    try:
        return _READERS[key](content)
    except (ValueError, TypeError, OverflowError, InvalidOperation, AttributeError) as error:
        raise FeelValueRefused(f"{content!r} is not a {key[1:]}.") from error


def _decode_context(content: dict[str, Any]) -> Value:
    return {key: _decode(item) for key, item in content.items()}


def _decode_range(content: list[Any]) -> Range:
    start, end, start_included, end_included = content
    return Range(decode(start), decode(end), bool(start_included), bool(end_included))


def _write_stamp(value: datetime | WideDateTime) -> str:
    """The FEEL text; in the hour a clock change repeats, the offset stands before the zone to tell which one."""
    if isinstance(value, datetime) and value.fold and isinstance(value.tzinfo, ZoneInfo):
        return f"{value.isoformat()}@{value.tzinfo.key}"
    return write_datetime(value)


def _read_stamp(text: str) -> datetime | WideDateTime:
    stamp, _, zone = text.partition("@")
    if zone and _OFFSET.search(stamp):
        value = read_datetime(stamp)
        return value.astimezone(find_zone(zone)) if isinstance(value, datetime) else value
    return read_datetime(text)


_WRITERS: tuple[tuple[Any, str, Callable[[Any], Any]], ...] = (
    (Decimal, "$decimal", str),
    (datetime | WideDateTime, "$datetime", _write_stamp),
    (date | WideDate, "$date", write_date),
    (Time, "$time", write_time),
    (timedelta | YearMonthDuration, "$duration", write_duration),
    (Range, "$range", _encode_range),
)
_READERS: dict[str, Callable[[Any], Any]] = {
    "$decimal": Decimal,
    "$datetime": _read_stamp,
    "$date": read_date,
    "$time": read_time,
    "$duration": read_duration,
    "$range": _decode_range,
    "$context": _decode_context,
}
