"""Reads the `vigie` extension elements of a node."""

from typing import Any

from workflows.bpmn.elements import find_child, read_formula, read_name
from workflows.bpmn.model import DataMapping, DecisionExtension, Extensions, TaskExtension, UnknownExtension
from workflows.bpmn.names import VIGIE

KNOWN = frozenset(
    {"task", "operation", "decision", "input", "output", "correlation", "multiInstance", "property"}
)


def read_extensions(element: Any) -> Extensions:
    """Return what the extension elements of a flow node or process say; absent ones give empty values."""
    container = find_child(element, "extensionElements")
    if container is None:
        return Extensions()
    ours = [child for child in container if read_name(child)[0] == VIGIE]
    return Extensions(
        task=_read_task(_first(ours, "task")),
        operation=_read_operation(_first(ours, "operation")),
        decision=_read_decision(_first(ours, "decision")),
        inputs=_read_mappings(ours, "input"),
        outputs=_read_mappings(ours, "output"),
        correlation=_read_correlation(_first(ours, "correlation")),
        properties={child.get("name", ""): child.get("value", "") for child in _all(ours, "property")},
        unknown=_read_unknown(container),
    )


def find_extension(element: Any, local: str) -> Any | None:
    """The first `vigie` extension element with this local name."""
    container = find_child(element, "extensionElements")
    return None if container is None else find_child(container, local, VIGIE)


def _all(elements: list[Any], local: str) -> list[Any]:
    return [element for element in elements if read_name(element)[1] == local]


def _first(elements: list[Any], local: str) -> Any | None:
    return next(iter(_all(elements, local)), None)


def _read_task(element: Any | None) -> TaskExtension | None:
    if element is None:
        return None
    return TaskExtension(
        line=element.sourceline,
        form=element.get("form"),
        priority=read_formula(element, "priority"),
        due=read_formula(element, "due"),
        follow_up=read_formula(element, "followUp"),
        candidates=read_formula(element, "candidates"),
    )


def _read_operation(element: Any | None) -> str | None:
    return None if element is None else str(element.get("name", ""))


def _read_decision(element: Any | None) -> DecisionExtension | None:
    if element is None:
        return None
    return DecisionExtension(element.get("ref", ""), element.get("result"), element.sourceline)


def _read_mappings(elements: list[Any], local: str) -> tuple[DataMapping, ...]:
    return tuple(
        DataMapping(element.get("target", ""), read_formula(element, "value"), element.sourceline)
        for element in _all(elements, local)
    )


def _read_correlation(element: Any | None) -> Any:
    return None if element is None else read_formula(element, "value")


def _read_unknown(container: Any) -> tuple[UnknownExtension, ...]:
    found = []
    for child in container:
        namespace, local = read_name(child)
        if namespace != VIGIE or local not in KNOWN:
            found.append(UnknownExtension(f"{{{namespace}}}{local}", child.sourceline))
    return tuple(found)
