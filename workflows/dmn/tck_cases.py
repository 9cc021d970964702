"""Reading the test files of the DMN Technology Compatibility Kit (testCases.xsd) into typed values."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from workflows import xml
from workflows.dmn.errors import DmnError
from workflows.feel.temporal_text import read_date, read_datetime, read_duration, read_time
from workflows.feel.values import Value

_XSI = "{http://www.w3.org/2001/XMLSchema-instance}"
_NUMBERS = {"decimal", "double", "float", "integer", "int", "long", "short", "byte"}


@dataclass(frozen=True)
class Expected:
    """The value a decision must have; `is_error` where the kit expects an error, which gives null."""

    decision: str
    value: Value
    is_error: bool


@dataclass(frozen=True)
class KitCase:
    """One test case; `service` is the invocable to call, '' where decisions are asked."""

    id: str
    service: str
    inputs: Mapping[str, Value]
    expected: tuple[Expected, ...]


@dataclass(frozen=True)
class KitFile:
    """One file of cases on one model."""

    path: Path
    model: str
    labels: tuple[str, ...]
    cases: tuple[KitCase, ...]


def read_kit_file(path: Path) -> KitFile | None:
    """The cases of a file; None when the file is no test file. Raises DmnError, XmlRefused."""
    root = xml.parse(path.read_bytes(), max_bytes=20_000_000, max_nodes=300_000)
    if _name(root) != "testCases":
        return None
    labels = [_text(label) for group in _every(root, "labels") for label in _every(group, "label")]
    model = next((_text(node) for node in _every(root, "modelName")), "")
    return KitFile(
        path, model.strip(), tuple(labels), tuple(_read_case(node) for node in _every(root, "testCase"))
    )


def _read_case(node: Any) -> KitCase:
    return KitCase(
        id=node.get("id", ""),
        service=node.get("invocableName", ""),
        inputs={child.get("name"): read_value(child) for child in _every(node, "inputNode")},
        expected=tuple(_read_expected(child) for child in _every(node, "resultNode")),
    )


def _read_expected(node: Any) -> Expected:
    expected = next(iter(_every(node, "expected")), None)
    value = None if expected is None else read_value(expected)
    return Expected(node.get("name"), value, node.get("errorResult") == "true")


def read_value(holder: Any) -> Value:
    """The value below an element: `value`, a `list` of items, or `component`s; null when nil or absent."""
    if holder.get(f"{_XSI}nil") == "true":
        return None
    components = _every(holder, "component")
    if components:
        return {component.get("name"): read_value(component) for component in components}
    for child in _every(holder, "list"):
        nil = child.get(f"{_XSI}nil") == "true"
        return None if nil else [read_value(item) for item in _every(child, "item")]
    for child in _every(holder, "value"):
        return _read_simple(child)
    return None


def _read_simple(node: Any) -> Value:
    if node.get(f"{_XSI}nil") == "true":
        return None
    kind = node.get(f"{_XSI}type", "string").rpartition(":")[2]
    text = _text(node)
    try:
        return _READERS[kind](text)
    except (KeyError, ValueError, InvalidOperation) as error:
        raise DmnError(f"{text!r} is no {kind}", place=f"line {node.sourceline}") from error


def _read_number(text: str) -> Value:
    number = Decimal(text.strip())
    return number if number.is_finite() else None


def _read_boolean(text: str) -> Value:
    return {"true": True, "1": True, "false": False, "0": False}[text.strip()]


_READERS: dict[str, Callable[[str], Value]] = {
    **dict.fromkeys(_NUMBERS, _read_number),
    "string": lambda text: text,
    "anySimpleType": lambda text: text,
    "boolean": _read_boolean,
    "date": lambda text: read_date(text.strip()),
    "time": lambda text: read_time(text.strip()),
    "dateTime": lambda text: read_datetime(text.strip()),
    "duration": lambda text: read_duration(text.strip()),
    "dayTimeDuration": lambda text: read_duration(text.strip()),
    "yearMonthDuration": lambda text: read_duration(text.strip()),
}


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2]


def _every(node: Any, name: str) -> list[Any]:
    return [child for child in node if _name(child) == name]


def _text(node: Any) -> str:
    return str(node.text or "")
