"""The parameters of a built-in, and fitting arguments to them with FEEL's implicit conversions."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflows.feel.values import Callee, Range, Time, Value, WideDate, WideDateTime, YearMonthDuration

_UNFIT: Any = object()


def _is(*kinds: type) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, kinds)


_CHECKS: dict[str, Callable[[Value], bool]] = {
    "any": lambda _value: True,
    "something": lambda value: value is not None,
    "number": _is(Decimal),
    "string": _is(str),
    "boolean": _is(bool),
    "list": _is(list),
    "context": _is(dict),
    "range": _is(Range),
    "function": _is(Callee),
    "datetime": _is(datetime, WideDateTime),
    "time": _is(Time),
    "date": lambda value: isinstance(value, date | WideDate) and not isinstance(value, datetime),
    "day": _is(date, WideDate, WideDateTime),
    "span": _is(timedelta),
    "duration": _is(timedelta, YearMonthDuration),
    "point": lambda value: value is not None and not isinstance(value, Range | list | dict),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A name, a type of `_CHECKS`, and whether it may be left out or be null."""

    name: str
    kind: str
    optional: bool
    nullable: bool

    def fit(self, value: Value) -> Any:
        """The value converted to what is asked, or _UNFIT."""
        if value is None and self.nullable:
            return None
        if _CHECKS[self.kind](value):
            return value
        if self.kind == "list":
            return _UNFIT if value is None else [value]
        if isinstance(value, list) and len(value) == 1 and _CHECKS[self.kind](value[0]):
            return value[0]
        return _UNFIT


@dataclass(frozen=True, slots=True)
class Signature:
    """The parameters of one form; the last may take any number of arguments."""

    text: str
    parameters: tuple[Parameter, ...]
    variadic: bool

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(parameter.name for parameter in self.parameters)

    def bind(self, arguments: list[Value]) -> list[Any] | None:
        """Arguments in order, fitted; None when they do not fit. Those left out are null."""
        required = sum(not parameter.optional for parameter in self.parameters)
        if len(arguments) < required or (len(arguments) > len(self.parameters) and not self.variadic):
            return None
        last = self.parameters[-1:] * (len(arguments) - len(self.parameters))
        fitted = [
            parameter.fit(value) for parameter, value in zip(self.parameters + last, arguments, strict=False)
        ]
        return None if any(value is _UNFIT for value in fitted) else self._pad(fitted)

    def _pad(self, fitted: list[Any]) -> list[Any]:
        return fitted + [None] * (len(self.parameters) - len(fitted))

    def bind_named(self, arguments: dict[str, Value]) -> list[Any] | None:
        """Arguments by name, fitted; None when they do not fit."""
        if self.variadic or not arguments.keys() <= set(self.names):
            return None
        fitted: list[Any] = []
        for parameter in self.parameters:
            if parameter.name in arguments:
                fitted.append(parameter.fit(arguments[parameter.name]))
            else:
                fitted.append(None if parameter.optional else _UNFIT)
        return None if any(value is _UNFIT for value in fitted) else fitted


def read_signature(text: str) -> Signature:
    """`name: kind`, comma-separated. After the kind, `?` lets it be left out and `|null` lets it be null.

    `...` at the end lets the last parameter repeat.
    """
    variadic = text.endswith("...")
    parameters = tuple(_read_parameter(part) for part in text.removesuffix("...").split(",") if part.strip())
    return Signature(text, parameters, variadic)


def _read_parameter(text: str) -> Parameter:
    name, _, kind = (part.strip() for part in text.partition(":"))
    optional, kind = kind.endswith("?"), kind.removesuffix("?")
    nullable, kind = kind.endswith("|null"), kind.removesuffix("|null")
    return Parameter(name, kind, optional, nullable)
