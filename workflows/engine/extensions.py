"""The `urn:vigie:bpmn:1` extension elements of a node, read once when the definition is compiled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from workflows.engine.names import VIGIE


@dataclass(frozen=True, slots=True)
class Assignment:
    """`target = value`; the value is FEEL; target `*` takes everything."""

    target: str
    value: str


@dataclass(frozen=True, slots=True)
class MultiInstance:
    collection: str = ""
    item: str = "item"
    output: str = ""
    result: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    form: str = ""
    priority: str = ""
    due: str = ""
    follow_up: str = ""
    candidates: str = ""
    operation: str = ""
    decision: str = ""
    decision_result: str = ""
    correlation: str = ""
    inputs: tuple[Assignment, ...] = ()
    outputs: tuple[Assignment, ...] = ()


def _children(node: Any, name: str) -> list[Any]:
    return [
        child for box in node.findall("{*}extensionElements") for child in box.findall(f"{{{VIGIE}}}{name}")
    ]


def _first(node: Any, name: str) -> dict[str, str]:
    found = _children(node, name)
    return {key: value.strip() for key, value in found[0].attrib.items()} if found else {}


def _assignments(node: Any, name: str) -> tuple[Assignment, ...]:
    return tuple(
        Assignment(child.get("target", ""), child.get("value", "").strip()) for child in _children(node, name)
    )


def read_extension(node: Any) -> Extension:
    task = _first(node, "task")
    decision = _first(node, "decision")
    return Extension(
        form=task.get("form", ""),
        priority=task.get("priority", ""),
        due=task.get("due", ""),
        follow_up=task.get("followUp", ""),
        candidates=task.get("candidates", ""),
        operation=_first(node, "operation").get("name", ""),
        decision=decision.get("ref", ""),
        decision_result=decision.get("result", ""),
        correlation=_first(node, "correlation").get("value", ""),
        inputs=_assignments(node, "input"),
        outputs=_assignments(node, "output"),
    )


def read_multi_instance(loop: Any) -> MultiInstance:
    found = _first(loop, "multiInstance")
    return MultiInstance(
        collection=found.get("collection", ""),
        item=found.get("item", "item"),
        output=found.get("output", ""),
        result=found.get("result", ""),
    )
