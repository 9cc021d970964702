"""Gateways that choose can always choose; timers and mappings are written where they are needed."""

import re
from collections.abc import Iterator

from workflows.bpmn import DataMapping, EventDefinition, EventKind, Node, NodeKind, TimerKind
from workflows.feel.nodes import Literal
from workflows.lint.codes import Code
from workflows.lint.expressions import find_expressions
from workflows.lint.findings import Finding
from workflows.lint.iso_times import is_iso_cycle, is_iso_duration, is_iso_moment, is_iso_time
from workflows.lint.subject import Subject
from workflows.words import say

_CHOOSING = frozenset({NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE})
_TARGET = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_FITS = {
    TimerKind.DURATION: is_iso_duration,
    TimerKind.DATE: is_iso_moment,
    TimerKind.CYCLE: is_iso_cycle,
}


def check_choices(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        outgoing = subject.process.outgoing(node.id)
        if node.kind not in _CHOOSING or len(outgoing) < 2:
            continue
        for flow in outgoing:
            if flow.condition is None and flow.id != node.default:
                message: str = say(
                    "The flow behind {node} has no condition and is not its default", node=node.id
                )
                yield subject.report(
                    Code.MISSING_CONDITION, flow, message, "write the condition, or make it the default"
                )
            if flow.condition is not None and flow.id == node.default:
                message = say(
                    "The default flow of {node} has a condition, which would be ignored", node=node.id
                )
                yield subject.report(
                    Code.CONDITION_ON_DEFAULT, flow, message, "remove the condition or the default mark"
                )
        if not node.default:
            message = "No default flow: if no condition holds, the case stops here"
            yield subject.report(Code.MISSING_DEFAULT, node, message, "make one outgoing flow the default")


def check_timers(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        for event in node.events:
            if event.kind is EventKind.TIMER:
                yield from _check_timer(subject, node, event)


def _check_timer(subject: Subject, node: Node, event: EventDefinition) -> Iterator[Finding]:
    way_out = "write an ISO time such as P5D, 2026-05-12 or R3/PT1H, or a FEEL expression giving one"
    if event.expression is None or event.timer_kind is None:
        yield subject.report(Code.TIMER_UNPARSABLE, node, "The timer has no time", way_out)
        return
    text = event.expression.text
    if is_iso_time(text) and not _FITS[event.timer_kind](text):
        message = say("{text} is no {timer_kind}", text=text, timer_kind=event.timer_kind)
        yield subject.report(Code.TIMER_UNPARSABLE, node, message, way_out, line=event.expression.line)


def check_timer_literals(subject: Subject) -> Iterator[Finding]:
    """A FEEL literal in a timer must itself be a time: `"3 days"` parses, and would only fail when reached."""
    for parsed in find_expressions(subject):
        node = parsed.expression.node
        if not parsed.site.may_be_literal_time or not isinstance(node, Literal):
            continue
        unusable = isinstance(node.value, str) and not is_iso_time(node.value)
        if unusable or node.value is None or type(node.value).__name__ in ("Decimal", "bool"):
            message = say("The timer {text} is no time", text=parsed.site.formula.text)
            way_out = "write an ISO time such as P5D or 2026-05-12"
            yield subject.report(
                Code.TIMER_UNPARSABLE, parsed.site.place, message, way_out, line=parsed.site.formula.line
            )


def check_targets(subject: Subject) -> Iterator[Finding]:
    for node in subject.nodes:
        for mappings in (node.extensions.inputs, node.extensions.outputs):
            yield from _check_targets(subject, node, mappings)


def _check_targets(subject: Subject, node: Node, mappings: tuple[DataMapping, ...]) -> Iterator[Finding]:
    seen: set[str] = set()
    for mapping in mappings:
        if mapping.target == "*" and node.kind is NodeKind.CALL_ACTIVITY:
            continue
        if not _TARGET.fullmatch(mapping.target):
            message = say("The mapping target {mapping} is not a name", mapping=mapping.target or "(none)")
            yield subject.report(
                Code.TARGET_NOT_A_WORD, node, message, "use letters, digits and _", line=mapping.line
            )
        if mapping.target in seen:
            message = say("Two mappings write {mapping}", mapping=mapping.target)
            yield subject.report(Code.TARGET_TWICE, node, message, "keep one", line=mapping.line)
        seen.add(mapping.target)


RULES = (check_choices, check_timers, check_timer_literals, check_targets)
