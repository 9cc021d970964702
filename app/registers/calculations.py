"""The calculations of the fund by name: each takes typed inputs and answers with a result and its trace.

An app offers its calculations in its own `calculations.py`:

    @calculation("contribution")
    def contribution(inputs: ContributionInputs) -> Calculation: ...

The inputs are a dataclass; a field without a default must be given.
"""

from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields
from typing import Any, get_type_hints

from django.utils.module_loading import autodiscover_modules

from app.registers.errors import CalculationUnknown
from app.registers.input_reading import read_fields
from app.registers.traces import Trace, write_plain
from workflows.yaml_source import suggest


@dataclass(frozen=True)
class Calculation:
    """What a calculation answered: `result` by name (Decimal, date, text), and how it came about."""

    result: Mapping[str, Any]
    trace: Trace

    def to_json(self) -> dict[str, Any]:
        """Amounts and dates as text, exactly as they are."""
        return {"result": write_plain(self.result), "trace": self.trace.to_json()}


@dataclass(frozen=True)
class Registered:
    """One calculation that may be asked for by name."""

    name: str
    inputs: type
    function: Callable[[Any], Calculation]
    also: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return (self.function.__doc__ or "").strip().splitlines()[0]

    def describe(self) -> dict[str, Any]:
        """Its inputs with their types, and which of them must be given."""
        kinds = get_type_hints(self.inputs)
        found = {}
        for field in fields(self.inputs):
            needed = field.default is MISSING and field.default_factory is MISSING
            found[field.name] = {"type": write_type(kinds[field.name]), "required": needed}
        told = {"name": self.name, "title": self.title, "inputs": found}
        return {**told, "also": list(self.also)} if self.also else told


_registered: dict[str, Registered] = {}
_names: dict[str, str] = {}


def calculation(
    name: str, *also: str
) -> Callable[[Callable[[Any], Calculation]], Callable[[Any], Calculation]]:
    """Offer a function as the calculation `name`; the annotation of its first argument is the input dataclass.

    `also` are other names it answers to; the list of calculations shows them beside it.
    """

    def register(function: Callable[[Any], Calculation]) -> Callable[[Any], Calculation]:
        hints = get_type_hints(function)
        kinds = [kind for argument, kind in hints.items() if argument != "return"]
        known = _registered.get(name)
        if known is not None and known.function.__module__ != function.__module__:
            raise ValueError(f"the calculation {name!r} is already offered by {known.function.__module__}")
        _registered[name] = Registered(name, kinds[0], function, also)
        _names.update(dict.fromkeys(also, name))
        return function

    return register


def list_calculations() -> list[Registered]:
    """Every calculation the installed apps offer, by name."""
    autodiscover_modules("calculations")
    return [_registered[name] for name in sorted(_registered)]


def find_calculation(name: str) -> Registered:
    """Raises CalculationUnknown with the names there are."""
    if name not in _registered and name not in _names:
        autodiscover_modules("calculations")
    name = _names.get(name, name)
    if name not in _registered:
        message = f"There is no calculation {name!r}{suggest(name, _registered)}."
        raise CalculationUnknown(message, calculation=name)
    return _registered[name]


def calculate(name: str, given: Mapping[str, Any]) -> Calculation:
    """Calculate by name from plain data: numbers or texts for amounts, ISO dates, `2025Q1` for quarters.

    Raises CalculationUnknown, InputUnknown, InputMissing, InputRefused, and what the calculation itself raises.
    """
    found = find_calculation(name)
    return found.function(read_fields(found.inputs, given))


def write_type(kind: Any) -> str:
    """A type as a person reads it."""
    parts = [
        write_type(one) for one in getattr(kind, "__args__", ()) if one is not type(None) and one is not ...
    ]
    if getattr(kind, "__origin__", None) is tuple:
        return f"list of {', '.join(parts)}"
    if parts and not isinstance(kind, type):
        return " or ".join(dict.fromkeys(str(part) for part in parts))
    return {"Decimal": "number", "int": "whole number", "str": "text", "bool": "true or false"}.get(
        getattr(kind, "__name__", str(kind)), getattr(kind, "__name__", str(kind))
    )
