"""Nothing waits for ever: each wait has a timer on it or around it, or a service level that runs meanwhile."""

from collections.abc import Iterator
from typing import Any

from workflows.bpmn import EventKind, Node, NodeKind, Process
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject, entries
from workflows.words import say

_PEOPLE = frozenset({NodeKind.TASK, NodeKind.USER_TASK, NodeKind.MANUAL_TASK, NodeKind.RECEIVE_TASK})


def check_waits(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if is_wait(subject.process, node) and not is_bounded(subject, node):
            message = say("The {kind} may wait for ever, and nobody would hear of it", kind=node.kind.words)
            way_out = (
                "put a timer on it or on the subprocess around it, "
                "or a service level in process.yaml that runs while it waits"
            )
            yield subject.report(Code.UNBOUNDED_WAIT, node, message, way_out)


def is_wait(process: Process, node: Node) -> bool:
    """Whether a token can rest here until somebody outside acts."""
    if node.kind in _PEOPLE or node.kind is NodeKind.EVENT_BASED:
        return True
    if node.kind is not NodeKind.CATCH_EVENT or EventKind.TIMER in node.event_kinds:
        return False
    before = (process.nodes.get(flow.source) for flow in process.incoming(node.id))
    return not any(source and source.kind is NodeKind.EVENT_BASED for source in before)


def is_bounded(subject: Subject, node: Node) -> bool:
    process = subject.process
    if node.kind is NodeKind.EVENT_BASED and _has_timer_branch(process, node):
        return True
    if any(_has_boundary_timer(process, place) for place in (node, *process.enclosing(node))):
        return True
    levels = entries(subject.manifest, "service_levels")
    return any(is_covered(process, node, level) for level in levels)


def _has_timer_branch(process: Process, gateway: Node) -> bool:
    targets = (process.nodes.get(flow.target) for flow in process.outgoing(gateway.id))
    return any(target and EventKind.TIMER in target.event_kinds for target in targets)


def _has_boundary_timer(process: Process, node: Node) -> bool:
    return any(EventKind.TIMER in boundary.event_kinds for boundary in process.boundaries(node.id))


def is_covered(process: Process, node: Node, level: Any) -> bool:
    """Whether a service level of the manifest runs, unpaused, whenever a token rests at the node."""
    if not isinstance(level, dict) or level.get("target") is None:
        return False
    places = {node.id, *(parent.id for parent in process.enclosing(node))}
    paused = {pause.get("node") for pause in level.get("pause") or () if isinstance(pause, dict)}
    if places & paused:
        return False
    (at_entry, start), stops = read_start(level), read_stops(level)
    if at_entry and start in places:
        return True
    return runs_from(process, start, places) and runs_until(process, start, stops, places)


def read_stops(level: dict[str, Any]) -> list[str]:
    """The node ids (or `ended`) at which a service level stops; without any it runs to the end."""
    stop = level.get("stop") or "ended"
    return [stop] if isinstance(stop, str) else [str(item) for item in stop]


def read_start(level: dict[str, Any]) -> tuple[bool, str]:
    """Whether the level starts when its node is entered (else: completed), and the node id or `started`."""
    start = level.get("start", "started")
    if isinstance(start, dict):
        return "entered" in start, str(start.get("entered") or start.get("completed"))
    return True, str(start)


def runs_from(process: Process, start: str, places: set[str]) -> bool:
    """Whether no way leads to the places but through the start of the level."""
    if start == "started":
        return True
    scope = process.nodes[start].scope if start in process.nodes else None
    around = {node.id for node in process.starts(scope) if node.id != start}
    around |= {target for node_id in around for target in follow(process, node_id, without=start)}
    return bool(places & follow(process, start)) and not places & around


def runs_until(process: Process, start: str, stops: list[str], places: set[str]) -> bool:
    """Whether a stop lies at or behind the places, and none before them that the level does not start after."""
    if any(places & follow(process, stop, without=start) for stop in stops if stop not in places):
        return False
    if "ended" in stops or places & set(stops):
        return True
    return any(stop in follow(process, place) for stop in stops for place in places)


def follow(process: Process, node_id: str, *, without: str = "") -> set[str]:
    """Ids of the nodes behind a node, over flows and boundary events of its own scope; not those behind `without`."""
    found: set[str] = set()
    waiting = [node_id]
    while waiting:
        current = waiting.pop()
        following = [flow.target for flow in process.outgoing(current)]
        following += [boundary.id for boundary in process.boundaries(current)]
        for target in following:
            if target not in found and target != without:
                found.add(target)
                waiting.append(target)
    return found


RULES = (check_waits,)
