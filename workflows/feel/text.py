"""Values as FEEL text: what `string()` gives and what people read."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.feel.temporal_text import write_date, write_datetime, write_duration, write_time
from workflows.feel.values import Callee, Range, Time, Value, WideDate, WideDateTime, YearMonthDuration

_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def write_number(number: Decimal) -> str:
    """Plain digits without exponent or needless zeros before the point; a tiny or huge number keeps its exponent."""
    if number.is_zero():
        return "0"
    if abs(number.adjusted()) > 100:
        return str(number.normalize())
    return f"{number:f}"


def quote(text: str) -> str:
    """A string literal."""
    return '"' + "".join(_ESCAPES.get(char, char) for char in text) + '"'


def write_list(items: list[Value]) -> str:
    return "[" + ", ".join(write(item, quoted=True) for item in items) + "]"


def write_context(entries: dict[str, Value]) -> str:
    return (
        "{"
        + ", ".join(f"{_write_key(key)}: {write(item, quoted=True)}" for key, item in entries.items())
        + "}"
    )


def _write_key(key: str) -> str:
    plain = key.replace(" ", "").replace("_", "").isalnum() and not key[0].isdigit()
    return key if plain else quote(key)


def write_range(value: Range) -> str:
    if value.start is None and value.end is not None:
        return f"{'<=' if value.end_included else '<'} {write(value.end, quoted=True)}"
    if value.end is None and value.start is not None:
        return f"{'>=' if value.start_included else '>'} {write(value.start, quoted=True)}"
    opening, closing = ("[" if value.start_included else "("), ("]" if value.end_included else ")")
    return f"{opening}{write(value.start, quoted=True)}..{write(value.end, quoted=True)}{closing}"


_WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (Decimal, write_number),
    (datetime | WideDateTime, write_datetime),
    (date | WideDate, write_date),
    (Time, write_time),
    (timedelta | YearMonthDuration, write_duration),
    (list, write_list),
    (dict, write_context),
    (Range, write_range),
    (Callee, lambda value: f"function({', '.join(value.parameters)})"),
)


def write(value: Value, *, quoted: bool = False) -> str:
    """The FEEL text of a value; a string is bare unless `quoted` (as inside a list)."""
    if value is None:
        return "null"
    if isinstance(value, str):
        return quote(value) if quoted else value
    for kind, writer in _WRITERS:
        if isinstance(value, kind):
            return writer(value)
    return str(value)
