"""Plain data (JSON) read as the typed inputs of a calculation; every refusal names the input."""

import re
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.registers.errors import InputMissing, InputRefused, InputUnknown
from app.registers.quarters import Quarter
from app.registers.synonyms import find_choice, find_input
from workflows.errors import WorkflowError
from workflows.yaml_source import suggest

#: Groups of three after a point may be thousands (Belgian) or decimals (English): nobody can tell.
AMBIGUOUS = re.compile(r"[+-]?(?:[1-9]\d{0,2}(?:\.\d{3})+|\d{1,3}(?:,\d{3})+)")
DECIMAL_COMMA = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:[. ]\d{3})+),\d+")
NUMBERED_QUARTER = re.compile(r"[QqTtKk]([1-4])")


def read_fields(kind: type, given: Mapping[str, Any], *, place: str = "") -> Any:
    """An instance of the dataclass `kind`. Raises InputUnknown, InputMissing, InputRefused.

    A name is also taken from `app.registers.synonyms`, and from the dataclass's own `SYNONYMS`.
    """
    known = {field.name: field for field in fields(kind)}
    given = _name_inputs(kind, given, place)
    hints = get_type_hints(kind)
    values: dict[str, Any] = {}
    for name, field in known.items():
        if given.get(name) is not None:
            values[name] = read_value(hints[name], given[name], place + name)
        elif field.default is MISSING and field.default_factory is MISSING:
            raise InputMissing(f"The input {place}{name} is missing.", input=place + name)
    return kind(**values)


def _name_inputs(kind: type, given: Mapping[str, Any], place: str) -> dict[str, Any]:
    """What is given, under the names the calculation has."""
    known = [field.name for field in fields(kind)]
    named: dict[str, Any] = {}
    for name, value in given.items():
        meant = name if name in known else find_input(name, known, getattr(kind, "SYNONYMS", {}))
        if meant is None:
            raise InputUnknown(_tell_unknown(place + name, known), input=place + name)
        if meant in named:
            raise InputRefused(
                f"The input {place}{meant} is given twice, also as {name}.", input=place + meant
            )
        named[meant] = value
    return named


def _tell_unknown(name: str, known: list[str]) -> str:
    near = suggest(name, known)
    hint = near if near.startswith("; did") else ""
    return f"There is no input {name}{hint}; the inputs are {', '.join(sorted(known))}."


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
    """The first kind that fits; the refusal names all of them, unless it knows which part of the value is wrong."""
    if Quarter in kinds and isinstance(value, str) and (found := NUMBERED_QUARTER.fullmatch(value.strip())):
        return int(found[1])
    refused: list[InputRefused] = []
    for kind in kinds:
        try:
            return read_value(kind, value, name)
        except InputRefused as error:
            refused.append(error)
    deeper = next((error for error in refused if error.context["input"] != name), None)
    if deeper is not None:
        raise deeper
    raise refuse(name, value, " or ".join(dict.fromkeys(error.context["expected"] for error in refused)))


def _read_list(kind: Any, value: Any, name: str) -> tuple[Any, ...]:
    """A list; one item alone is a list of one."""
    if not isinstance(value, list | tuple):
        if isinstance(value, Mapping) and not (is_dataclass(kind) and _names_any(kind, value)):
            raise refuse(name, value, "a list")
        return (read_value(kind, value, name),)
    return tuple(read_value(kind, item, f"{name}[{index}]") for index, item in enumerate(value))


def _names_any(kind: Any, value: Mapping[str, Any]) -> bool:
    known = [field.name for field in fields(kind)]
    return any(name in known or find_input(name, known, {}) for name in value)


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
    text = str(value)
    try:
        return kind(text if text in set(kind) else find_choice(text))
    except ValueError as error:
        raise refuse(name, value, f"one of {', '.join(kind)}") from error


def read_number(value: Any) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | str | Decimal | float):
        raise TypeError
    number = value if isinstance(value, Decimal) else Decimal(_write_point(str(value)))
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise ValueError
    return number


def _write_point(text: str) -> str:
    """A number as Decimal reads it. Raises ValueError where its groups could be thousands or decimals."""
    plain = text.strip().replace("\u00a0", " ").replace("\u202f", " ")
    if AMBIGUOUS.fullmatch(plain):
        raise ValueError
    if DECIMAL_COMMA.fullmatch(plain):
        return plain.replace(".", "").replace(" ", "").replace(",", ".")
    return plain


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
    Decimal: (read_number, "an amount such as 1234.56 or 1.234,56"),
    int: (read_whole, "a whole number"),
    date: (read_day, "a date such as 2025-03-31"),
    Quarter: (read_quarter, "a quarter such as 2025Q1"),
    str: (read_words, "a text"),
    bool: (read_truth, "true or false"),
}


def refuse(name: str, value: Any, told: str) -> InputRefused:
    return InputRefused(
        f"The input {name} must be {told}; it is {str(value)[:80]!r}.", input=name, expected=told
    )
