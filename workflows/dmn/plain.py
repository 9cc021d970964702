"""Plain data (JSON, YAML) read as the values a model's types ask for, and values written as plain data."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflows.dmn.definitions import Definitions
from workflows.dmn.elements import Decision, Reference
from workflows.dmn.evaluation import UNNAMED
from workflows.dmn.types import Constrained, DmnType, Structure
from workflows.feel.temporal_text import (
    read_date,
    read_datetime,
    read_duration,
    read_time,
    write_date,
    write_datetime,
)
from workflows.feel.text import write
from workflows.feel.values import Value, normalise

_TEXT_READERS: dict[str, Callable[[str], Value]] = {
    "date": read_date,
    "time": read_time,
    "date and time": read_datetime,
    "days and time duration": read_duration,
    "years and months duration": read_duration,
    "duration": read_duration,
}


def read_inputs(model: Definitions, decision: Decision, plain: Mapping[str, Any]) -> dict[str, Value]:
    """Typed inputs of a decision: texts become dates and durations where the model says so.

    Names the model does not know are kept as they are. A text that is no date stays text: deciding refuses it.
    """
    types = input_types(model, decision)
    return {name: read_plain(value, types.get(" ".join(name.split()))) for name, value in plain.items()}


def input_types(model: Definitions, decision: Decision) -> dict[str, DmnType]:
    """The inputs a decision and all it requires ask for, by name; those of imported models are left out."""
    found: dict[str, DmnType] = {}
    waiting, seen = [decision], set[str]()
    while waiting:
        current = waiting.pop()
        seen.add(current.id)
        found.update(_own_inputs(model, current.inputs))
        required = [ref.id for ref in current.decisions if not ref.alias]
        waiting.extend(model.decisions[identifier] for identifier in required if identifier not in seen)
    return found


def _own_inputs(model: Definitions, references: tuple[Reference, ...]) -> dict[str, DmnType]:
    found = {}
    for ref in references:
        if not ref.alias or ref.alias.startswith(UNNAMED):
            owner = model.imports[ref.alias] if ref.alias else model
            found[owner.inputs[ref.id].name] = owner.inputs[ref.id].type
    return found


def read_plain(value: Any, wanted: DmnType | None) -> Value:
    """One plain value as its type asks."""
    while isinstance(wanted, Constrained):
        wanted = wanted.base
    if isinstance(value, list):
        item = wanted.item if wanted else None
        return [read_plain(entry, item) for entry in value]
    if isinstance(value, Mapping):
        fields = wanted.fields if isinstance(wanted, Structure) else {}
        return {str(name): read_plain(entry, fields.get(str(name))) for name, entry in value.items()}
    if isinstance(value, str) and wanted is not None:
        return _read_text(value, (wanted.item or wanted).name)
    return normalise(value)


def _read_text(text: str, kind: str) -> Value:
    reader = _TEXT_READERS.get(kind)
    if reader is None:
        return text
    try:
        return reader(text.strip())
    except ValueError:
        return text


def write_plain(value: Value) -> Any:
    """A value as JSON knows it: exact numbers where JSON can hold them, else their text; dates in ISO 8601."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, Decimal):
        return _write_number(value)
    if isinstance(value, list):
        return [write_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: write_plain(item) for name, item in value.items()}
    if isinstance(value, datetime):
        return write_datetime(value)
    return write_date(value) if isinstance(value, date) else write(value)


def _write_number(number: Decimal) -> int | float | str:
    if number == number.to_integral_value() and abs(number) < 2**53:
        return int(number)
    short = float(number)
    return short if Decimal(repr(short)) == number else format(number, "f")
