"""Elements BPMN knows and this engine does not run, or would run as something else."""

from collections.abc import Callable, Iterator

from lxml import etree

from workflows.bpmn import ACTIVITIES, GATEWAYS, EventKind, Loop, Node, NodeKind
from workflows.bpmn.names import BPMN
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.subject import Subject, make_finding
from workflows.words import say

REFUSED_KINDS: dict[NodeKind, tuple[Code, str, str]] = {
    NodeKind.TASK: (
        Code.PLAIN_TASK,
        "A task without a type waits for a person whom nobody tells",
        "make it a user task, a service task or a business rule task",
    ),
    NodeKind.SCRIPT_TASK: (
        Code.SCRIPT_TASK,
        "Scripts are not run",
        "compute with output mappings, a decision table or an operation",
    ),
    NodeKind.COMPLEX: (
        Code.COMPLEX_GATEWAY,
        "The complex gateway is not run",
        "say it with exclusive, inclusive or parallel gateways",
    ),
    NodeKind.AD_HOC: (
        Code.AD_HOC,
        "Ad-hoc subprocesses are not run",
        "draw the order, or a loop around a user task",
    ),
    NodeKind.TRANSACTION: (
        Code.TRANSACTION,
        "Transactions are not run",
        "use a subprocess and an error end event",
    ),
}
REFUSED_EVENTS: dict[EventKind, tuple[Code, str, str]] = {
    EventKind.COMPENSATE: (
        Code.COMPENSATION,
        "Compensation is not run; the event would do nothing",
        "draw the undoing step explicitly",
    ),
    EventKind.LINK: (
        Code.LINK_EVENT,
        "Link events are not followed",
        "draw the flow, or move the part into a subprocess",
    ),
    EventKind.CONDITIONAL: (
        Code.CONDITIONAL_EVENT,
        "Conditional events are not run",
        "wait for a message or signal, or ask a gateway behind a timer",
    ),
    EventKind.CANCEL: (
        Code.TRANSACTION,
        "Cancel events belong to transactions, which are not run",
        "use an error event",
    ),
}
_IGNORED = {
    "choreography": (Code.COLLABORATION, "A choreography is not run", "draw a process"),
    "globalChoreographyTask": (Code.COLLABORATION, "A choreography is not run", "draw a process"),
    "conversation": (Code.COLLABORATION, "Conversations are not run", "draw a process"),
    "messageFlow": (
        Code.COLLABORATION,
        "Message flows between pools are not run",
        "throw and catch a declared message",
    ),
    "dataStoreReference": (Code.DATA_STORE, "Data stores are not read or written", "use an operation"),
    "globalTask": (Code.IGNORED_ELEMENT, "Global tasks are not run", "draw a process and call it"),
    "globalUserTask": (Code.IGNORED_ELEMENT, "Global tasks are not run", "draw a process and call it"),
    "globalScriptTask": (Code.SCRIPT_TASK, "Scripts are not run", "use output mappings or an operation"),
    "ioSpecification": (
        Code.IGNORED_ELEMENT,
        "An ioSpecification has no effect",
        "use vigie:input and output",
    ),
    "dataInputAssociation": (Code.IGNORED_ELEMENT, "Data associations have no effect", "use vigie:input"),
    "dataOutputAssociation": (Code.IGNORED_ELEMENT, "Data associations have no effect", "use vigie:output"),
    "potentialOwner": (Code.IGNORED_ELEMENT, "Resource roles have no effect", "use the lane's role"),
    "humanPerformer": (Code.IGNORED_ELEMENT, "Resource roles have no effect", "use the lane's role"),
    "correlationSubscription": (Code.IGNORED_ELEMENT, "It has no effect", "use vigie:correlation"),
}


def check_kinds(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind in REFUSED_KINDS:
            code, message, way_out = REFUSED_KINDS[node.kind]
            yield subject.report(code, node, message, way_out)
        for event in node.events:
            if event.kind in REFUSED_EVENTS:
                code, message, way_out = REFUSED_EVENTS[event.kind]
                yield subject.report(code, node, message, way_out)
        if node.for_compensation:
            _, message, way_out = REFUSED_EVENTS[EventKind.COMPENSATE]
            yield subject.report(Code.COMPENSATION, node, message, way_out)


def check_ignored(subject: Subject) -> Iterator[Finding]:
    for element in subject.root.iter(f"{{{BPMN}}}*"):
        local = etree.QName(element).localname
        if local in _IGNORED:
            code, message, way_out = _IGNORED[local]
            named = element.get("id") or element.getparent().get("id")
            yield make_finding(code, subject.file, named, element.sourceline, message, way_out)


def check_pools(subject: Subject) -> Iterator[Finding]:
    for participant in subject.model.participants:
        if participant.process != subject.process.id:
            message = say(
                "The pool {participant} shows another process or none",
                participant=participant.name or participant.id,
            )
            way_out = "keep one pool a file; others act by messages"
            yield subject.report(Code.COLLABORATION, participant, message, way_out)


def check_flow_out(subject: Subject) -> Iterator[Finding]:
    """Only gateways choose: a condition on a task's flow is ignored by the engine, a second flow is refused."""
    for node in subject.nodes:
        if node.kind in GATEWAYS:
            continue
        outgoing = subject.process.outgoing(node.id)
        for flow in outgoing:
            if flow.condition is not None:
                message = say(
                    "The condition on the flow leaving {node} would be ignored, only gateways choose",
                    node=node.id,
                )
                way_out = "put an exclusive gateway behind the node"
                yield subject.report(Code.CONDITIONAL_FLOW, flow, message, way_out)
        if len(outgoing) > 1:
            message = say("{count} flows leave this node at once without a gateway", count=len(outgoing))
            way_out = "put the parallel or exclusive gateway that is meant behind it"
            yield subject.report(Code.IMPLICIT_FORK, node, message, way_out)


def check_conditions_of_parallel(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.kind not in (NodeKind.PARALLEL, NodeKind.EVENT_BASED):
            continue
        for flow in subject.process.outgoing(node.id):
            if flow.condition is not None:
                message = say(
                    "The condition behind the {kind} {node} would be ignored",
                    kind=node.kind.words,
                    node=node.id,
                )
                way_out = "use an inclusive gateway, or remove the condition"
                yield subject.report(Code.CONDITIONAL_FLOW, flow, message, way_out)


def check_tasks(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        check = _TASKS.get(node.kind)
        if check is not None:
            yield from check(subject, node)


def _check_service(subject: Subject, node: Node) -> Iterator[Finding]:
    if not node.extensions.operation:
        message = "The service task names no operation"
        yield subject.report(Code.OPERATION_MISSING, node, message, "choose the operation it runs")


def _check_rule(subject: Subject, node: Node) -> Iterator[Finding]:
    if node.extensions.decision is None or not node.extensions.decision.ref:
        message = "The business rule task names no decision"
        yield subject.report(Code.DECISION_MISSING, node, message, "choose the decision it asks")


def _check_message(subject: Subject, node: Node) -> Iterator[Finding]:
    if not node.message_ref and not (node.kind is NodeKind.SEND_TASK and node.extensions.operation):
        message = say("The {kind} names no message; it would be completed at once", kind=node.kind.words)
        yield subject.report(Code.MESSAGE_MISSING, node, message, "choose its message")


def _check_call(subject: Subject, node: Node) -> Iterator[Finding]:
    if not node.called:
        message = "The call activity names no process"
        yield subject.report(Code.CALLED_PROCESS_MISSING, node, message, "choose the process it calls")


_TASKS: dict[NodeKind, Callable[[Subject, Node], Iterator[Finding]]] = {
    NodeKind.SERVICE_TASK: _check_service,
    NodeKind.RULE_TASK: _check_rule,
    NodeKind.SEND_TASK: _check_message,
    NodeKind.RECEIVE_TASK: _check_message,
    NodeKind.CALL_ACTIVITY: _check_call,
}


def check_loops(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.loop is not None and node.kind in ACTIVITIES:
            for message, way_out in _find_loop_faults(node.loop):
                yield subject.report(Code.LOOP_INCOMPLETE, node, message, way_out, line=node.loop.line)


def _find_loop_faults(loop: Loop) -> Iterator[tuple[str, str]]:
    """(what is wrong, way out)"""
    if not loop.multiple:
        if loop.condition is None and (loop.maximum or "0") == "0":
            message = "The loop has neither a condition nor a maximum, it would never stop"
            yield message, "say while what it repeats"
        return
    if (loop.cardinality is None) == (loop.collection is None):
        message = "The multi-instance needs either a cardinality or a collection"
        yield message, "say how often: give one of them"
    if loop.collection is not None and not loop.item:
        yield "The multi-instance gives no name to the item it works on", "name the item"
    if (loop.output is None) != (loop.result is None):
        yield "The multi-instance collects its output only with both an output and a result name", "give both"
    if loop.behaviour != "All":
        message = say(
            "A multi-instance that throws events by its behaviour {behaviour} is not run",
            behaviour=loop.behaviour,
        )
        yield message, "throw the event inside the instance"


def check_instantiating(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        if node.instantiate:
            message = say("A {kind} that starts instances is not run", kind=node.kind.words)
            yield subject.report(Code.INSTANTIATING, node, message, "use a message start event")


RULES = (
    check_kinds,
    check_ignored,
    check_pools,
    check_flow_out,
    check_conditions_of_parallel,
    check_tasks,
    check_loops,
    check_instantiating,
)
