"""Every shipped process can be read: a shape for each element, nothing over another, at most twenty-five nodes."""

from itertools import combinations, pairwise
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import pytest
from django.conf import settings

BPMN = "{http://www.omg.org/spec/BPMN/20100524/MODEL}"
DI = "{http://www.omg.org/spec/BPMN/20100524/DI}"
DC = "{http://www.omg.org/spec/DD/20100524/DC}"
WAYPOINT = "{http://www.omg.org/spec/DD/20100524/DI}waypoint"
MOST_NODES = 25
NODES = ("Event", "Gateway", "Task", "task", "callActivity", "subProcess", "transaction")
AROUND = ("subProcess", "transaction", "adHocSubProcess", "lane", "participant")
SHIPPED = sorted(path.parent.name for path in Path(settings.PROCESSES_DIR).glob("*/process.bpmn"))


class Box(NamedTuple):
    """A shape or label of an element; `around`: it may hold others."""

    element: str
    left: float
    top: float
    right: float
    bottom: float
    around: bool

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


class Drawing:
    """The elements of a process and where they are drawn."""

    def __init__(self, process: str) -> None:
        self.process = process
        root = ElementTree.parse(Path(settings.PROCESSES_DIR) / process / "process.bpmn").getroot()
        self.kinds = {
            one.get("id", ""): one.tag.removeprefix(BPMN) for one in root.iter() if one.tag.startswith(BPMN)
        }
        self.nodes = {one for one, kind in self.kinds.items() if kind.endswith(NODES)}
        self.flows = {one for one, kind in self.kinds.items() if kind == "sequenceFlow"}
        self.attached = {
            (one.get("id", ""), one.get("attachedToRef", "")) for one in root.iter(f"{BPMN}boundaryEvent")
        }
        self.shapes, self.labels = list[Box](), list[Box]()
        for shape in (*root.iter(f"{DI}BPMNShape"), *root.iter(f"{DI}BPMNEdge")):
            element = shape.get("bpmnElement", "")
            self.add(self.shapes, element, shape.find(f"{DC}Bounds"))
            self.add(self.labels, element, shape.find(f"{DI}BPMNLabel/{DC}Bounds"))
        self.edges = {one.get("bpmnElement", "") for one in root.iter(f"{DI}BPMNEdge")}
        self.lines = {
            edge.get("bpmnElement", ""): [
                (float(point.get("x", "0")), float(point.get("y", "0"))) for point in edge.iter(WAYPOINT)
            ]
            for edge in root.iter(f"{DI}BPMNEdge")
        }
        self.starts = {
            node.get("id", "")
            for process in root.iter(f"{BPMN}process")
            for node in process.findall(f"{BPMN}startEvent")
        }

    def add(self, boxes: list[Box], element: str, bounds: ElementTree.Element | None) -> None:
        if bounds is not None:
            x, y, width, height = (float(bounds.get(name, "0")) for name in ("x", "y", "width", "height"))
            around = self.kinds.get(element) in AROUND
            boxes.append(Box(element, x, y, x + width, y + height, around))

    def may_meet(self, one: Box, other: Box) -> bool:
        """A lane or subprocess holds others; a boundary event sits on its host."""
        pair = (one.element, other.element)
        return one.around or other.around or bool({pair, pair[::-1]} & self.attached)


Point = tuple[float, float]


def turn(one: Point, two: Point, three: Point) -> float:
    """On which side of the line through two points the third lies."""
    return (two[0] - one[0]) * (three[1] - one[1]) - (two[1] - one[1]) * (three[0] - one[0])


def cross(one: list[Point], other: list[Point]) -> bool:
    """Whether two lines go through each other; that they touch or run together for a while is no crossing."""
    return any(
        turn(a, b, c) * turn(a, b, d) < 0 and turn(c, d, a) * turn(c, d, b) < 0
        for a, b in pairwise(one)
        for c, d in pairwise(other)
    )


@pytest.fixture(params=SHIPPED)
def drawing(request: pytest.FixtureRequest) -> Drawing:
    return Drawing(request.param)


def test_every_element_is_drawn(drawing: Drawing) -> None:
    assert drawing.nodes - {shape.element for shape in drawing.shapes} == set()
    assert drawing.flows - drawing.edges == set()


def test_no_two_shapes_overlap(drawing: Drawing) -> None:
    pairs = combinations(drawing.shapes, 2)
    assert [
        (one.element, other.element)
        for one, other in pairs
        if one.meets(other) and not drawing.may_meet(one, other)
    ] == []


def test_no_label_lies_over_the_shape_of_another(drawing: Drawing) -> None:
    assert [
        (label.element, shape.element)
        for label in drawing.labels
        for shape in drawing.shapes
        if label.element != shape.element and not shape.around and label.meets(shape)
    ] == []


def test_no_two_flows_cross(drawing: Drawing) -> None:
    lines = {flow: line for flow, line in drawing.lines.items() if flow in drawing.flows}
    assert [pair for pair in combinations(lines, 2) if cross(lines[pair[0]], lines[pair[1]])] == []


def test_no_two_labels_overlap(drawing: Drawing) -> None:
    pairs = combinations(drawing.labels, 2)
    assert [(one.element, other.element) for one, other in pairs if one.meets(other)] == []


def test_a_diagram_is_read_from_the_left(drawing: Drawing) -> None:
    nodes = [shape for shape in drawing.shapes if shape.element in drawing.nodes]
    first = min(shape.left for shape in nodes if shape.element in drawing.starts)
    assert [
        shape.element for shape in nodes if shape.left < first and shape.element not in drawing.starts
    ] == []


def test_a_diagram_has_at_most_twenty_five_nodes(drawing: Drawing) -> None:
    assert len(drawing.nodes) <= MOST_NODES
