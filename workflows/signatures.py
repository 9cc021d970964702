"""An operation's signature: its inputs read from the annotations, and FEEL values turned into its arguments."""

import inspect
import types
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Union, get_args, get_origin, get_type_hints, is_typeddict

from workflows.errors import WorkflowError

FEEL_NAMES: dict[Any, str] = {
    str: "string",
    Decimal: "number",
    int: "whole number",
    bool: "boolean",
    date: "date",
    datetime: "date and time",
    timedelta: "duration",
    dict: "context",
    list: "list",
    Any: "any",
}


class SignatureRefused(WorkflowError):
    """An operation's signature says too little, or uses a type processes do not have."""


class InputRefused(WorkflowError):
    """An input of an operation has no value, a wrong type, or a name the operation does not know."""


class ResultRefused(WorkflowError):
    """An operation returned something a process cannot hold."""


@dataclass(frozen=True, kw_only=True)
class Parameter:
    """One keyword input of an operation; `base` is one of the keys of FEEL_NAMES."""

    name: str
    base: Any
    optional: bool
    required: bool

    @property
    def type_name(self) -> str:
        return FEEL_NAMES[self.base]


def read_parameters(operation: str, function: Callable[..., Any]) -> tuple[Parameter, ...]:
    """The keyword inputs after the first argument (the call)."""
    hints = get_type_hints(function)
    given = list(inspect.signature(function).parameters.values())
    if not given or given[0].kind is inspect.Parameter.KEYWORD_ONLY:
        raise SignatureRefused("The first argument must be the call", operation=operation)
    return tuple(_read_parameter(operation, one, hints) for one in given[1:])


def _read_parameter(operation: str, given: inspect.Parameter, hints: Mapping[str, Any]) -> Parameter:
    if given.kind in {inspect.Parameter.VAR_KEYWORD, inspect.Parameter.VAR_POSITIONAL}:
        raise SignatureRefused("Inputs must be named one by one", operation=operation, input=given.name)
    if given.name not in hints:
        raise SignatureRefused("Every input needs a type", operation=operation, input=given.name)
    base, optional = _reduce_type(hints[given.name])
    if base not in FEEL_NAMES:
        known = ", ".join(one.__name__ for one in FEEL_NAMES)
        raise SignatureRefused(f"The type must be one of {known}", operation=operation, input=given.name)
    required = given.default is inspect.Parameter.empty
    return Parameter(name=given.name, base=base, optional=optional, required=required)


def _reduce_type(hint: Any) -> tuple[Any, bool]:
    """`list[str] | None` → (list, True)."""
    optional = False
    if get_origin(hint) in {Union, types.UnionType}:
        rest = [one for one in get_args(hint) if one is not type(None)]
        optional = len(rest) < len(get_args(hint))
        hint = rest[0] if len(rest) == 1 else hint
    origin = get_origin(hint)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return dict, optional
    return (origin or hint), optional


def describe_result(function: Callable[..., Any]) -> dict[str, str]:
    """Names and types of the result when it is a dataclass or a TypedDict; else empty."""
    result = get_type_hints(function).get("return")
    if not (is_dataclass(result) or is_typeddict(result)):
        return {}
    return {
        name: FEEL_NAMES.get(_reduce_type(hint)[0], "context")
        for name, hint in get_type_hints(result).items()
    }


def bind(operation: str, parameters: tuple[Parameter, ...], values: Mapping[str, Any]) -> dict[str, Any]:
    """Arguments for the function. A null for an input with a default leaves the default."""
    unknown = sorted(set(values) - {one.name for one in parameters})
    if unknown:
        raise InputRefused(
            f"The operation has no input {unknown[0]!r}",
            operation=operation,
            inputs=", ".join(one.name for one in parameters),
        )
    arguments: dict[str, Any] = {}
    for one in parameters:
        value = values.get(one.name)
        if value is not None:
            arguments[one.name] = _convert(operation, one, value)
        elif one.optional and (one.required or one.name in values):
            arguments[one.name] = None
        elif one.required:
            raise InputRefused(f"The input {one.name!r} has no value", operation=operation)
    return arguments


def _convert(operation: str, parameter: Parameter, value: Any) -> Any:
    if parameter.base is Any:
        return value
    if parameter.base in {int, Decimal} and not isinstance(value, bool) and isinstance(value, int | Decimal):
        return _convert_number(operation, parameter, Decimal(value))
    if _is_of(parameter.base, value):
        return value
    raise InputRefused(
        f"The input {parameter.name!r} must be a {parameter.type_name}; it is {_name_type(value)}",
        operation=operation,
    )


def _convert_number(operation: str, parameter: Parameter, number: Decimal) -> int | Decimal:
    if parameter.base is Decimal:
        return number
    if number != number.to_integral_value():
        raise InputRefused(
            f"The input {parameter.name!r} must be a whole number; it is {number}", operation=operation
        )
    return int(number)


def _is_of(base: Any, value: Any) -> bool:
    if base is date:  # a datetime is a date to Python, never to a process
        return isinstance(value, date) and not isinstance(value, datetime)
    if base is list:
        return isinstance(value, list | tuple)
    if base is dict:
        return isinstance(value, Mapping)
    return type(value) is base if base is bool else isinstance(value, base)


def _name_type(value: Any) -> str:
    return FEEL_NAMES.get(type(value), type(value).__name__)


def to_result(operation: str, result: Any) -> dict[str, Any]:
    """A returned dataclass, mapping or None as a FEEL context."""
    value = _to_value(operation, result)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise ResultRefused(
            f"An operation returns a dict or a dataclass; this one returned {_name_type(result)}",
            operation=operation,
        )
    return value


def _to_value(operation: str, value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        value = {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): _to_value(operation, inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_to_value(operation, inner) for inner in value]
    if isinstance(value, float):
        raise ResultRefused("A float is not exact: return a Decimal", operation=operation)
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value
