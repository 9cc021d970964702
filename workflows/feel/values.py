"""FEEL values as Python values.

None, bool, Decimal, str, date, datetime, timedelta (days-and-time duration), list and dict carry themselves.
What Python lacks is here: times with offset or zone, years-and-months durations, ranges, and dates beyond the
years 1 to 9999 or finer than a microsecond (the DMN kit holds both).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN as HALF_EVEN
from decimal import Context, Decimal, DivisionByZero, InvalidOperation, Overflow
from operator import is_
from typing import Any, Protocol, TypeAlias, TypeGuard, runtime_checkable
from zoneinfo import ZoneInfo

from workflows.feel.errors import FeelValueRefused

CONTEXT = Context(
    prec=34,
    rounding=HALF_EVEN,
    Emin=-6143,
    Emax=6144,
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
"""IEEE 754 decimal128, as DMN 10.3.2.3.1 asks."""


@dataclass(frozen=True, slots=True, order=True)
class YearMonthDuration:
    """A duration in months, the only honest unit for years and months."""

    months: int


@dataclass(frozen=True, slots=True)
class Time:
    """A time of day, perhaps with an offset from UTC or a zone (never both)."""

    hour: int
    minute: int
    second: int
    nanosecond: int = 0
    offset: timedelta | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class WideDate:
    """A date in a year Python's date cannot hold."""

    year: int
    month: int
    day: int


@dataclass(frozen=True, slots=True)
class WideDateTime:
    """A date and time Python's datetime cannot hold: far year, nanoseconds or an odd offset."""

    date: "date | WideDate"
    time: Time


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an end that is None is open without bound."""

    start: Any
    end: Any
    start_included: bool = True
    end_included: bool = True


@runtime_checkable
class Callee(Protocol):
    """What an expression can call."""

    @property
    def parameters(self) -> tuple[str, ...]: ...

    def invoke(self, run: Any, arguments: list[Any]) -> Any: ...


@dataclass(frozen=True, slots=True, eq=False)
class HostFunction:
    """A function given by the host; `call` receives positional arguments and may raise FunctionRefused."""

    name: str
    parameters: tuple[str, ...]
    call: Callable[..., Any]

    def invoke(self, run: Any, arguments: list[Any]) -> Any:
        return run.call_host(self, arguments)


AnyDate: TypeAlias = date | WideDate
AnyDateTime: TypeAlias = datetime | WideDateTime
Value: TypeAlias = Any
"""None, bool, Decimal, str, AnyDate, AnyDateTime, Time, timedelta, YearMonthDuration, Range, list, dict, Callee."""

_READY = frozenset(
    {type(None), bool, Decimal, str, date, datetime, timedelta, Time, YearMonthDuration, Range, WideDate}
    | {WideDateTime, HostFunction}
)


_PLAIN = _READY - {HostFunction}


def is_callee(value: Value) -> TypeGuard[Callee]:
    """Whether an expression can call it; asking the protocol is slow, so each type is asked once."""
    kind = type(value)
    if kind not in _callable:
        _callable[kind] = kind not in _PLAIN and callable(getattr(kind, "invoke", None))
    return _callable[kind]


_callable: dict[type[Any], bool] = {}


def normalise(value: Any) -> Value:
    """The value with numbers made Decimal and sequences made lists, all the way down.

    Returns the same object where nothing changed. Raises FeelValueRefused for a type FEEL does not know.
    """
    kind = type(value)
    if kind in _READY:
        return value
    if kind is int:
        return Decimal(value)
    return _normalise_part(value, {})


def _normalise_part(value: Any, seen: dict[int, Any]) -> Value:
    """`seen` holds what each list or context became: one that is met many times is looked at once."""
    if type(value) in _READY:
        return value
    if not isinstance(value, list | tuple | Mapping):
        return _normalise_other(value)
    if id(value) not in seen:
        seen[id(value)] = _normalise_structure(value, seen)
    return seen[id(value)]


def _normalise_structure(value: Any, seen: dict[int, Any]) -> Value:
    if isinstance(value, Mapping):
        entries = {str(key): _normalise_part(item, seen) for key, item in value.items()}
        kept = type(value) is dict and all(entries.get(key) is item for key, item in value.items())
        return value if kept else entries
    items = [_normalise_part(item, seen) for item in value]
    kept = type(value) is list and all(map(is_, items, value))
    return value if kept else items


def _normalise_other(value: Any) -> Value:
    if isinstance(value, float):
        return _from_float(value)
    if isinstance(value, time):
        return from_python_time(value)
    return _normalise_subclass(value)


def _normalise_subclass(value: Any) -> Value:
    if isinstance(value, int):
        return Decimal(int(value))
    if isinstance(value, str):
        return str(value)
    if isinstance(value, Decimal | date | timedelta) or is_callee(value):
        return value
    raise FeelValueRefused(f"A {type(value).__name__} has no FEEL meaning.")


def _from_float(value: float) -> Decimal | None:
    number = Decimal(repr(value))
    return number if number.is_finite() else None


def from_python_time(value: time) -> Time:
    """Python's time as a FEEL time; its zone name is kept."""
    nanosecond = value.microsecond * 1000
    if isinstance(value.tzinfo, ZoneInfo):
        return Time(value.hour, value.minute, value.second, nanosecond, None, value.tzinfo.key)
    return Time(value.hour, value.minute, value.second, nanosecond, value.utcoffset(), None)


def is_number(value: Value) -> bool:
    """Whether the value is a FEEL number (a boolean is not)."""
    return isinstance(value, Decimal)
