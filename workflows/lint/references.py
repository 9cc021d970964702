"""Every reference names something that exists, and every id is a word."""

import re
from collections.abc import Iterator

from workflows.bpmn import ACTIVITIES, SUBPROCESSES, Lane, Node, NodeKind, Process
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject
from workflows.words import say

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_GENERATED = re.compile(r"[a-z]+_[0-9](?=[a-z0-9]{6}\b)[a-z0-9]*[0-9][a-z0-9]*")
_REFERRING = {"message", "signal", "error", "escalation"}


def check_flows(subject: Subject) -> Iterator[Finding]:
    nodes = subject.process.nodes
    for flow in subject.process.flows.values():
        for side, node_id in (("source", flow.source), ("target", flow.target)):
            if node_id not in nodes:
                message = say(
                    "The {side} {node_id} of this flow does not exist", side=side, node_id=node_id or "(none)"
                )
                yield subject.report(
                    Code.DANGLING_FLOW, flow, message, "connect it to a node or remove the flow"
                )
        source, target = nodes.get(flow.source), nodes.get(flow.target)
        if source and target and source.scope != target.scope:
            message = say(
                "The flow leads from {source} in {scope} to {target} in {scope2}",
                source=source.id,
                scope=source.scope,
                target=target.id,
                scope2=target.scope,
            )
            yield subject.report(
                Code.FLOW_CROSSES_SCOPE, flow, message, "end the subprocess and leave from its border instead"
            )


def check_boundaries(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind is not NodeKind.BOUNDARY_EVENT:
            continue
        host = subject.process.nodes.get(node.attached_to or "")
        if host is None or host.kind not in ACTIVITIES or host.scope != node.scope:
            message = say(
                "The boundary event is attached to {attached_to}, which is no activity here",
                attached_to=node.attached_to or "nothing",
            )
            yield subject.report(Code.DANGLING_BOUNDARY, node, message, "attach it to a task or a subprocess")


def check_declarations(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        for event in node.events:
            if event.kind in _REFERRING and event.ref and event.declaration is None:
                message = say(
                    "The {event} {ref} is not declared in this file", event=event.kind, ref=event.ref
                )
                yield subject.report(
                    Code.DANGLING_REFERENCE,
                    node,
                    message,
                    say("declare the {event} or choose another", event=event.kind),
                )
            elif event.declaration and event.declaration.kind.value != event.kind.value:
                message = say(
                    "{ref} is a {declaration}, the event needs a {event}",
                    ref=event.ref,
                    declaration=event.declaration.kind,
                    event=event.kind,
                )
                yield subject.report(
                    Code.DANGLING_REFERENCE, node, message, say("choose a declared {event}", event=event.kind)
                )
        if node.message_ref and node.message is None:
            message = say(
                "The message {message_ref} is not declared in this file", message_ref=node.message_ref
            )
            yield subject.report(
                Code.DANGLING_REFERENCE, node, message, "declare the message or choose another"
            )


def check_declared_names(subject: Subject) -> Iterator[Finding]:
    used = {event.ref for node in subject.nodes for event in node.events}
    used |= {node.message_ref for node in subject.nodes}
    for declaration in subject.model.declarations.values():
        if declaration.id in used and not declaration.name:
            message = say(
                "The {declaration} has no name, nothing outside could ever send or hear it",
                declaration=declaration.kind,
            )
            yield subject.report(Code.DECLARATION_WITHOUT_NAME, declaration, message, "give it a name")


def check_defaults(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        outgoing = {flow.id: flow for flow in subject.process.outgoing(node.id)}
        if node.default and node.default not in outgoing:
            message = say("The default flow {default} does not leave this node", default=node.default)
            yield subject.report(
                Code.DANGLING_DEFAULT, node, message, "mark one of its own outgoing flows as default"
            )


def check_lane_members(subject: Subject) -> Iterator[Finding]:
    places: dict[str, str] = {}
    lanes = subject.process.lanes
    for lane in lanes.values():
        for member in lane.members:
            if member not in subject.process.nodes:
                message = say("The lane lists {member}, which does not exist", member=member)
                yield subject.report(Code.DANGLING_LANE_MEMBER, lane, message, "remove the entry")
            other = places.setdefault(member, lane.id)
            if other != lane.id and not _is_inside(subject, lane.id, other):
                message = say(
                    "{member} stands in two lanes, {other} and {lane}",
                    member=member,
                    other=other,
                    lane=lane.id,
                )
                yield subject.report(
                    Code.TWO_LANES, subject.process.nodes.get(member) or lane, message, "keep one"
                )


def _is_inside(subject: Subject, lane_id: str, other: str) -> bool:
    """Whether one of the two lanes is nested in the other."""
    return other in _ancestors(subject, lane_id) or lane_id in _ancestors(subject, other)


def _ancestors(subject: Subject, lane_id: str) -> set[str]:
    found: set[str] = set()
    lane = subject.process.lanes.get(lane_id)
    while lane and lane.parent and lane.parent not in found:
        found.add(lane.parent)
        lane = subject.process.lanes.get(lane.parent)
    return found


def check_words(subject: Subject) -> Iterator[Finding]:
    """Node, lane and process ids appear in history, scenarios and migrations: they are read by people."""
    process = subject.process
    places: tuple[Process | Node | Lane, ...] = (process, *subject.nodes, *process.lanes.values())
    for place in places:
        if not _WORD.fullmatch(place.id):
            message = say(
                "The id {place} is not a word of small letters, digits and underscores", place=place.id
            )
        elif _GENERATED.fullmatch(place.id):
            message = say("The id {place} was made by a tool", place=place.id)
        else:
            continue
        yield subject.report(
            Code.ID_NOT_A_WORD, place, message, "name it for what it does, such as ask_documents"
        )


def check_folder(subject: Subject) -> Iterator[Finding]:
    if subject.folder is not None and subject.process.id != subject.folder:
        message = say(
            "The process is called {process}, its folder {folder}",
            process=subject.process.id,
            folder=subject.folder,
        )
        yield subject.report(Code.PROCESS_ID_NOT_FOLDER, subject.process, message, "give both the same name")


def check_labels(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if not node.name and _needs_label(subject, node):
            message = say("The {kind} has no label", kind=node.kind.words)
            yield subject.report(Code.LABEL_MISSING, node, message, "say in a few words what happens here")


def _needs_label(subject: Subject, node: Node) -> bool:
    if node.kind in ACTIVITIES | SUBPROCESSES:
        return True
    if node.kind in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE):
        return len(subject.process.outgoing(node.id)) > 1
    return node.kind not in (NodeKind.PARALLEL, NodeKind.EVENT_BASED, NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE)


RULES = (
    check_flows,
    check_boundaries,
    check_declarations,
    check_declared_names,
    check_defaults,
    check_lane_members,
    check_words,
    check_folder,
    check_labels,
)
