"""Plain data (JSON) read as the typed inputs of a calculation; every refusal names the input."""

import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.registers.errors import InputMissing, InputRefused, InputUnknown
from app.registers.quarters import Quarter
from workflows.errors import WorkflowError
from workflows.yaml_source import suggest


def read_fields(kind: type, given: Mapping[str, Any], *, place: str = "") -> Any:
    """An instance of the dataclass `kind`. Raises InputUnknown, InputMissing, InputRefused."""
    known = {field.name: field for field in fields(kind)}
    for name in given:
        if name not in known:
            listed = ", ".join(sorted(known))
            near = suggest(name, known)
            hint = near if near.startswith("; did") else ""
            raise InputUnknown(
                f"There is no input {place}{name}{hint}; the inputs are {listed}.", input=place + name
            )
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, field in known.items():
        if given.get(name) is not None:
            values[name] = read_value(hints[name], given[name], place + name)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise InputMissing(f"The input {place}{name} is missing.", input=place + name)
    return kind(**values)


def read_value(kind: Any, value: Any, name: str) -> Any:
    """One value as its type asks."""
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _read_union([one for one in get_args(kind) if one is not type(None)], value, name)
    if origin is tuple:
        return _read_list(get_args(kind)[0], value, name)
    if origin in (dict, Mapping) or (origin is not None and issubclass(origin, Mapping)):
        return _read_mapping(get_args(kind), value, name)
    if isinstance(kind, type) and is_dataclass(kind) and kind is not Quarter:
        if not isinstance(value, Mapping):
            raise refuse(name, value, f"an object with {', '.join(one.name for one in fields(kind))}")
        return read_fields(kind, value, place=f"{name}.")
    return _read_single(kind, value, name)


def _read_union(kinds: list[Any], value: Any, name: str) -> Any:
    for kind in kinds[:-1]:
        try:
            return read_value(kind, value, name)
        except InputRefused:
            continue
    return read_value(kinds[-1], value, name)


def _read_list(kind: Any, value: Any, name: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise refuse(name, value, "a list")
    return tuple(read_value(kind, item, f"{name}[{index}]") for index, item in enumerate(value))


def _read_mapping(kinds: tuple[Any, ...], value: Any, name: str) -> dict[Any, Any]:
    if not isinstance(value, Mapping):
        raise refuse(name, value, "an object")
    return {
        read_value(kinds[0], key, f"{name} ({key})"): read_value(kinds[1], item, f"{name}.{key}")
        for key, item in value.items()
    }


def _read_single(kind: Any, value: Any, name: str) -> Any:
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return _read_choice(kind, value, name)
    reader, told = READERS[kind]
    try:
        return reader(value)
    except (ValueError, TypeError, InvalidOperation, WorkflowError) as error:
        raise refuse(name, value, told) from error


def _read_choice(kind: type[StrEnum], value: Any, name: str) -> StrEnum:
    try:
        return kind(str(value))
    except ValueError as error:
        raise refuse(name, value, f"one of {', '.join(kind)}") from error


def read_number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
        raise TypeError
    number = value if isinstance(value, Decimal) else Decimal(str(value).strip())
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise ValueError
    return number


def read_whole(value: Any) -> int:
    number = read_number(value)
    if number != int(number):
        raise ValueError
    return int(number)


def read_day(value: Any) -> date:
    return value if type(value) is date else date.fromisoformat(str(value))


def read_quarter(value: Any) -> Quarter:
    return value if isinstance(value, Quarter) else Quarter.parse(str(value))


def read_words(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def read_truth(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError
    return value


READERS: dict[Any, tuple[Callable[[Any], Any], str]] = {
    Decimal: (read_number, "an amount such as 1234.56"),
    int: (read_whole, "a whole number"),
    date: (read_day, "a date such as 2025-03-31"),
    Quarter: (read_quarter, "a quarter such as 2025Q1"),
    str: (read_words, "a text"),
    bool: (read_truth, "true or false"),
}


def refuse(name: str, value: Any, told: str) -> InputRefused:
    return InputRefused(f"The input {name} must be {told}; it is {str(value)[:80]!r}.", input=name)
