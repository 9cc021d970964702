"""Events in places where the engine does not run them, or runs them wrongly."""

from collections.abc import Iterator

from workflows.bpmn import EVENTS, EventKind, Node, NodeKind, Process, TimerKind
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject
from workflows.words import say

_HANDLED_ELSEWHERE = frozenset(
    {EventKind.COMPENSATE, EventKind.LINK, EventKind.CANCEL, EventKind.CONDITIONAL}
)
ALLOWED_EVENTS = {
    NodeKind.START_EVENT: {EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL},
    NodeKind.CATCH_EVENT: {EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL},
    NodeKind.THROW_EVENT: {EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION},
    NodeKind.END_EVENT: {
        EventKind.MESSAGE,
        EventKind.SIGNAL,
        EventKind.ERROR,
        EventKind.ESCALATION,
        EventKind.TERMINATE,
    },
    NodeKind.BOUNDARY_EVENT: {
        EventKind.TIMER,
        EventKind.MESSAGE,
        EventKind.SIGNAL,
        EventKind.ERROR,
        EventKind.ESCALATION,
    },
}
#: Those that need not wait for or throw anything.
PLAIN = frozenset({NodeKind.START_EVENT, NodeKind.THROW_EVENT, NodeKind.END_EVENT})
ALWAYS_INTERRUPTING = frozenset({EventKind.ERROR})
_REFERRING = frozenset({EventKind.MESSAGE, EventKind.SIGNAL})


def check_places(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind not in EVENTS or _starts_event_subprocess(subject, node):
            continue
        for kind in sorted(node.event_kinds - _HANDLED_ELSEWHERE - ALLOWED_EVENTS[node.kind]):
            message = say("A {kind} is not possible in a {kind2}", kind=kind, kind2=node.kind.words)
            yield subject.report(Code.EVENT_NOT_ALLOWED, node, message, "choose another kind of event")


def _starts_event_subprocess(subject: Subject, node: Node) -> bool:
    parent = subject.process.nodes.get(node.scope)
    return node.kind is NodeKind.START_EVENT and parent is not None and parent.is_event_subprocess


def check_definitions(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind not in EVENTS:
            continue
        if len(node.events) > 1 or node.parallel_multiple:
            message = "The event has several definitions; only one would be used"
            way_out = "draw one event for each, behind an event-based gateway if one of them is enough"
            yield subject.report(Code.SEVERAL_EVENT_DEFINITIONS, node, message, way_out)
        if not node.events and node.kind not in PLAIN:
            message = "The event waits for nothing in particular, so it is never triggered"
            yield subject.report(
                Code.EVENT_WITHOUT_DEFINITION, node, message, "make it a timer, message or signal"
            )
        for event in node.events:
            if event.kind in _REFERRING and not event.ref:
                message = say("The event names no {event}", event=event.kind)
                yield subject.report(
                    Code.MESSAGE_MISSING, node, message, say("choose its {event}", event=event.kind)
                )


def check_subprocess_starts(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        parent = subject.process.nodes.get(node.scope)
        if node.kind is not NodeKind.START_EVENT or parent is None:
            continue
        if not parent.is_event_subprocess and node.events:
            message = say(
                "A {events0} start inside a subprocess would never be triggered", events0=node.events[0].kind
            )
            way_out = "use a plain start event and an intermediate event behind it"
            yield subject.report(Code.EVENT_NOT_ALLOWED, node, message, way_out)


def check_event_subprocesses(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.is_event_subprocess:
            way_out = "put a boundary event on a subprocess around the part it watches"
            yield subject.report(Code.EVENT_SUBPROCESS, node, "Event subprocesses are not run", way_out)


def check_cycles(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if not any(event.timer_kind is TimerKind.CYCLE for event in node.events):
            continue
        if node.kind is NodeKind.BOUNDARY_EVENT and node.interrupting:
            message = "A cycle timer cannot interrupt: it repeats, and an interrupted task is gone"
            way_out = "give a duration or a date, or make it non-interrupting"
            yield subject.report(Code.INTERRUPTING_CYCLE, node, message, way_out)
        elif node.kind is NodeKind.CATCH_EVENT:
            message = "A cycle timer in the flow would let a token through at every round"
            way_out = "give a duration or a date, and draw the loop"
            yield subject.report(Code.CYCLE_CATCH, node, message, way_out)


def check_event_gateways(subject: Subject) -> Iterator[Finding]:
    process = subject.process
    for node in subject.nodes:
        if node.kind is not NodeKind.EVENT_BASED:
            continue
        targets = [
            process.nodes[flow.target] for flow in process.outgoing(node.id) if flow.target in process.nodes
        ]
        timers = [target for target in targets if EventKind.TIMER in target.event_kinds]
        if len(timers) > 1:
            message = say(
                "{count} timers wait behind the event-based gateway, only the earliest can ever win",
                count=len(timers),
            )
            yield subject.report(Code.SEVERAL_TIMERS, node, message, "keep the earliest and branch behind it")
        for target in targets:
            if not _may_follow_event_gateway(process, target) or len(process.incoming(target.id)) > 1:
                message = say(
                    "Behind the event-based gateway {node} only catching events of their own may follow",
                    node=node.id,
                )
                way_out = "use an intermediate timer, message or signal event reached from here only"
                yield subject.report(Code.EVENT_GATEWAY_TARGET, target, message, way_out)


def _may_follow_event_gateway(process: Process, node: Node) -> bool:
    if node.kind is NodeKind.RECEIVE_TASK:
        return not process.boundaries(node.id)
    return node.kind is NodeKind.CATCH_EVENT


def check_error_ends(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind is not NodeKind.END_EVENT or EventKind.ERROR not in node.event_kinds:
            continue
        code = node.events[0].code
        process = subject.process
        caught = any(_catches_error(process, parent, code) for parent in process.enclosing(node))
        if not caught and not _is_caught_by_a_caller(subject, code):
            message = say("Nothing around this end event catches the error {code}", code=code or "it throws")
            way_out = "put an error boundary event on the subprocess around it, or end the process plainly"
            yield subject.report(Code.UNHANDLED_ERROR_END, node, message, way_out)


def _is_caught_by_a_caller(subject: Subject, code: str | None) -> bool:
    for called in (subject.registry.processes or {}).values():
        for process in called.model.processes.values():
            for node in process.nodes.values():
                if node.called == subject.process.id and _catches_error(process, node, code):
                    return True
    return False


def _catches_error(process: Process, host: Node, code: str | None) -> bool:
    events = [event for boundary in process.boundaries(host.id) for event in boundary.events]
    return any(event.kind is EventKind.ERROR and event.code in (None, code) for event in events)


def check_error_boundaries(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        is_boundary = node.kind is NodeKind.BOUNDARY_EVENT
        if is_boundary and not node.interrupting and node.event_kinds & ALWAYS_INTERRUPTING:
            message = "An error always interrupts"
            way_out = "make the boundary event interrupting, or throw an escalation"
            yield subject.report(Code.ERROR_NOT_INTERRUPTING, node, message, way_out)


RULES = (
    check_places,
    check_definitions,
    check_subprocess_starts,
    check_event_subprocesses,
    check_cycles,
    check_event_gateways,
    check_error_ends,
    check_error_boundaries,
)
