"""Reads the drawing (BPMN DI): bounds of shapes, waypoints of edges, boxes of labels."""

from typing import Any

from workflows.bpmn.elements import find_child, find_children, read_flag
from workflows.bpmn.model import Bounds, Edge, Shape
from workflows.bpmn.names import BPMNDI, DC, DI


def read_shapes(root: Any) -> dict[str, Shape]:
    """Return the shape of each drawn element by the element's id; the first drawing wins."""
    shapes: dict[str, Shape] = {}
    for element in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        bounds = _read_bounds(element)
        reference = element.get("bpmnElement", "")
        if bounds is not None and reference not in shapes:
            shapes[reference] = Shape(
                element=reference,
                bounds=bounds,
                line=element.sourceline,
                label=_read_label(element),
                horizontal=_read_optional_flag(element, "isHorizontal"),
                expanded=_read_optional_flag(element, "isExpanded"),
            )
    return shapes


def read_edges(root: Any) -> dict[str, Edge]:
    """Return the edge of each drawn flow by the flow's id; the first drawing wins."""
    edges: dict[str, Edge] = {}
    for element in root.iter(f"{{{BPMNDI}}}BPMNEdge"):
        reference = element.get("bpmnElement", "")
        points = tuple(
            (_read_number(point, "x"), _read_number(point, "y"))
            for point in find_children(element, "waypoint", DI)
        )
        edges.setdefault(reference, Edge(reference, points, element.sourceline, _read_label(element)))
    return edges


def _read_label(element: Any) -> Bounds | None:
    label = find_child(element, "BPMNLabel", BPMNDI)
    return None if label is None else _read_bounds(label)


def _read_bounds(element: Any) -> Bounds | None:
    bounds = find_child(element, "Bounds", DC)
    if bounds is None:
        return None
    return Bounds(*(_read_number(bounds, name) for name in ("x", "y", "width", "height")))


def _read_number(element: Any, attribute: str) -> float:
    """A missing or unreadable coordinate counts as 0; the schema check reports it."""
    try:
        return float(element.get(attribute, "0"))
    except ValueError:
        return 0.0


def _read_optional_flag(element: Any, attribute: str) -> bool | None:
    return None if element.get(attribute) is None else read_flag(element, attribute, False)
