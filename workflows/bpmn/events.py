"""Reads declarations, event definitions and loop characteristics."""

from collections.abc import Mapping
from typing import Any

from workflows.bpmn.elements import find_child, read_child, read_flag, read_formula, read_name, strip_prefix
from workflows.bpmn.extensions import find_extension
from workflows.bpmn.model import Declaration, EventDefinition, Formula, Loop
from workflows.bpmn.names import BPMN, DeclarationKind, EventKind, TimerKind

_SUFFIX = "EventDefinition"
_KINDS = {f"{kind.value}{_SUFFIX}": kind for kind in EventKind}
_REFERENCES = {
    EventKind.MESSAGE: "messageRef",
    EventKind.SIGNAL: "signalRef",
    EventKind.ERROR: "errorRef",
    EventKind.ESCALATION: "escalationRef",
}
_CODES = {DeclarationKind.ERROR: "errorCode", DeclarationKind.ESCALATION: "escalationCode"}


def read_declarations(root: Any) -> dict[str, Declaration]:
    """Return messages, signals, errors and escalations by id; a declaration without a name has name ''."""
    found: dict[str, Declaration] = {}
    for element in root:
        namespace, local = read_name(element)
        if namespace == BPMN and local in set(DeclarationKind) and element.get("id"):
            kind = DeclarationKind(local)
            code = element.get(_CODES[kind]) if kind in _CODES else None
            found.setdefault(
                element.get("id"),
                Declaration(element.get("id"), kind, element.get("name", ""), code, element.sourceline),
            )
    return found


def read_events(element: Any, declarations: Mapping[str, Declaration]) -> tuple[EventDefinition, ...]:
    """Return the event definitions of an event node, in file order."""
    found = []
    for child in element:
        namespace, local = read_name(child)
        if namespace == BPMN and local in _KINDS:
            found.append(_read_event(child, _KINDS[local], declarations))
    return tuple(found)


def _read_event(element: Any, kind: EventKind, declarations: Mapping[str, Declaration]) -> EventDefinition:
    reference = strip_prefix(element.get(_REFERENCES[kind])) if kind in _REFERENCES else None
    timer_kind, expression = _read_timer(element) if kind is EventKind.TIMER else (None, None)
    if kind is EventKind.CONDITIONAL:
        expression = read_child(element, "condition")
    return EventDefinition(
        kind=kind,
        line=element.sourceline,
        id=element.get("id"),
        ref=reference,
        declaration=declarations.get(reference) if reference else None,
        timer_kind=timer_kind,
        expression=expression,
    )


def _read_timer(element: Any) -> tuple[TimerKind | None, Formula | None]:
    for kind in TimerKind:
        formula = read_child(element, kind.value)
        if formula is not None:
            return kind, formula
    return None, None


def read_loop(element: Any) -> Loop | None:
    """Return the loop characteristics of an activity."""
    multiple = find_child(element, "multiInstanceLoopCharacteristics")
    if multiple is not None:
        return _read_multiple(multiple)
    standard = find_child(element, "standardLoopCharacteristics")
    if standard is None:
        return None
    return Loop(
        line=standard.sourceline,
        multiple=False,
        condition=read_child(standard, "loopCondition"),
        maximum=standard.get("loopMaximum"),
        test_before=read_flag(standard, "testBefore", False),
    )


def _read_multiple(element: Any) -> Loop:
    ours = find_extension(element, "multiInstance")
    return Loop(
        line=element.sourceline,
        multiple=True,
        sequential=read_flag(element, "isSequential", False),
        cardinality=read_child(element, "loopCardinality"),
        collection=None if ours is None else read_formula(ours, "collection"),
        item=None if ours is None else ours.get("item"),
        output=None if ours is None else read_formula(ours, "output"),
        result=None if ours is None else ours.get("result"),
        completion=read_child(element, "completionCondition"),
        behaviour=element.get("behavior", "All"),
    )
