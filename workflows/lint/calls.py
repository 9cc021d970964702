"""Called processes exist, end in themselves never, and get what they need."""

from collections.abc import Iterator

from workflows.bpmn import Node, NodeKind, Process
from workflows.lint.codes import Code
from workflows.lint.findings import Finding
from workflows.lint.registry import CalledProcess
from workflows.lint.subject import Subject
from workflows.words import say

DEEPEST_CALL = 8


def check_called(subject: Subject) -> Iterator[Finding]:
    known = subject.registry.processes
    if known is None:
        return
    for node in find_calls(subject.process):
        called = known.get(node.called or "")
        if called is None and node.called != subject.process.id:
            message = say("The process {called} does not exist", called=node.called)
            yield subject.report(Code.UNKNOWN_PROCESS, node, message, "choose a process that exists")
        elif called is not None:
            yield from _check_plain_start(subject, node, called)
            given = {mapping.target for mapping in node.extensions.inputs}
            for name in sorted(called.required - given) if "*" not in given else ():
                message = say(
                    "The process {called} cannot start without {name}", called=node.called, name=name
                )
                yield subject.report(
                    Code.INPUT_MISSING, node, message, say("map a value to {name}", name=name)
                )


def _check_plain_start(subject: Subject, node: Node, called: CalledProcess) -> Iterator[Finding]:
    process = called.model.processes.get(node.called or "")
    if process and sum(not start.events for start in process.starts()) != 1:
        message = say(
            "The process {called} has no single plain start event at which a call could begin",
            called=node.called,
        )
        yield subject.report(Code.CALLED_WITHOUT_PLAIN_START, node, message, "draw one in it")


def check_call_graph(subject: Subject) -> Iterator[Finding]:
    """A process that calls itself, even by way of others, would run until the engine stops it."""
    for node in find_calls(subject.process):
        chain = _find_recursion(subject, node)
        if chain:
            shown = " > ".join(chain)
            message = say("The process calls itself: {shown}", shown=shown)
            yield subject.report(
                Code.CALL_RECURSION,
                node,
                message,
                "draw a loop, or start a new case by a message",
                path=chain,
            )
        elif _is_too_deep(subject, node.called or ""):
            message = say("Calls are nested deeper than {deepest_call}", deepest_call=DEEPEST_CALL)
            yield subject.report(Code.CALL_DEPTH, node, message, "merge some of the called processes")


def find_calls(process: Process) -> list[Node]:
    return [node for node in process.nodes.values() if node.kind is NodeKind.CALL_ACTIVITY and node.called]


def find_called(subject: Subject) -> list[Process]:
    """Every process this one calls, by way of others too, as far as they are known."""
    known = subject.registry.processes or {}
    found: dict[str, Process] = {}
    waiting = _called_by(subject, subject.process.id)
    while waiting:
        name = waiting.pop()
        process = known[name].model.processes.get(name) if name in known else None
        if process is not None and name not in found:
            found[name] = process
            waiting += _called_by(subject, name)
    return list(found.values())


def _called_by(subject: Subject, process_id: str) -> list[str]:
    if process_id == subject.process.id:
        process: Process | None = subject.process
    else:
        called = (subject.registry.processes or {}).get(process_id)
        process = called.model.processes.get(process_id) if called else None
    return [node.called for node in find_calls(process) if node.called] if process else []


def _find_recursion(subject: Subject, node: Node) -> list[str]:
    """The chain of processes from this one back to itself; empty if there is none."""
    waiting = [[subject.process.id, node.called or ""]]
    seen: set[str] = set()
    while waiting:
        chain = waiting.pop(0)
        if chain[-1] == subject.process.id:
            return chain
        if chain[-1] not in seen:
            seen.add(chain[-1])
            waiting += [[*chain, called] for called in _called_by(subject, chain[-1])]
    return []


def _is_too_deep(subject: Subject, process_id: str) -> bool:
    level = {process_id}
    for _ in range(DEEPEST_CALL):
        level = {called for caller in level for called in _called_by(subject, caller)}
    return bool(level)


RULES = (check_called, check_call_graph)
