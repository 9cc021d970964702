"""The shape of the flow: starts, ends, and every node on a way from one to the other."""

from collections.abc import Callable, Iterable, Iterator

from workflows.bpmn import GATEWAYS, SUBPROCESSES, Node, NodeKind, Process
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Place, Subject
from workflows.words import say


def check_executable(subject: Subject) -> Iterator[Finding]:
    if not subject.process.executable:
        way_out = 'set isExecutable="true" on the process'
        yield subject.report(
            Code.NOT_EXECUTABLE, subject.process, "The process is not marked as executable", way_out
        )


def check_starts_and_ends(subject: Subject) -> Iterator[Finding]:
    process = subject.process
    for scope in (process.id, *(node.id for node in subject.nodes if node.kind in SUBPROCESSES)):
        place: Place = process.nodes.get(scope, process)
        members = process.members(scope)
        if not members:
            yield subject.report(Code.EMPTY_SUBPROCESS, place, "There is nothing in it", "draw its steps")
            continue
        yield from _check_starts(subject, place, [m for m in members if m.kind is NodeKind.START_EVENT])
        if not any(member.kind is NodeKind.END_EVENT for member in members):
            message = "There is no end event, so it can never be completed"
            yield subject.report(Code.NO_END_EVENT, place, message, "end every way in an end event")


def _check_starts(subject: Subject, place: Place, starts: list[Node]) -> Iterator[Finding]:
    if not starts:
        message = "There is no start event, so it cannot begin"
        yield subject.report(Code.NO_START_EVENT, place, message, "add one start event")
    elif place.id != subject.process.id and len(starts) > 1:
        message = say("The subprocess has {count} start events, it begins at exactly one", count=len(starts))
        yield subject.report(Code.SEVERAL_STARTS, place, message, "keep one start event and branch behind it")
    elif place.id == subject.process.id and sum(not start.events for start in starts) > 1:
        message = "The process has several plain start events, nobody could say which one is meant"
        yield subject.report(Code.SEVERAL_STARTS, starts[1], message, "keep one plain start event")


def check_event_ends(subject: Subject) -> Iterator[Finding]:
    process = subject.process
    for node in subject.nodes:
        if node.kind is NodeKind.START_EVENT and process.incoming(node.id):
            way_out = "lead the flow to the first node behind the start"
            yield subject.report(Code.FLOW_INTO_START, node, "A flow leads into the start event", way_out)
        if node.kind is NodeKind.END_EVENT and process.outgoing(node.id):
            way_out = "make it an intermediate event or remove the flow"
            yield subject.report(Code.FLOW_OUT_OF_END, node, "A flow leaves the end event", way_out)
        if node.kind is NodeKind.BOUNDARY_EVENT and process.incoming(node.id):
            way_out = "lead the flow to another node"
            yield subject.report(
                Code.FLOW_INTO_BOUNDARY, node, "A flow leads into the boundary event", way_out
            )


def check_implicit_ends(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind is NodeKind.END_EVENT or node.is_event_subprocess or node.for_compensation:
            continue
        if not subject.process.outgoing(node.id):
            message = "No flow leaves this node, so its way ends without an end event"
            yield subject.report(Code.IMPLICIT_END, node, message, "lead it on, or to an end event")


def check_reachability(subject: Subject) -> Iterator[Finding]:
    process = subject.process
    reached = find_reachable(process)
    for node in subject.nodes:
        if node.id not in reached and (node.scope in reached or node.scope == process.id):
            message = "No way leads from a start event to this node"
            yield subject.report(Code.UNREACHABLE, node, message, "connect it or remove it")


def check_ways_to_an_end(subject: Subject) -> Iterator[Finding]:
    process = subject.process
    reached, ending = find_reachable(process), find_ending(process)
    for node in subject.nodes:
        has_way = node.is_event_subprocess or not process.outgoing(node.id) or node.id in ending
        if node.id in reached and not has_way:
            message = "No way leads from this node to an end event"
            yield subject.report(
                Code.REACHES_NO_END, node, message, "give the loop it is in a way out to an end event"
            )


def check_gateways(subject: Subject) -> Iterator[Finding]:
    process = subject.process
    for node in subject.nodes:
        incoming, outgoing = len(process.incoming(node.id)), len(process.outgoing(node.id))
        if node.kind in GATEWAYS and incoming > 1 and outgoing > 1:
            message = "The gateway joins and splits at once, which two readers read in two ways"
            yield subject.report(
                Code.GATEWAY_JOINS_AND_SPLITS, node, message, "draw a joining and a splitting gateway"
            )
        elif node.kind in GATEWAYS and incoming == 1 and outgoing == 1:
            yield subject.report(
                Code.POINTLESS_GATEWAY, node, "The gateway has one way in and one out", "remove it"
            )
        elif node.kind not in GATEWAYS and incoming > 1 and node.kind is not NodeKind.END_EVENT:
            message = say(
                "{incoming} flows lead straight into this node; it runs once for each token",
                incoming=incoming,
            )
            yield subject.report(
                Code.IMPLICIT_MERGE, node, message, "put the merging gateway that is meant in front of it"
            )


def find_reachable(process: Process) -> set[str]:
    """Ids of the nodes that some token can ever enter, subprocesses and boundary events included."""
    seeds = [start.id for start in process.starts()]
    seeds += [node.id for node in process.members(process.id) if node.is_event_subprocess]
    return _walk(seeds, lambda node_id: _successors(process, node_id))


def _successors(process: Process, node_id: str) -> Iterable[str]:
    yield from (flow.target for flow in process.outgoing(node_id) if flow.target in process.nodes)
    yield from (boundary.id for boundary in process.boundaries(node_id))
    for member in process.members(node_id):
        if member.kind is NodeKind.START_EVENT or member.is_event_subprocess:
            yield member.id


def find_ending(process: Process) -> set[str]:
    """Ids of the nodes from which an end event of their own scope can be reached."""
    seeds = [node.id for node in process.nodes.values() if node.kind is NodeKind.END_EVENT]
    return _walk(seeds, lambda node_id: _predecessors(process, node_id))


def _predecessors(process: Process, node_id: str) -> Iterable[str]:
    yield from (flow.source for flow in process.incoming(node_id))
    node = process.nodes.get(node_id)
    if node is not None and node.attached_to:
        yield node.attached_to


def _walk(seeds: Iterable[str], neighbours: Callable[[str], Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(seeds)
    while waiting:
        current = waiting.pop()
        if current not in found:
            found.add(current)
            waiting.extend(neighbours(current))
    return found


RULES = (
    check_executable,
    check_starts_and_ends,
    check_event_ends,
    check_implicit_ends,
    check_reachability,
    check_ways_to_an_end,
    check_gateways,
)
