"""`+ - * / **` on numbers, texts, dates and durations (DMN 1.5 tables 55 to 58). Raises ValueError with the reason."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from typing import Any
from zoneinfo import ZoneInfo

from workflows.feel.comparison import kind_of
from workflows.feel.temporal import (
    NANOS_A_DAY,
    date_from_days,
    date_part,
    days_of,
    instant,
    is_aware,
    local_nanos,
    make_date,
    make_datetime,
    month_length,
    nanos_of,
    nanos_of_day,
    time_from_nanos,
    time_instant,
    time_part,
)
from workflows.feel.values import CONTEXT, AnyDate, AnyDateTime, Time, Value, YearMonthDuration

_DAYS, _MONTHS, _STAMP = "days and time duration", "years and months duration", "date and time"


def span_of_nanos(nanos: int) -> timedelta:
    """A duration, cut to the microsecond."""
    return timedelta(microseconds=nanos // 1000)


def power(base: Decimal, exponent: Decimal) -> Decimal:
    """base ** exponent in 34 digits; a result out of range raises ArithmeticError. Anything to the power 0 is 1."""
    return Decimal(1) if exponent.is_zero() else CONTEXT.power(base, exponent)


def add_nanos(value: AnyDateTime, nanos: int) -> AnyDateTime:
    """Later by that much real time: over a clock change the local hour moves, the duration does not."""
    if isinstance(value, datetime) and nanos % 1000 == 0:
        with suppress(OverflowError):  # past year 9999 the sum below goes on
            return _add_to_datetime(value, span_of_nanos(nanos))
    days, rest = divmod(local_nanos(value) + nanos, NANOS_A_DAY)
    return make_datetime(date_from_days(days), time_from_nanos(rest, time_part(value)))


def _add_to_datetime(value: datetime, span: timedelta) -> datetime:
    if isinstance(value.tzinfo, ZoneInfo):
        return (value.astimezone(UTC) + span).astimezone(value.tzinfo)
    return value + span


def add_months(value: Value, months: int) -> Value:
    """Later by months; a day the month lacks becomes its last day."""
    day = date_part(value)
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    moved = make_date(year, month + 1, min(day.day, month_length(year, month + 1)))
    return moved if kind_of(value) == "date" else make_datetime(moved, time_part(value))


def _add_span(value: Value, span: timedelta) -> Value:
    return add_nanos(value, nanos_of(span))


def _add_span_to_date(day: AnyDate, span: timedelta) -> AnyDate:
    return date_from_days((days_of(day) * NANOS_A_DAY + nanos_of(span)) // NANOS_A_DAY)


def _add_span_to_time(at: Time, span: timedelta) -> Time:
    return time_from_nanos((nanos_of_day(at) + nanos_of(span)) % NANOS_A_DAY, at)


def _between_stamps(left: AnyDateTime, right: AnyDateTime) -> timedelta:
    if is_aware(left) != is_aware(right):
        raise ValueError("one of the two has no offset from UTC")
    return span_of_nanos(instant(left) - instant(right))


def _midnight(day: AnyDate, like: AnyDateTime) -> AnyDateTime:
    return make_datetime(day, Time(0, 0, 0, 0, timedelta(0) if is_aware(like) else None))


def _between_times(left: Time, right: Time) -> timedelta:
    if is_aware(left) != is_aware(right):
        raise ValueError("one of the two has no offset from UTC")
    return span_of_nanos(time_instant(left) - time_instant(right))


def _scale_span(span: timedelta, factor: Decimal) -> timedelta:
    micros = CONTEXT.multiply(Decimal(nanos_of(span) // 1000), factor)
    return timedelta(microseconds=int(micros))


def _divide_span(span: timedelta, divisor: Decimal) -> timedelta:
    return timedelta(microseconds=int(CONTEXT.divide(Decimal(nanos_of(span) // 1000), divisor)))


def _scale_months(span: YearMonthDuration, factor: Decimal) -> YearMonthDuration:
    return YearMonthDuration(int(CONTEXT.multiply(Decimal(span.months), factor)))


def _divide_months(span: YearMonthDuration, divisor: Decimal) -> YearMonthDuration:
    return YearMonthDuration(int(CONTEXT.divide(Decimal(span.months), divisor)))


def _months(left: YearMonthDuration, right: YearMonthDuration) -> YearMonthDuration:
    return YearMonthDuration(left.months + right.months)


_ADD: dict[tuple[str, str], Callable[[Any, Any], Value]] = {
    ("number", "number"): CONTEXT.add,
    ("string", "string"): lambda a, b: a + b,
    ("date", _DAYS): _add_span_to_date,
    ("date", _MONTHS): lambda a, b: add_months(a, b.months),
    (_STAMP, _DAYS): _add_span,
    (_STAMP, _MONTHS): lambda a, b: add_months(a, b.months),
    ("time", _DAYS): _add_span_to_time,
    (_DAYS, _DAYS): lambda a, b: a + b,
    (_MONTHS, _MONTHS): _months,
}
_SUBTRACT: dict[tuple[str, str], Callable[[Any, Any], Value]] = {
    ("number", "number"): CONTEXT.subtract,
    ("date", "date"): lambda a, b: timedelta(days=days_of(a) - days_of(b)),
    (_STAMP, _STAMP): _between_stamps,
    (_STAMP, "date"): lambda a, b: _between_stamps(a, _midnight(b, a)),
    ("date", _STAMP): lambda a, b: _between_stamps(_midnight(a, b), b),
    ("time", "time"): _between_times,
    ("date", _DAYS): lambda a, b: _add_span_to_date(a, -b),
    ("date", _MONTHS): lambda a, b: add_months(a, -b.months),
    (_STAMP, _DAYS): lambda a, b: _add_span(a, -b),
    (_STAMP, _MONTHS): lambda a, b: add_months(a, -b.months),
    ("time", _DAYS): lambda a, b: _add_span_to_time(a, -b),
    (_DAYS, _DAYS): lambda a, b: a - b,
    (_MONTHS, _MONTHS): lambda a, b: YearMonthDuration(a.months - b.months),
}
_MULTIPLY: dict[tuple[str, str], Callable[[Any, Any], Value]] = {
    ("number", "number"): CONTEXT.multiply,
    (_DAYS, "number"): _scale_span,
    ("number", _DAYS): lambda a, b: _scale_span(b, a),
    (_MONTHS, "number"): _scale_months,
    ("number", _MONTHS): lambda a, b: _scale_months(b, a),
}
_DIVIDE: dict[tuple[str, str], Callable[[Any, Any], Value]] = {
    ("number", "number"): CONTEXT.divide,
    (_DAYS, "number"): _divide_span,
    (_MONTHS, "number"): _divide_months,
    (_DAYS, _DAYS): lambda a, b: CONTEXT.divide(Decimal(nanos_of(a)), Decimal(nanos_of(b))),
    (_MONTHS, _MONTHS): lambda a, b: CONTEXT.divide(Decimal(a.months), Decimal(b.months)),
}
_TABLES: dict[str, dict[tuple[str, str], Callable[[Any, Any], Value]]] = {
    "+": _ADD,
    "-": _SUBTRACT,
    "*": _MULTIPLY,
    "/": _DIVIDE,
    "**": {("number", "number"): power},
}
_COMMUTES = "+"


def calculate(sign: str, left: Value, right: Value) -> Value:
    """The result of an operator. Raises ValueError when the operands do not fit or the result is out of range."""
    kinds = (kind_of(left), kind_of(right))
    table = _TABLES[sign]
    operation = table.get(kinds)
    if operation is None and sign == _COMMUTES and kinds[::-1] in table:
        operation, left, right = table[kinds[::-1]], right, left
    if operation is None:
        raise ValueError(f"{kinds[0]} {sign} {kinds[1]} has no meaning")
    return _guard(operation, left, right)


def _guard(operation: Callable[[Any, Any], Value], left: Value, right: Value) -> Value:
    try:
        return operation(left, right)
    except DivisionByZero as error:
        raise ValueError("division by zero") from error
    except (InvalidOperation, Overflow, OverflowError) as error:
        raise ValueError("the result is out of range") from error


def negate(value: Value) -> Value:
    """The opposite number or duration; raises ValueError for anything else."""
    if isinstance(value, Decimal):
        return CONTEXT.minus(value)
    if isinstance(value, timedelta):
        return -value
    if isinstance(value, YearMonthDuration):
        return YearMonthDuration(-value.months)
    raise ValueError(f"a {kind_of(value)} has no opposite")
