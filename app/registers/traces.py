"""How an amount came about: steps a person can read, the legal values they used and the rules that fired.

A trace is kept beside the amount as JSON and can be rendered for ever, in any language: it holds keys and figures,
not sentences. Figures are kept as text (`"871.71"`, `"2025-03-31"`); the sentence says how each one is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Self

from app.registers.rendering import Line, render, render_for_letter

__all__ = ["Line", "ParameterUse", "Step", "Trace", "make_step", "render", "render_for_letter", "write_plain"]

Plain = str | int | bool | None


@dataclass(frozen=True, slots=True)
class ParameterUse:
    """One legal value as it was used, with the row it came from."""

    code: str
    start: date
    until: date | None
    value: str
    legal_basis: str
    source: str
    confidence: str
    status: str
    unit: str = ""

    def to_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "start": self.start.isoformat(),
            "until": self.until.isoformat() if self.until else None,
            "value": self.value,
            "legal_basis": self.legal_basis,
            "source": self.source,
            "confidence": self.confidence,
            "status": self.status,
            "unit": self.unit,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        until = data["until"]
        start = date.fromisoformat(data["start"])
        return cls(**{**data, "start": start, "until": date.fromisoformat(until) if until else None})


@dataclass(frozen=True, slots=True)
class Step:
    """One step. `key` names its sentence, `text_values` fill it; `unit` says what `result` is: EUR, date or none."""

    key: str
    text_values: Mapping[str, Plain]
    result: str | None = None
    unit: str = ""
    parameters: tuple[ParameterUse, ...] = ()
    rules: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key,
            "text_values": dict(self.text_values),
            "result": self.result,
            "unit": self.unit,
            "parameters": [use.to_json() for use in self.parameters],
            "rules": list(self.rules),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            key=data["key"],
            text_values=dict(data["text_values"]),
            result=data["result"],
            unit=data["unit"],
            parameters=tuple(ParameterUse.from_json(use) for use in data["parameters"]),
            rules=tuple(data["rules"]),
        )


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole way from `inputs` to `result`; `warnings` are steps that say what must be checked by a person."""

    name: str
    inputs: Mapping[str, Any]
    steps: tuple[Step, ...]
    result: Mapping[str, Any]
    warnings: tuple[Step, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Plain data for JSON; `from_json` gives an equal trace back."""
        return {
            "name": self.name,
            "inputs": dict(self.inputs),
            "steps": [step.to_json() for step in self.steps],
            "result": dict(self.result),
            "warnings": [step.to_json() for step in self.warnings],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(
            name=data["name"],
            inputs=dict(data["inputs"]),
            steps=tuple(Step.from_json(step) for step in data["steps"]),
            result=dict(data["result"]),
            warnings=tuple(Step.from_json(step) for step in data["warnings"]),
        )

    @property
    def parameters(self) -> tuple[ParameterUse, ...]:
        """Every legal value used, once."""
        return tuple(dict.fromkeys(use for step in self.steps for use in step.parameters))


def make_step(
    key: str,
    result: Any = None,
    unit: str = "",
    *,
    parameters: Iterable[ParameterUse] = (),
    rules: Iterable[str] = (),
    **values: Any,
) -> Step:
    """A step from numbers and dates as they are."""
    shown = {name: write_plain(value) for name, value in values.items()}
    text = None if result is None else str(write_plain(result))
    return Step(key, shown, text, unit, tuple(parameters), tuple(rules))


def write_plain(value: Any) -> Any:
    """A value as a trace keeps it: decimals, dates and quarters as text, structures entry by entry."""
    if value is None or isinstance(value, bool | int):
        return value
    if type(value) is str:
        return value
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(name): write_plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [write_plain(item) for item in value]
    return str(value)
