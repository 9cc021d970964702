"""Lays out a test model from left to right and writes its BPMN DI."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.workflows.bpmn_models import Element

GAP_X, GAP_Y, PADDING = 60.0, 60.0, 40.0


@dataclass
class Box:
    """A node's place relative to its scope."""

    width: float
    height: float
    x: float = 0.0
    y: float = 0.0


@dataclass
class Drawing:
    """All boxes in absolute coordinates, and the edges between them."""

    boxes: dict[str, Box] = field(default_factory=dict)
    edges: list[tuple[str, str, str]] = field(default_factory=list)


def draw_diagram(process_id: str, nodes: Sequence[Element], flows: Sequence[str]) -> str:
    drawing = Drawing()
    _place(nodes, flows, 160.0, 80.0, drawing)
    shapes = "".join(_write_shape(name, box) for name, box in drawing.boxes.items())
    edges = "".join(_write_edge(edge, drawing) for edge in drawing.edges)
    return (
        f'<bpmndi:BPMNDiagram id="diagram"><bpmndi:BPMNPlane id="plane" bpmnElement="{process_id}">\n'
        f"{shapes}{edges}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>\n"
    )


def _place(nodes: Sequence[Element], flows: Sequence[str], left: float, top: float, drawing: Drawing) -> Box:
    """Place a scope with its corner at (left, top); return its size."""
    from tests.workflows.bpmn_models import parse_flows

    arrows = parse_flows(flows)
    drawing.edges += [(arrow.id, arrow.source, arrow.target) for arrow in arrows]
    sizes = {element.id: _measure(element) for element in nodes}
    columns = _layer(nodes, [(arrow.source, arrow.target) for arrow in arrows])
    free = [element for element in nodes if element.host is None]
    x, bottom = left, top
    for column in range(max(columns.values(), default=0) + 1):
        inside = [element for element in free if columns[element.id] == column]
        y = top
        for element in inside:
            box = sizes[element.id]
            drawing.boxes[element.id] = Box(box.width, box.height, x, y)
            if element.children:
                _place(element.children, element.flows, x + PADDING, y + PADDING, drawing)
            y += box.height + GAP_Y
        bottom = max(bottom, y - GAP_Y)
        x += max((sizes[element.id].width for element in inside), default=-GAP_X) + GAP_X
    _place_boundaries(nodes, drawing)
    return Box(x - GAP_X - left, bottom - top)


def _place_boundaries(nodes: Sequence[Element], drawing: Drawing) -> None:
    taken: dict[str, int] = {}
    for element in nodes:
        host = drawing.boxes.get(element.host) if element.host else None
        if element.host is None or host is None:
            drawing.boxes.setdefault(element.id, Box(36, 36))
            continue
        index = taken[element.host] = taken.get(element.host, 0) + 1
        x = host.x + host.width - 40 * index
        drawing.boxes[element.id] = Box(36, 36, x, host.y + host.height - 18)


def _measure(element: Element) -> Box:
    if element.children:
        inside = _place(element.children, element.flows, 0, 0, Drawing())
        return Box(inside.width + 2 * PADDING, inside.height + 2 * PADDING)
    if element.tag.endswith("Event"):
        return Box(36, 36)
    return Box(50, 50) if element.tag.endswith("Gateway") else Box(100, 80)


def _layer(nodes: Sequence[Element], arrows: list[tuple[str, str]]) -> dict[str, int]:
    """Column of each node: one to the right of its first-met predecessor; back edges are not followed."""
    hosts = {element.id: element.host for element in nodes if element.host}
    columns: dict[str, int] = {}
    targets = {target for _, target in arrows}
    queue = [e.id for e in nodes if e.id not in targets and not e.host] or [nodes[0].id] if nodes else []
    columns.update(dict.fromkeys(queue, 0))
    while queue:
        name = queue.pop(0)
        following = [target for source, target in arrows if source == name or hosts.get(source) == name]
        for target in following:
            if target not in columns:
                columns[target] = columns[name] + 1
                queue.append(target)
    return {element.id: columns.get(element.id, 0) for element in nodes}


def _write_shape(name: str, box: Box) -> str:
    bounds = f'<dc:Bounds x="{box.x:g}" y="{box.y:g}" width="{box.width:g}" height="{box.height:g}"/>'
    return f'<bpmndi:BPMNShape id="{name}_di" bpmnElement="{name}">{bounds}</bpmndi:BPMNShape>\n'


def _write_edge(edge: tuple[str, str, str], drawing: Drawing) -> str:
    name, source, target = edge
    empty = Box(0, 0)
    first, last = drawing.boxes.get(source, empty), drawing.boxes.get(target, empty)
    points = [
        (first.x + first.width, first.y + first.height / 2),
        (last.x, last.y + last.height / 2),
    ]
    written = "".join(f'<di:waypoint x="{x:g}" y="{y:g}"/>' for x, y in points)
    return f'<bpmndi:BPMNEdge id="{name}_di" bpmnElement="{name}">{written}</bpmndi:BPMNEdge>\n'
