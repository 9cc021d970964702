"""Types of a decision model and the conversions DMN allows (DMN 1.5, 10.3.2.9)."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from workflows.feel import Environment, UnaryTests
from workflows.feel.nodes import ContextType, FunctionType, ListType, NamedType, RangeType, TypeNode
from workflows.feel.types import conforms
from workflows.feel.values import (
    Callee,
    Range,
    Time,
    Value,
    WideDate,
    WideDateTime,
    YearMonthDuration,
)


class DmnType(ABC):
    """A type; null is of every type."""

    name: str
    allowed_text: str = ""

    @abstractmethod
    def accepts(self, value: Value, environment: Environment) -> bool:
        """Whether the value, not null, is of the type."""

    @property
    def result(self) -> "DmnType | None":
        """The result type of a function type, else None."""
        return None

    @property
    def item(self) -> "DmnType | None":
        """The item type of a list type, else None."""
        return None

    @property
    @abstractmethod
    def node(self) -> TypeNode:
        """The type as FEEL's `instance of` and typed parameters know it, without allowed values."""

    def explain(self, value: Value) -> str:
        return f"{value!r} is not of type {self.name}"

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class SimpleType(DmnType):
    """A FEEL type; `test` knows its values."""

    name: str
    test: Callable[[Value], bool]

    @property
    def node(self) -> TypeNode:
        return NamedType(self.name)

    def accepts(self, value: Value, environment: Environment) -> bool:  # noqa: ARG002 (other types need it)
        return self.test(value)


@dataclass(frozen=True, eq=False)
class ListOf(DmnType):
    """A list of items of one type."""

    item_type: DmnType
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or f"list<{self.item_type}>")

    @property
    def item(self) -> DmnType:
        return self.item_type

    @property
    def node(self) -> TypeNode:
        return ListType(self.item_type.node)

    def accepts(self, value: Value, environment: Environment) -> bool:
        return isinstance(value, list) and all(
            item is None or self.item_type.accepts(item, environment) for item in value
        )


@dataclass(frozen=True)
class RangeOf(DmnType):
    """A range with ends of one type."""

    end_type: DmnType
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or f"range<{self.end_type}>")

    @property
    def node(self) -> TypeNode:
        return RangeType(self.end_type.node)

    def accepts(self, value: Value, environment: Environment) -> bool:
        if not isinstance(value, Range):
            return False
        return all(end is None or self.end_type.accepts(end, environment) for end in (value.start, value.end))


@dataclass(frozen=True)
class Structure(DmnType):
    """A context with at least these entries; further ones do no harm."""

    name: str
    fields: dict[str, DmnType] = field(hash=False)

    @property
    def node(self) -> TypeNode:
        return ContextType(tuple((name, kind.node) for name, kind in self.fields.items()))

    def accepts(self, value: Value, environment: Environment) -> bool:
        return isinstance(value, dict) and all(
            name in value and (value[name] is None or kind.accepts(value[name], environment))
            for name, kind in self.fields.items()
        )

    def explain(self, value: Value) -> str:
        missing = [name for name in self.fields if not isinstance(value, dict) or name not in value]
        return super().explain(value) + (f": {', '.join(missing)} missing" if missing else "")


@dataclass(frozen=True)
class FunctionOf(DmnType):
    """A function; `parameters` None means any."""

    name: str
    parameters: tuple[DmnType, ...] | None = None
    result_type: DmnType | None = None

    @property
    def result(self) -> DmnType | None:
        return self.result_type

    @property
    def node(self) -> TypeNode:
        if self.parameters is None:
            return NamedType("function")
        result = self.result_type.node if self.result_type else NamedType("Any")
        return FunctionType(tuple(kind.node for kind in self.parameters), result)

    def accepts(self, value: Value, environment: Environment) -> bool:
        return isinstance(value, Callee) and conforms(value, self.node, environment.types)


@dataclass(frozen=True)
class Constrained(DmnType):
    """A type of which only some values are allowed."""

    name: str
    base: DmnType
    tests: UnaryTests
    allowed_text: str

    @property
    def item(self) -> DmnType | None:
        return self.base.item

    @property
    def node(self) -> TypeNode:
        return self.base.node

    def accepts(self, value: Value, environment: Environment) -> bool:
        return self.base.accepts(value, environment) and self.tests.test(value, {}, environment) is True

    def explain(self, value: Value) -> str:
        return f"{value!r} is not an allowed value of {self.name} ({self.allowed_text})"


def _is_duration(value: Value) -> bool:
    return isinstance(value, timedelta | YearMonthDuration)


def _is_date(value: Value) -> bool:
    return isinstance(value, date | WideDate) and not isinstance(value, datetime)


def _is(*kinds: type) -> Callable[[Value], bool]:
    return lambda value: isinstance(value, kinds)


ANY = SimpleType("Any", _is(object))
NUMBER = SimpleType("number", _is(Decimal))
DATE = SimpleType("date", _is_date)
DATE_TIME = SimpleType("date and time", _is(datetime, WideDateTime))

BUILT_IN: dict[str, DmnType] = {
    "Any": ANY,
    "Null": SimpleType("Null", lambda value: value is None),
    "number": NUMBER,
    "string": SimpleType("string", _is(str)),
    "boolean": SimpleType("boolean", _is(bool)),
    "date": DATE,
    "time": SimpleType("time", _is(Time)),
    "date and time": DATE_TIME,
    "dateTime": DATE_TIME,
    "days and time duration": SimpleType("days and time duration", _is(timedelta)),
    "dayTimeDuration": SimpleType("days and time duration", _is(timedelta)),
    "years and months duration": SimpleType("years and months duration", _is(YearMonthDuration)),
    "yearMonthDuration": SimpleType("years and months duration", _is(YearMonthDuration)),
    "duration": SimpleType("duration", _is_duration),
    "list": ListOf(ANY, "list"),
    "context": SimpleType("context", _is(dict)),
    "range": SimpleType("range", _is(Range)),
    "function": FunctionOf("function"),
}


def convert(value: Value, wanted: DmnType, environment: Environment) -> tuple[Value, str]:
    """Return the value as `wanted` asks and '' or what is wrong; a value that cannot be converted is null.

    A singleton list becomes its item, a value a singleton list, a date the midnight (UTC) that begins it.
    """
    if value is None or wanted is ANY or wanted.accepts(value, environment):
        return value, ""
    for candidate in _list_conversions(value, wanted):
        if candidate is not None and wanted.accepts(candidate, environment):
            return candidate, ""
    return None, wanted.explain(value)


def _list_conversions(value: Value, wanted: DmnType) -> list[Value]:
    if isinstance(value, list):
        return [value[0]] if len(value) == 1 and wanted.item is None else []
    if wanted.item is not None:
        return [[value]]
    return [datetime(value.year, value.month, value.day, tzinfo=UTC)] if type(value) is date else []
