"""Names that live elsewhere exist: operations with their inputs, decisions, messages, letters, parameters."""

import re
from collections.abc import Iterator

from workflows.bpmn import EventKind, Node
from workflows.feel.nodes import Literal
from workflows.lint.calls import find_called
from workflows.lint.codes import Code
from workflows.lint.expressions import Parsed, find_expressions
from workflows.lint.findings import Finding
from workflows.lint.registry import Signature
from workflows.lint.subject import Subject, entries, section
from workflows.lint.waits import read_start, read_stops
from workflows.words import say

_PARAMETER = re.compile(r'\bparameter\(\s*(?:code:\s*)?"([^"]+)"')


def check_operations(subject: Subject) -> Iterator[Finding]:
    known = subject.registry.operations
    for node in subject.nodes:
        name = node.extensions.operation
        if not name or known is None:
            continue
        if name not in known:
            message = say("No app offers the operation {name}", name=name)
            yield subject.report(Code.UNKNOWN_OPERATION, node, message, "choose an operation that exists")
        else:
            yield from _check_signature(subject, node, name, known[name])


def _check_signature(subject: Subject, node: Node, name: str, signature: Signature) -> Iterator[Finding]:
    given = {mapping.target: mapping for mapping in node.extensions.inputs}
    for target, mapping in given.items():
        if target not in signature.inputs and target != "*":
            message = say("The operation {name} has no input {target}", name=name, target=target)
            way_out = say("known are {known}", known=", ".join(sorted(signature.inputs)) or "none")
            yield subject.report(Code.UNKNOWN_INPUT, node, message, way_out, line=mapping.line)
    if "*" in given:
        return
    for target, required in signature.inputs.items():
        if required and target not in given:
            message = say("The operation {name} needs the input {target}", name=name, target=target)
            yield subject.report(
                Code.INPUT_MISSING, node, message, say("map a value to {target}", target=target)
            )


def check_operation_outputs(subject: Subject) -> Iterator[Finding]:
    known = subject.registry.operations
    for parsed in find_expressions(subject) if known else ():
        node = parsed.site.place
        if not isinstance(node, Node) or not parsed.site.role.startswith("the output"):
            continue
        signature = (known or {}).get(node.extensions.operation or "")
        if signature is None or signature.outputs is None:
            continue
        for name in sorted(set(_RESULT.findall(_without_texts(parsed))) - signature.outputs):
            message = say(
                "The operation {operation} gives no {name}", operation=node.extensions.operation, name=name
            )
            way_out = say("it gives {known}", known=", ".join(sorted(signature.outputs)) or "nothing")
            yield subject.report(Code.UNKNOWN_OUTPUT, node, message, way_out, line=parsed.site.formula.line)


_RESULT = re.compile(r"(?<![.\w])result\.([A-Za-z_]\w*)")


def _without_texts(parsed: Parsed) -> str:
    return re.sub(r'"[^"]*"', '""', parsed.expression.text)


def check_decisions(subject: Subject) -> Iterator[Finding]:
    if subject.decisions is None and subject.registry.decisions is None:
        return
    known = (subject.decisions or frozenset()) | (subject.registry.decisions or frozenset())
    for node in subject.nodes:
        decision = node.extensions.decision
        if decision and decision.ref and decision.ref not in known:
            message = say("The decision {ref} does not exist", ref=decision.ref)
            way_out = "write it in a .dmn file of the process's folder, or choose another"
            yield subject.report(Code.UNKNOWN_DECISION, node, message, way_out, line=decision.line)


def check_messages(subject: Subject) -> Iterator[Finding]:
    """With a manifest, each message is declared there: the outside world reads it there."""
    known = subject.registry.messages
    if subject.manifest is None and known is None:
        return
    declared = frozenset(section(subject.manifest, "messages")) | (known or frozenset())
    for node in subject.nodes:
        for name in _find_messages(node):
            if name and name not in declared:
                message = say("The message {name} is not described in process.yaml", name=name)
                yield subject.report(
                    Code.UNKNOWN_MESSAGE, node, message, "describe it under messages, or choose another"
                )


def _find_messages(node: Node) -> Iterator[str]:
    if node.message:
        yield node.message.name
    for event in node.events:
        if event.kind is EventKind.MESSAGE and event.declaration:
            yield event.declaration.name


def check_parameters(subject: Subject) -> Iterator[Finding]:
    known = subject.registry.parameters
    for parsed in find_expressions(subject) if known is not None else ():
        for code in _PARAMETER.findall(parsed.expression.text):
            if code not in (known or ()):
                message = say("The parameter {code} does not exist", code=code)
                way_out = "add it under processes/parameters with its source and validity"
                yield subject.report(
                    Code.UNKNOWN_PARAMETER, parsed.site.place, message, way_out, line=parsed.site.formula.line
                )


def check_letters(subject: Subject) -> Iterator[Finding]:
    if subject.manifest is None and subject.registry.letters is None:
        return
    known = frozenset(section(subject.manifest, "letters")) | (subject.registry.letters or frozenset())
    for parsed in find_expressions(subject):
        if parsed.site.role != "the input letter" or not isinstance(parsed.expression.node, Literal):
            continue
        name = parsed.expression.node.value
        if isinstance(name, str) and name not in known:
            message = say("The letter {name} does not exist", name=name)
            yield subject.report(
                Code.UNKNOWN_LETTER,
                parsed.site.place,
                message,
                "write it under letters and name it in process.yaml",
                line=parsed.site.formula.line,
            )


def check_commitments(subject: Subject) -> Iterator[Finding]:
    known = subject.registry.commitments
    for code in entries(subject.manifest, "commitments"):
        if known is not None and code not in known:
            message = say("The commitment {code} is not in the charter", code=code)
            yield subject.report(
                Code.UNKNOWN_COMMITMENT, subject.process, message, "name one of the charter's commitments"
            )


def check_manifest_nodes(subject: Subject) -> Iterator[Finding]:
    known = {*subject.process.nodes, "started", "ended", *(pool.id for pool in subject.model.participants)}
    for called in find_called(subject):  # a published manifest also translates what the process calls
        known.update(called.nodes, called.lanes, called.flows)
    for name, where in _find_manifest_nodes(subject):
        if name not in known:
            message = say(
                "process.yaml names the node {name} under {where}, which does not exist",
                name=name,
                where=where,
            )
            yield subject.report(
                Code.MANIFEST_NAMES_NO_NODE, subject.process, message, "correct the name or remove it"
            )


def _find_manifest_nodes(subject: Subject) -> Iterator[tuple[str, str]]:
    for name in section(subject.manifest, "nodes"):
        if name not in subject.process.lanes and name not in subject.process.flows:
            yield name, "nodes"
    for level in entries(subject.manifest, "service_levels"):
        if not isinstance(level, dict):
            continue
        where = f"service_levels, {level.get('id')}"
        yield read_start(level)[1], where
        yield from ((stop, where) for stop in read_stops(level))
        for pause in level.get("pause") or ():
            yield str(pause.get("node")), where


RULES = (
    check_operations,
    check_operation_outputs,
    check_decisions,
    check_messages,
    check_parameters,
    check_letters,
    check_commitments,
    check_manifest_nodes,
)
