"""Whether a value is of a type (DMN 10.3.2.9.2: conformance, structural for lists and contexts)."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from workflows.feel.comparison import kind_of
from workflows.feel.nodes import ContextType, FunctionType, ListType, NamedType, RangeType, TypeNode
from workflows.feel.values import Callee, Range, Value

_ALIASES = {
    "dateTime": "date and time",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_SIMPLE = frozenset(
    {
        "number",
        "string",
        "boolean",
        "date",
        "time",
        "date and time",
        "days and time duration",
        "years and months duration",
        "list",
        "context",
        "range",
        "function",
    }
)
_LEVELS = 20


def is_instance(value: Value, kind: TypeNode, types: Mapping[str, Any]) -> bool | None:
    """`instance of`: null is an instance of nothing but Null; None when the type is unknown."""
    if not is_known(kind, types):
        return None
    if value is None:
        return kind == NamedType("Null")
    return conforms(value, kind, types)


def is_known(kind: TypeNode, types: Mapping[str, Any], level: int = 0) -> bool:
    """Whether every name in the type means something."""
    if level > _LEVELS:
        return True
    if isinstance(kind, NamedType):
        return kind.name in {"Any", "Null", *_SIMPLE, *_ALIASES} or kind.name in types
    if isinstance(kind, ListType):
        return is_known(kind.item, types, level + 1)
    if isinstance(kind, RangeType):
        return is_known(kind.end, types, level + 1)
    if isinstance(kind, ContextType):
        return all(is_known(entry, types, level + 1) for _, entry in kind.entries)
    return all(is_known(part, types, level + 1) for part in (*kind.parameters, kind.result))


def conforms(value: Value, kind: TypeNode, types: Mapping[str, Any], level: int = 0) -> bool:
    """Whether a value may stand where the type is asked; null may stand anywhere."""
    if value is None or level > _LEVELS:
        return True
    if isinstance(kind, NamedType):
        return _conforms_to_name(value, kind.name, types, level)
    if isinstance(kind, ListType):
        return isinstance(value, list) and all(conforms(item, kind.item, types, level + 1) for item in value)
    if isinstance(kind, RangeType):
        return isinstance(value, Range) and all(
            conforms(end, kind.end, types, level + 1) for end in (value.start, value.end)
        )
    if isinstance(kind, ContextType):
        return _conforms_to_context(value, kind, types, level)
    return _conforms_to_function(value, kind)


def convert(value: Value, kind: TypeNode, types: Mapping[str, Any]) -> Value:
    """The value as the type asks, by DMN's implicit conversions (10.3.2.9.4); null when there is none.

    A singleton list becomes its item, a value a singleton list, a date the midnight UTC that begins it.
    """
    if conforms(value, kind, types):
        return value
    candidates: list[Value] = [[value]]
    if isinstance(value, list):
        candidates = value if len(value) == 1 else []
    elif type(value) is date:
        candidates.append(datetime(value.year, value.month, value.day, tzinfo=UTC))
    return next((found for found in candidates if found is not None and conforms(found, kind, types)), None)


def _conforms_to_name(value: Value, name: str, types: Mapping[str, Any], level: int) -> bool:
    if name == "Any":
        return True
    if name in types and name not in _SIMPLE:
        return conforms(value, types[name], types, level + 1)
    return kind_of(value) == _ALIASES.get(name, name)


def _conforms_to_context(value: Value, kind: ContextType, types: Mapping[str, Any], level: int) -> bool:
    return isinstance(value, dict) and all(
        name in value and conforms(value[name], entry, types, level + 1) for name, entry in kind.entries
    )


def _conforms_to_function(value: Value, kind: FunctionType) -> bool:
    if not isinstance(value, Callee) or len(value.parameters) != len(kind.parameters):
        return False
    declared = declared_types(value)
    return all(
        own is None or own == NamedType("Any") or own == asked
        for own, asked in zip(declared, kind.parameters, strict=True)
    )


def declared_types(value: Callee) -> tuple[TypeNode | None, ...]:
    """The declared parameter types of a function; None where it takes anything."""
    declared: tuple[TypeNode | None, ...] | None = getattr(value, "parameter_types", None)
    return declared if declared is not None else (None,) * len(value.parameters)
