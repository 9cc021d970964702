"""The drawing shows everything, nothing covers anything else, and it is read from left to right."""

from collections.abc import Iterator
from itertools import islice

from workflows.bpmn import Bounds, Node, NodeKind
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject
from workflows.words import say

LARGEST_SCOPE = 250
MOST_OVERLAPS = 20
LARGE_SCOPE = 25
LEFTWARDS_SHARE = 0.5
FEWEST_LEFTWARDS = 3


def check_shapes(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.id not in subject.model.shapes:
            message = "The node is not drawn in the diagram"
            yield subject.report(Code.SHAPE_MISSING, node, message, "place it in the modeller")
    for flow in subject.process.flows.values():
        edge = subject.model.edges.get(flow.id)
        if edge is None or len(edge.waypoints) < 2:
            message = "The flow is not drawn in the diagram"
            yield subject.report(Code.EDGE_MISSING, flow, message, "draw it in the modeller")


def check_overlaps(subject: Subject) -> Iterator[Finding]:
    drawn = [node for node in subject.nodes if node.id in subject.model.shapes]
    drawn.sort(key=lambda node: _bounds(subject, node).x)
    yield from islice(_find_overlaps(subject, drawn), MOST_OVERLAPS)


def _find_overlaps(subject: Subject, drawn: list[Node]) -> Iterator[Finding]:
    """Sweeps from left to right over nodes sorted by their left edge."""
    active: list[Node] = []
    for node in drawn:
        bounds = _bounds(subject, node)
        active = [other for other in active if _right(_bounds(subject, other)) > bounds.x]
        for other in active:
            if _overlap(_bounds(subject, other), bounds) and not _may_overlap(subject, node, other):
                message = say("{node} covers {other} in the diagram", node=node.id, other=other.id)
                yield subject.report(Code.SHAPES_OVERLAP, node, message, "move one of them")
        active.append(node)


def _bounds(subject: Subject, node: Node) -> Bounds:
    return subject.model.shapes[node.id].bounds


def _right(bounds: Bounds) -> float:
    return bounds.x + bounds.width


def _overlap(one: Bounds, two: Bounds) -> bool:
    across = one.x < _right(two) and two.x < _right(one)
    return across and one.y < two.y + two.height and two.y < one.y + one.height


def _may_overlap(subject: Subject, one: Node, two: Node) -> bool:
    """A boundary event and what is inside a subprocess lie on their owner; a collapsed one hides its inside."""
    for inner, outer in ((one, two), (two, one)):
        if inner.attached_to == outer.id or outer in subject.process.enclosing(inner):
            return True
    return _hidden(subject, one) or _hidden(subject, two) or _touch_by_host(subject, one, two)


def _hidden(subject: Subject, node: Node) -> bool:
    shapes = subject.model.shapes
    parents = (shapes.get(parent.id) for parent in subject.process.enclosing(node))
    return any(shape is not None and shape.expanded is False for shape in parents)


def _touch_by_host(subject: Subject, one: Node, two: Node) -> bool:
    """A boundary event overlaps the lowest things inside the subprocess it is attached to."""
    for event, inner in ((one, two), (two, one)):
        if event.kind is NodeKind.BOUNDARY_EVENT:
            owners = {parent.id for parent in subject.process.enclosing(inner)}
            if event.attached_to in owners:
                return True
    return False


def check_direction(subject: Subject) -> Iterator[Finding]:
    """Loops lead back by nature; a drawing in which half of the flows do is drawn the wrong way round."""
    shapes = subject.model.shapes
    pairs = [
        (shapes[flow.source].bounds, shapes[flow.target].bounds)
        for flow in subject.process.flows.values()
        if flow.source in shapes and flow.target in shapes
    ]
    leftwards = [pair for pair in pairs if pair[1].x + pair[1].width <= pair[0].x]
    if len(leftwards) >= FEWEST_LEFTWARDS and len(leftwards) >= LEFTWARDS_SHARE * len(pairs):
        message = say(
            "{count} of {count2} flows lead from right to left", count=len(leftwards), count2=len(pairs)
        )
        yield subject.report(
            Code.FLOWS_LEFTWARDS, subject.process, message, "lay the process out from left to right"
        )


def check_size(subject: Subject) -> Iterator[Finding]:
    process = subject.process
    for scope in process.scope_ids():
        count = len(process.members(scope))
        place = process.nodes.get(scope, process)
        if count > LARGEST_SCOPE:
            message = say(
                "{count} nodes stand in one scope, {largest_scope} are the most",
                count=count,
                largest_scope=LARGEST_SCOPE,
            )
            yield subject.report(
                Code.SCOPE_TOO_LARGE, place, message, "move parts into subprocesses or called processes"
            )
        elif count > LARGE_SCOPE:
            message = say(
                "{count} nodes stand in one scope; beyond {large_scope} nobody reads them at a glance",
                count=count,
                large_scope=LARGE_SCOPE,
            )
            yield subject.report(
                Code.SCOPE_LARGE, place, message, "move parts into subprocesses or called processes"
            )


RULES = (check_shapes, check_overlaps, check_direction, check_size)
