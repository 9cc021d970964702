"""Finds what `refusals.py` names, in elements as they are read and in a scope once it is connected."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from workflows.engine.document import children, text_of
from workflows.engine.event_parser import CODES, definitions, kind_of, timer_text
from workflows.engine.extensions import read_extension, read_multi_instance
from workflows.engine.names import BPMN
from workflows.engine.specs import containers, events, gateways, throws
from workflows.engine.specs.base import Node

if TYPE_CHECKING:
    from workflows.engine.parser import ScopeParser

HARMLESS = frozenset(
    {
        "documentation",
        "extensionElements",
        "laneSet",
        "incoming",
        "outgoing",
        "ioSpecification",
        "property",
        "group",
    }
    | {"standardLoopCharacteristics", "multiInstanceLoopCharacteristics", "auditing", "monitoring"}
    | {"dataInputAssociation", "dataOutputAssociation"}
)
REFUSED_TAGS = {
    "task": "plain_task",
    "scriptTask": "script_task",
    "complexGateway": "complex_gateway",
    "adHocSubProcess": "ad_hoc",
    "transaction": "transaction",
    "dataStoreReference": "data_store",
}
REFUSED_EVENTS = {
    "compensate": "compensation",
    "link": "link_event",
    "conditional": "conditional_event",
    "cancel": "cancel_event",
}
ALLOWED_EVENTS = {
    "startEvent": {"none", "message", "signal", "timer"},
    "intermediateCatchEvent": {"message", "signal", "timer"},
    "boundaryEvent": {"message", "signal", "timer", "error", "escalation"},
    "intermediateThrowEvent": {"none", "message", "signal", "escalation"},
    "endEvent": {"none", "message", "signal", "escalation", "error", "terminate"},
}
MAX_NODES = 500


def check_element(scope: ScopeParser, kind: str, element: Any) -> bool:
    """Report what is wrong with one element; False when no spec can be made of it."""
    before = len(scope.compilation.findings)
    if not has_own_id(scope, kind, element):
        return False
    for check in _ELEMENT_CHECKS.get(kind, ()):
        check(scope, kind, element)
    return len(scope.compilation.findings) == before


def has_own_id(scope: ScopeParser, kind: str, element: Any) -> bool:
    """Whether the element has an id that nothing else in its file has."""
    found = element.get("id")
    if not found:
        scope.refuse("id_missing", kind)
    elif found in scope.document.ids:
        scope.refuse("id_twice", found)
        found = ""
    scope.document.ids.add(found)
    return bool(found)


def _check_event(scope: ScopeParser, kind: str, element: Any) -> None:
    node_id, event = element.get("id"), kind_of(element)
    if len(definitions(element)) > 1:
        scope.refuse("several_definitions", node_id)
    elif event in REFUSED_EVENTS:
        scope.refuse(REFUSED_EVENTS[event], node_id)
    elif event not in ALLOWED_EVENTS[kind]:
        scope.refuse("boundary_kind" if kind == "boundaryEvent" else "event_kind", node_id)
    elif event == "timer":
        _check_timer(scope, kind, element)
    elif event in ("message", "signal", *CODES):
        _check_reference(scope, event, element)


def _check_timer(scope: ScopeParser, kind: str, element: Any) -> None:
    if not timer_text(element):
        scope.refuse("timer_missing", element.get("id"))
    elif kind == "intermediateCatchEvent" and text_of(definitions(element)[0], "timeCycle"):
        scope.refuse("cycle_catch", element.get("id"))


def _check_reference(scope: ScopeParser, event: str, element: Any) -> None:
    reference = definitions(element)[0].get(f"{event}Ref")
    if not reference and event in CODES:
        return
    name = scope.document.named(event, reference, CODES.get(event, "name"))
    if reference and name is None:
        scope.refuse("reference_unknown", element.get("id"), reference)
    elif not name and event not in CODES:
        scope.refuse("message_missing", element.get("id"))


def _check_boundary(scope: ScopeParser, _: str, element: Any) -> None:
    if kind_of(element) == "error" and element.get("cancelActivity") == "false":
        scope.refuse("error_not_interrupting", element.get("id"))


def _check_activity(scope: ScopeParser, _: str, element: Any) -> None:
    node_id = element.get("id")
    if element.get("isForCompensation") == "true":
        scope.refuse("compensation", node_id)
    if element.get("instantiate") == "true":
        scope.refuse("instantiating", node_id)
    for name in ("dataInputAssociation", "dataOutputAssociation"):
        for association in children(element, name):
            if children(association, "assignment") or children(association, "transformation"):
                scope.refuse("data_association", node_id)
    _check_loop(scope, node_id, element)


def _check_loop(scope: ScopeParser, node_id: str, element: Any) -> None:
    standard = element.find(f"{{{BPMN}}}standardLoopCharacteristics")
    multi = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
    if standard is not None and not _is_bounded(standard):
        scope.refuse("loop_unbounded", node_id)
    if multi is not None:
        if bool(text_of(multi, "loopCardinality")) == bool(read_multi_instance(multi).collection):
            scope.refuse("multi_instance", node_id)
        if multi.get("behavior", "All") != "All":
            scope.refuse("behaviour", node_id)


def _is_bounded(loop: Any) -> bool:
    maximum = loop.get("loopMaximum", "0")
    return bool(maximum.isdecimal() and (int(maximum) or text_of(loop, "loopCondition")))


def _check_message(scope: ScopeParser, kind: str, element: Any) -> None:
    reference = element.get("messageRef")
    if kind == "sendTask" and not reference and read_extension(element).operation:
        return
    if not reference:
        scope.refuse("message_missing", element.get("id"))
    elif not scope.document.named("message", reference, "name"):
        scope.refuse("reference_unknown", element.get("id"), reference)


def _check_service(scope: ScopeParser, _: str, element: Any) -> None:
    if not read_extension(element).operation:
        scope.refuse("operation_missing", element.get("id"))


def _check_rule(scope: ScopeParser, _: str, element: Any) -> None:
    decision = read_extension(element).decision
    if not decision:
        scope.refuse("decision_missing", element.get("id"))
    elif not scope.compilation.decisions.knows(decision):
        scope.refuse("decision_unknown", element.get("id"), decision)


def _check_call(scope: ScopeParser, _: str, element: Any) -> None:
    called = element.get("calledElement", "")
    if called not in scope.compilation.process_ids:
        scope.refuse("process_unknown", element.get("id"), called)


def _check_subprocess(scope: ScopeParser, _: str, element: Any) -> None:
    if element.get("triggeredByEvent") == "true":
        scope.refuse("event_subprocess", element.get("id"))


def _check_instantiate(scope: ScopeParser, _: str, element: Any) -> None:
    if element.get("instantiate") == "true":
        scope.refuse("instantiating", element.get("id"))


_Check = Callable[["ScopeParser", str, Any], None]
_ELEMENT_CHECKS: dict[str, tuple[_Check, ...]] = {
    "startEvent": (_check_event,),
    "endEvent": (_check_event,),
    "intermediateCatchEvent": (_check_event,),
    "intermediateThrowEvent": (_check_event,),
    "boundaryEvent": (_check_event, _check_boundary),
    "userTask": (_check_activity,),
    "manualTask": (_check_activity,),
    "serviceTask": (_check_activity, _check_service),
    "businessRuleTask": (_check_activity, _check_rule),
    "sendTask": (_check_activity, _check_message),
    "receiveTask": (_check_activity, _check_message),
    "subProcess": (_check_subprocess, _check_activity),
    "callActivity": (_check_activity, _check_call),
    "eventBasedGateway": (_check_instantiate,),
}


def check_scope(scope: ScopeParser) -> None:
    """Report what is wrong with how the nodes of one scope are joined."""
    nodes = [node for node in scope.spec.task_specs.values() if isinstance(node, Node) and not node.loop_of]
    if len(nodes) > MAX_NODES:
        scope.refuse("too_big", scope.spec.name)
    _check_starts(scope)
    if len(scope.compilation.findings) > scope.findings_before:
        return  # nodes that were refused are missing, so what leads to them would be told as well
    for node in nodes:
        _check_ways_in(scope, node)
        _check_ways_out(scope, node)
        if isinstance(node, events.EventBasedGateway):
            _check_event_gateway(scope, node)


def _check_starts(scope: ScopeParser) -> None:
    plain = [start for start in scope.spec.starts if start.event_definition.kind == "none"]
    if scope.spec.is_embedded:
        if len(plain) != 1 or len(scope.spec.starts) != 1:
            scope.refuse("plain_start_missing", scope.element.get("id"))
    elif not scope.spec.starts:
        scope.refuse("start_missing", scope.spec.name)
    elif len(plain) > 1:
        scope.refuse("several_plain_starts", scope.spec.name)


def _check_ways_in(scope: ScopeParser, node: Node) -> None:
    is_entry = isinstance(node, events.StartEvent | events.BoundaryEvent)
    if is_entry and node.flows_in:
        scope.refuse("flow_into_start", node.bpmn_id)
    if not is_entry and not node.flows_in:
        scope.refuse("unreachable", node.bpmn_id)


def _check_ways_out(scope: ScopeParser, node: Node) -> None:
    if isinstance(node, throws.EndEvent):
        if node.flows_out:
            scope.refuse("flow_out_of_end", node.bpmn_id)
        return
    if not node.flows_out:
        scope.refuse("leads_nowhere", node.bpmn_id)
    may_fork = isinstance(node, gateways.Gateway | events.EventBasedGateway)
    if len(node.flows_out) > 1 and not may_fork:
        scope.refuse("implicit_fork", node.bpmn_id)
    _check_conditions(scope, node)


def _check_conditions(scope: ScopeParser, node: Node) -> None:
    is_exclusive = isinstance(node, gateways.ExclusiveGateway)
    decides = len(node.flows_out) > 1 and (is_exclusive or isinstance(node, gateways.InclusiveGateway))
    for flow in node.flows_out:
        if flow.condition and (not decides or flow.is_default):
            scope.refuse("conditional_flow", flow.id)
        if is_exclusive and decides and not flow.condition and not flow.is_default:
            scope.refuse("condition_missing", flow.id)


def _check_event_gateway(scope: ScopeParser, node: Node) -> None:
    for flow in node.flows_out:
        target = scope.spec.task_specs[flow.target]
        waits = isinstance(target, events.CatchEvent) and not target.loop_of
        if not waits or len(target.flows_in) != 1 or target.boundaries:
            scope.refuse("event_gateway", flow.target)


def check_calls(specs: dict[str, Any], refuse: Callable[..., None]) -> None:
    """A called process begins at its plain start event."""
    for spec in specs.values():
        for node in spec.task_specs.values():
            if isinstance(node, containers.CallActivity):
                called = specs.get(node.spec)
                if called and not any(start.event_definition.kind == "none" for start in called.starts):
                    refuse("plain_start_missing", node.bpmn_id)
