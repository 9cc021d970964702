"""Functions on numbers; every result has at most 34 digits."""

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)

from workflows.feel.builtins.registry import builtin
from workflows.feel.errors import FunctionRefused
from workflows.feel.values import CONTEXT, Value, YearMonthDuration

_LOWEST_SCALE, _HIGHEST_SCALE = -6111, 6176
_WIDE = Context(prec=12_400, Emin=-99_999, Emax=99_999)


def _round(number: Decimal, scale: Decimal | None, mode: str) -> Decimal:
    places = 0 if scale is None else int(scale)
    if not _LOWEST_SCALE <= places <= _HIGHEST_SCALE:
        raise FunctionRefused(f"the scale must lie between {_LOWEST_SCALE} and {_HIGHEST_SCALE}")
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and -exponent <= places:
        return number
    rounded = number.quantize(Decimal(1).scaleb(-places, _WIDE), rounding=mode, context=_WIDE)
    return CONTEXT.plus(rounded if places >= 0 else rounded.quantize(Decimal(1), context=_WIDE))


@builtin("decimal", "n: number, scale: number")
def round_even(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_HALF_EVEN)


@builtin("floor", "n: number, scale: number?")
def round_to_floor(number: Decimal, scale: Decimal | None) -> Value:
    return _round(number, scale, ROUND_FLOOR)


@builtin("ceiling", "n: number, scale: number?")
def round_to_ceiling(number: Decimal, scale: Decimal | None) -> Value:
    return _round(number, scale, ROUND_CEILING)


@builtin("round up", "n: number, scale: number")
def round_up(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_UP)


@builtin("round down", "n: number, scale: number")
def round_down(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_DOWN)


@builtin("round half up", "n: number, scale: number")
def round_half_up(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_HALF_UP)


@builtin("round half down", "n: number, scale: number")
def round_half_down(number: Decimal, scale: Decimal) -> Value:
    return _round(number, scale, ROUND_HALF_DOWN)


@builtin("abs", "n: number")
def size_of_number(number: Decimal) -> Value:
    return CONTEXT.abs(number)


@builtin("abs", "n: duration")
def size_of_duration(span: timedelta | YearMonthDuration) -> Value:
    return abs(span) if isinstance(span, timedelta) else YearMonthDuration(abs(span.months))


@builtin("modulo", "dividend: number, divisor: number")
def modulo(dividend: Decimal, divisor: Decimal) -> Value:
    """dividend - divisor * floor(dividend / divisor): the sign of the divisor."""
    if divisor.is_zero():
        raise FunctionRefused("division by zero")
    rest = CONTEXT.remainder(dividend, divisor)
    return CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@builtin("sqrt", "number: number")
def square_root(number: Decimal) -> Value:
    if number < 0:
        raise FunctionRefused("a negative number has no square root")
    return CONTEXT.sqrt(number)


@builtin("log", "number: number")
def logarithm(number: Decimal) -> Value:
    if number <= 0:
        raise FunctionRefused("only a positive number has a logarithm")
    return CONTEXT.ln(number)


@builtin("exp", "number: number")
def exponential(number: Decimal) -> Value:
    return CONTEXT.exp(number)


@builtin("odd", "number: number")
def is_odd(number: Decimal) -> Value:
    return abs(_last_digit(number)) % 2 == 1


@builtin("even", "number: number")
def is_even(number: Decimal) -> Value:
    return abs(_last_digit(number)) % 2 == 0


def _last_digit(number: Decimal) -> Decimal:
    return _WIDE.remainder(number, Decimal(2))
