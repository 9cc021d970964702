"""Values as FEEL text: what `string()` gives and what people read."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.feel.errors import FeelBudgetExceeded
from workflows.feel.temporal_text import write_date, write_datetime, write_duration, write_time
from workflows.feel.values import Callee, Range, Time, Value, WideDate, WideDateTime, YearMonthDuration

_LONGEST = 10_000_000
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


def _write_key(key: str) -> str:
    plain = bool(key) and key.replace(" ", "").replace("_", "").isalnum() and not key[0].isdigit()
    return key if plain else quote(key)


_WRITERS: tuple[tuple[Any, Callable[[Any], str]], ...] = (
    (bool, lambda value: "true" if value else "false"),
    (Decimal, write_number),
    (datetime | WideDateTime, write_datetime),
    (date | WideDate, write_date),
    (Time, write_time),
    (timedelta | YearMonthDuration, write_duration),
    (Callee, lambda value: f"function({', '.join(value.parameters)})"),
)


class _Writing:
    """One text being written; shared lists can make a small value an endless text, so its length is counted."""

    def __init__(self) -> None:
        self._left = _LONGEST

    def write(self, value: Value) -> str:
        """The text of a value, strings quoted."""
        text = self._write(value)
        self._left -= len(text)
        if self._left < 0:
            raise FeelBudgetExceeded(f"The text of the value is longer than {_LONGEST} characters.")
        return text

    def _write(self, value: Value) -> str:
        if isinstance(value, list):
            return "[" + ", ".join(self.write(item) for item in value) + "]"
        if isinstance(value, dict):
            return (
                "{" + ", ".join(f"{_write_key(key)}: {self.write(item)}" for key, item in value.items()) + "}"
            )
        if isinstance(value, Range):
            return self._write_range(value)
        return quote(value) if isinstance(value, str) else _write_simple(value)

    def _write_range(self, value: Range) -> str:
        if value.start is None and value.end is not None:
            return f"{'<=' if value.end_included else '<'} {self.write(value.end)}"
        if value.end is None and value.start is not None:
            return f"{'>=' if value.start_included else '>'} {self.write(value.start)}"
        opening, closing = ("[" if value.start_included else "("), ("]" if value.end_included else ")")
        return f"{opening}{self.write(value.start)}..{self.write(value.end)}{closing}"


def _write_simple(value: Value) -> str:
    if value is None:
        return "null"
    return next((writer(value) for kind, writer in _WRITERS if isinstance(value, kind)), str(value))


def write(value: Value, *, quoted: bool = False) -> str:
    """The FEEL text of a value; a string is bare unless `quoted` (as inside a list). Raises FeelBudgetExceeded."""
    if isinstance(value, str) and not quoted:
        return value
    try:
        return _Writing().write(value)
    except RecursionError as error:
        raise FeelBudgetExceeded("The value is nested too deeply to be written.") from error
