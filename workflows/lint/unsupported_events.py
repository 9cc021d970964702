"""Events in places where the engine does not run them, or runs them wrongly."""

from collections.abc import Iterator

from workflows.bpmn import EVENTS, EventKind, Node, NodeKind, Process, TimerKind
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject

_HANDLED_ELSEWHERE = frozenset({EventKind.COMPENSATE, EventKind.LINK, EventKind.CANCEL})
_ALLOWED = {
    NodeKind.START_EVENT: {EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL},
    NodeKind.CATCH_EVENT: {EventKind.TIMER, EventKind.MESSAGE, EventKind.SIGNAL, EventKind.CONDITIONAL},
    NodeKind.THROW_EVENT: {EventKind.MESSAGE, EventKind.SIGNAL, EventKind.ESCALATION},
    NodeKind.END_EVENT: {
        EventKind.MESSAGE,
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
        EventKind.CONDITIONAL,
    },
}
_REFERRING = frozenset({EventKind.MESSAGE, EventKind.SIGNAL})


def check_places(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind not in EVENTS or _starts_event_subprocess(subject, node):
            continue
        for kind in sorted(node.event_kinds - _HANDLED_ELSEWHERE - _ALLOWED[node.kind]):
            if (node.kind, kind) == (NodeKind.END_EVENT, EventKind.SIGNAL):
                continue
            message = f"A {kind} is not possible in a {node.kind}"
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
        if not node.events and node.kind in (NodeKind.CATCH_EVENT, NodeKind.BOUNDARY_EVENT):
            message = "The event waits for nothing in particular, so it is never triggered"
            yield subject.report(
                Code.EVENT_WITHOUT_DEFINITION, node, message, "make it a timer, message or signal"
            )
        for event in node.events:
            if event.kind in _REFERRING and not event.ref:
                message = f"The event names no {event.kind}"
                yield subject.report(Code.MESSAGE_MISSING, node, message, f"choose its {event.kind}")


def check_subprocess_starts(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        parent = subject.process.nodes.get(node.scope)
        if node.kind is not NodeKind.START_EVENT or parent is None:
            continue
        if not parent.is_event_subprocess and node.events:
            message = f"A {node.events[0].kind} start inside a subprocess would never be triggered"
            way_out = "use a plain start event and an intermediate event behind it"
            yield subject.report(Code.EVENT_NOT_ALLOWED, node, message, way_out)


def check_event_subprocesses(subject: Subject) -> Iterator[Finding]:
    """Only the one kind that behaves: a message or signal start that does not interrupt."""
    for node in subject.nodes:
        if not node.is_event_subprocess:
            continue
        for start in subject.process.starts(node.id):
            kinds = start.event_kinds
            if not kinds or not kinds <= {EventKind.MESSAGE, EventKind.SIGNAL}:
                shown = ", ".join(sorted(kinds)) or "plain"
                message = f"An event subprocess with a {shown} start does not run as drawn"
                way_out = "use a boundary event on a subprocess around the part it watches"
                yield subject.report(Code.EVENT_SUBPROCESS, node, message, way_out)
            elif start.interrupting:
                message = "An interrupting event subprocess does not interrupt here"
                way_out = "use an interrupting boundary event on a subprocess around the part it stops"
                yield subject.report(Code.EVENT_SUBPROCESS, node, message, way_out)


def check_signal_ends(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind is NodeKind.END_EVENT and EventKind.SIGNAL in node.event_kinds:
            message = "A signal end event throws nothing"
            way_out = "throw the signal in an intermediate event in front of a plain end event"
            yield subject.report(Code.SIGNAL_END, node, message, way_out)


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
            message = (
                f"{len(timers)} timers wait behind the event-based gateway, they would disturb each other"
            )
            yield subject.report(Code.SEVERAL_TIMERS, node, message, "keep the earliest and branch behind it")
        for target in targets:
            if not _may_follow_event_gateway(target) or len(process.incoming(target.id)) > 1:
                message = (
                    f"Behind the event-based gateway {node.id} only catching events of their own may follow"
                )
                way_out = "use an intermediate timer, message or signal event reached from here only"
                yield subject.report(Code.EVENT_GATEWAY_TARGET, target, message, way_out)


def _may_follow_event_gateway(node: Node) -> bool:
    return node.kind is NodeKind.CATCH_EVENT and EventKind.CONDITIONAL not in node.event_kinds


def check_error_ends(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind is not NodeKind.END_EVENT or EventKind.ERROR not in node.event_kinds:
            continue
        code = node.events[0].code
        process = subject.process
        caught = any(_catches_error(process, parent, code) for parent in process.enclosing(node))
        if not caught and not _is_caught_by_a_caller(subject, code):
            message = f"Nothing around this end event catches the error {code or 'it throws'}"
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
        is_error = node.kind is NodeKind.BOUNDARY_EVENT and EventKind.ERROR in node.event_kinds
        if is_error and not node.interrupting:
            message = "An error always interrupts"
            way_out = "make the boundary event interrupting, or throw an escalation"
            yield subject.report(Code.ERROR_NOT_INTERRUPTING, node, message, way_out)


RULES = (
    check_places,
    check_definitions,
    check_subprocess_starts,
    check_event_subprocesses,
    check_signal_ends,
    check_cycles,
    check_event_gateways,
    check_error_ends,
    check_error_boundaries,
)
