"""Equality and order between values: true, false, or null when they cannot be compared (DMN 10.3.2.13)."""

import operator
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.feel.errors import FeelBudgetExceeded
from workflows.feel.temporal import date_part, days_of, instant, is_aware, time_instant
from workflows.feel.values import Callee, Range, Time, Value, WideDate, WideDateTime, YearMonthDuration

_KINDS: tuple[tuple[Any, str], ...] = (
    (bool, "boolean"),
    (Decimal, "number"),
    (str, "string"),
    (datetime | WideDateTime, "date and time"),
    (date | WideDate, "date"),
    (Time, "time"),
    (timedelta, "days and time duration"),
    (YearMonthDuration, "years and months duration"),
    (list, "list"),
    (dict, "context"),
    (Range, "range"),
    (Callee, "function"),
)
_EXACT = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    datetime: "date and time",
    list: "list",
    dict: "context",
}
_ORDERED = frozenset(
    {
        "number",
        "string",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
    }
)
_PAIRS = 500_000
_TEMPORAL = frozenset({"date", "time", "date and time"})


def kind_of(value: Value) -> str:
    """The FEEL name of the value's type."""
    exact = _EXACT.get(type(value))
    if exact is not None:
        return exact
    return next((name for kind, name in _KINDS if isinstance(value, kind)), "null")


def equals(left: Value, right: Value) -> bool | None:
    """Whether two values are the same value; None for values of different kinds."""
    if left is None or right is None:
        return left is right
    kind = kind_of(left)
    if kind != kind_of(right):
        return None
    if kind in {"list", "context"}:
        return match_parts(left, right, equals)
    if kind == "range":
        return _equal_ranges(left, right)
    if kind in _TEMPORAL:
        return _equal_times(kind, left, right)
    return left is right if kind == "function" else bool(left == right)


def match_parts(left: Value, right: Value, match: Callable[[Value, Value], bool | None]) -> bool:
    """Whether two structures are alike, their simple values judged by `match`.

    Lists may hold the same list many times over, so the pairs looked at are counted. Raises FeelBudgetExceeded.
    """
    pending = [(left, right)]
    for _ in range(_PAIRS):
        if not pending:
            return True
        one, other = pending.pop()
        if isinstance(one, list) and isinstance(other, list):
            alike = len(one) == len(other)
            pending.extend(zip(one, other, strict=False))
        elif isinstance(one, dict) and isinstance(other, dict):
            alike = one.keys() == other.keys()
            pending.extend((one[key], other.get(key)) for key in one)
        else:
            alike = match(one, other) is True
        if not alike:
            return False
    raise FeelBudgetExceeded(f"Two values have more than {_PAIRS} parts to compare.")


def _equal_ranges(left: Range, right: Range) -> bool:
    same_ends = equals(left.start, right.start) and equals(left.end, right.end)
    flags = (left.start_included, left.end_included) == (right.start_included, right.end_included)
    return bool(same_ends) and flags


def _equal_times(kind: str, left: Value, right: Value) -> bool:
    if kind != "date" and is_aware(left) != is_aware(right):
        return False
    return bool(sort_key(kind, left) == sort_key(kind, right))


def sort_key(kind: str, value: Value) -> Any:
    """Something Python orders as FEEL orders values of this kind."""
    if kind == "date":
        return days_of(date_part(value))
    if kind == "time":
        return time_instant(value)
    return instant(value) if kind == "date and time" else value


_OPERATORS: dict[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def order(sign: str, left: Value, right: Value) -> bool | None:
    """`<`, `<=`, `>` or `>=` between two values; None when they have no order."""
    compare = _OPERATORS[sign]
    kind = kind_of(left)
    if kind != kind_of(right) or kind not in _ORDERED:
        return None
    if kind in {"number", "string"}:
        return compare(left, right)
    if kind in {"time", "date and time"} and is_aware(left) != is_aware(right):
        return None
    return compare(sort_key(kind, left), sort_key(kind, right))


def compare(sign: str, left: Value, right: Value) -> bool | None:
    """Any of the six comparison signs."""
    if sign == "=":
        return equals(left, right)
    if sign == "!=":
        same = equals(left, right)
        return None if same is None else not same
    return order(sign, left, right)


def contains(interval: Range, value: Value) -> bool | None:
    """Whether the value lies in the range; None when it cannot be compared with an end."""
    if interval.start is None and interval.end is None:
        return None
    above = _above(interval, value)
    below = _below(interval, value)
    if above is False or below is False:
        return False
    return None if above is None or below is None else True


def _above(interval: Range, value: Value) -> bool | None:
    if interval.start is None:
        return True
    return order(">=" if interval.start_included else ">", value, interval.start)


def _below(interval: Range, value: Value) -> bool | None:
    if interval.end is None:
        return True
    return order("<=" if interval.end_included else "<", value, interval.end)


def passes(value: Value, test: Value) -> bool | None:
    """Whether the value is, or is in, the value of a test (DMN 10.3.2.14, `in`)."""
    if isinstance(test, Range) and not isinstance(value, Range):
        return contains(test, value)
    if isinstance(test, list):
        return _in_list(value, test)
    return equals(value, test)


def _in_list(value: Value, items: list[Value]) -> bool | None:
    if isinstance(value, list) and equals(value, items):
        return True
    results = [passes(value, item) if isinstance(item, Range) else equals(value, item) for item in items]
    return any(results)
