"""Every place of a process where an expression stands, with the names it may use there."""

from collections.abc import Iterator
from dataclasses import dataclass

from workflows.bpmn import (
    EventKind,
    Formula,
    Loop,
    Node,
    NodeKind,
    Process,
)
from workflows.lint.subject import Place, Subject, section
from workflows.words import say

COUNTERS = frozenset({"numberOfInstances", "numberOfCompletedInstances", "numberOfActiveInstances"})


@dataclass(frozen=True)
class Site:
    """One expression. `extra`: names visible only here; None when they cannot be known."""

    place: Place
    formula: Formula
    role: str
    expected: frozenset[str] = frozenset()
    extra: frozenset[str] | None = frozenset()
    may_be_literal_time: bool = False


BOOLEAN = frozenset({"boolean"})
NUMBER = frozenset({"number"})
LIST = frozenset({"list"})
MOMENT = frozenset({"date", "datetime"})


def find_sites(subject: Subject) -> Iterator[Site]:
    for flow in subject.process.flows.values():
        if flow.condition is not None:
            local = _find_local(subject.process, flow.scope)
            yield Site(flow, flow.condition, "the condition", BOOLEAN, local)
    for node in subject.nodes:
        local = _find_local(subject.process, node.scope) | _find_loop_names(node.loop)
        yield from _find_node_sites(subject, node, local)


def _find_node_sites(subject: Subject, node: Node, local: frozenset[str]) -> Iterator[Site]:
    yield from _find_event_sites(node, local)
    yield from _find_task_sites(node, local)
    yield from _find_mapping_sites(subject, node, local)
    if node.loop is not None:
        yield from _find_loop_sites(node, node.loop, local)


def _find_event_sites(node: Node, local: frozenset[str]) -> Iterator[Site]:
    for event in node.events:
        if event.kind is EventKind.CONDITIONAL and event.expression is not None:
            yield Site(node, event.expression, "the condition", BOOLEAN, local)
        if event.kind is EventKind.TIMER and event.expression is not None:
            yield Site(node, event.expression, "the timer", frozenset(), local, may_be_literal_time=True)


def _find_task_sites(node: Node, local: frozenset[str]) -> Iterator[Site]:
    task = node.extensions.task
    formulas: tuple[tuple[Formula | None, str, frozenset[str]], ...] = (
        (task.priority if task else None, "the priority", NUMBER),
        (task.due if task else None, "the due date", MOMENT),
        (task.follow_up if task else None, "the follow-up date", MOMENT),
        (task.candidates if task else None, "the candidates", LIST),
        (node.extensions.correlation, "the correlation", frozenset()),
    )
    for formula, role, expected in formulas:
        if formula is not None:
            yield Site(node, formula, role, expected, local)


def _find_mapping_sites(subject: Subject, node: Node, local: frozenset[str]) -> Iterator[Site]:
    for mapping in node.extensions.inputs:
        if mapping.value is not None:
            yield Site(
                node, mapping.value, say("the input {mapping}", mapping=mapping.target), frozenset(), local
            )
    arriving = find_arriving(subject, node)
    seen = None if arriving is None else local | arriving
    for mapping in node.extensions.outputs:
        if mapping.value is not None:
            yield Site(
                node, mapping.value, say("the output {mapping}", mapping=mapping.target), frozenset(), seen
            )


def _find_loop_sites(node: Node, loop: Loop, local: frozenset[str]) -> Iterator[Site]:
    formulas = (
        (loop.cardinality, "the cardinality", NUMBER, local),
        (loop.collection, "the collection", LIST, local),
        (loop.output, "the loop's output", frozenset[str](), local | {"result"}),
        (loop.completion, "the completion condition", BOOLEAN, local | COUNTERS | {"result"}),
        (loop.condition, "the loop condition", BOOLEAN, local),
    )
    for formula, role, expected, names in formulas:
        if formula is not None:
            yield Site(node, formula, role, expected, names)


def find_arriving(subject: Subject, node: Node) -> frozenset[str] | None:
    """Names that only an output of the node sees: `result`, or the payload of what it caught."""
    if node.kind is NodeKind.CALL_ACTIVITY:
        return None
    message = node.message or next((event.declaration for event in node.events if event.declaration), None)
    if node.kind in (
        NodeKind.RECEIVE_TASK,
        NodeKind.CATCH_EVENT,
        NodeKind.BOUNDARY_EVENT,
        NodeKind.START_EVENT,
    ):
        declared = section(subject.manifest, "messages").get(message.name) if message else None
        payload = section(declared, "payload") if isinstance(declared, dict) else {}
        return frozenset({*payload, "payload"}) if payload else None
    return frozenset({"result"})


def _find_loop_names(loop: Loop | None) -> frozenset[str]:
    if loop is None:
        return frozenset()
    return frozenset({"loopCounter", *([loop.item] if loop.item else [])})


def _find_local(process: Process, scope: str) -> frozenset[str]:
    """Item names of the multi-instance subprocesses around a scope."""
    names: frozenset[str] = frozenset()
    parent = process.nodes.get(scope)
    while parent is not None:
        names |= _find_loop_names(parent.loop)
        parent = process.nodes.get(parent.scope)
    return names
