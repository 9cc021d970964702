"""Data at the door: of the declared types, storable, and not larger than a process may carry."""

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.errors import DataRefused, DataTooLarge
from workflows.feel import codec
from workflows.feel.errors import FeelError
from workflows.feel.temporal_text import read_date, read_datetime, read_duration
from workflows.feel.values import Value, WideDate, WideDateTime, YearMonthDuration, normalise

MAX_VARIABLE = 1_000_000
MAX_INSTANCE = 5_000_000
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")
# The character itself, not a person's words about it: those have their backslash escaped.
_ESCAPED_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")


def accept(data: Mapping[str, Any], *, declared: Mapping[str, Any]) -> dict[str, Value]:
    """The data as FEEL values. `declared` are the manifest's variables: name → {type, …}.

    Names that are not declared pass; null passes for every type. A date, datetime or duration may come as
    ISO text, for JSON has none. Raises DataRefused or DataTooLarge naming the variable.
    """
    if not isinstance(data, Mapping):
        raise DataRefused(f"Data must be a mapping of names to values, not a {type(data).__name__}.")
    return {
        _check_name(name): _accept_one(name, value, declared.get(name, {})) for name, value in data.items()
    }


def list_missing(data: Mapping[str, Any], *, declared: Mapping[str, Any]) -> list[str]:
    """The declared variables without which a process cannot start and that have no value; null is none."""
    required = (name for name, about in declared.items() if about.get("required"))
    return [name for name in required if data.get(name) is None]


def _check_name(name: Any) -> str:
    if not isinstance(name, str) or not name.strip():
        raise DataRefused("A variable's name must be a text that is not empty.", name=repr(name)[:80])
    check_text(name, "A variable's name")
    return name


def check_text(text: str, what: str) -> None:
    """Refuse a text PostgreSQL cannot keep: with U+0000, or with half of a character. Raises DataRefused."""
    found = _UNKEEPABLE.search(text)
    if found:
        raise DataRefused(f"{what} contains the character U+{ord(found[0]):04X}.", text=repr(text)[:80])


def _accept_one(name: str, value: Any, declaration: Mapping[str, Any]) -> Value:
    kind = str(declaration.get("type", "any"))
    try:
        plain = _convert(normalise(value), kind)
        text = json.dumps(codec.encode(plain), ensure_ascii=False)
        size = len(text.encode())
    except (FeelError, ValueError, RecursionError) as error:
        raise DataRefused(f"The variable {name!r} cannot be stored: {error}", variable=name) from error
    if size > MAX_VARIABLE:
        raise DataTooLarge(
            f"The variable {name!r} has {size:,} bytes; a variable may have {MAX_VARIABLE:,}.", variable=name
        )
    if _ESCAPED_NUL.search(text):
        raise DataRefused(f"The variable {name!r} contains the character U+0000.", variable=name)
    if plain is not None and not _is(plain, kind):
        raise DataRefused(
            f"The variable {name!r} must be a {kind.replace('_', ' ')}; it is {_describe(plain)}.",
            variable=name,
        )
    return plain


_READERS: dict[str, Callable[[str], Any]] = {
    "date": read_date,
    "datetime": read_datetime,
    "duration": read_duration,
    "years_months": read_duration,
}


def _convert(value: Value, kind: str) -> Value:
    if isinstance(value, str) and kind in _READERS:
        return _READERS[kind](value)
    return value


_CHECKS: dict[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, Decimal),
    "boolean": lambda value: isinstance(value, bool),
    "date": lambda value: isinstance(value, date | WideDate) and not isinstance(value, datetime),
    "datetime": lambda value: isinstance(value, datetime | WideDateTime),
    "duration": lambda value: isinstance(value, timedelta),
    "years_months": lambda value: isinstance(value, YearMonthDuration),
    "list": lambda value: isinstance(value, list),
    "context": lambda value: isinstance(value, dict),
}


def _is(value: Value, kind: str) -> bool:
    check = _CHECKS.get(kind)
    return check is None or check(value)


def _describe(value: Value) -> str:
    names = {bool: "a boolean", Decimal: "a number", str: "a text", list: "a list", dict: "a context"}
    what = names.get(type(value), f"a {type(value).__name__}")
    return f"{what} ({str(value)[:40]!r})" if isinstance(value, str | Decimal | bool) else what


def check_state(state: bytes, *, instance: object) -> None:
    """Refuse a state larger than an instance may have."""
    if len(state) > MAX_INSTANCE:
        raise DataTooLarge(
            f"The process instance would have {len(state):,} bytes; it may have {MAX_INSTANCE:,}.",
            instance=instance,
        )
