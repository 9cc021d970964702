"""BPMN elements to SpiffWorkflow task specs. What would run wrongly becomes a finding instead of a spec."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workflows.engine import checks
from workflows.engine.document import FLOW_ELEMENTS_IGNORED, Document, children, tag, text_of
from workflows.engine.event_parser import EVENT_BUILDERS
from workflows.engine.extensions import read_extension, read_multi_instance
from workflows.engine.names import BPMN
from workflows.engine.refusals import refuse
from workflows.engine.specs import activities, containers, events, gateways, loops, throws, waits
from workflows.engine.specs.base import BODY, Flow, Node, ProcessSpec
from workflows.engine.values import Refusal


class Compilation:
    """What is gathered while the files of a bundle are read."""

    def __init__(self, decisions: Any, process_ids: frozenset[str]) -> None:
        self.decisions = decisions
        self.process_ids = process_ids
        self.specs: dict[str, ProcessSpec] = {}
        self.findings: list[Refusal] = []

    def refuse(self, code: str, element_id: str, about: str = "") -> None:
        self.findings.append(refuse(code, element_id, about))


class ScopeParser:
    """Reads one process or embedded subprocess into a ProcessSpec."""

    def __init__(
        self, compilation: Compilation, document: Document, element: Any, *, name: str, lane: str
    ) -> None:
        self.compilation = compilation
        self.document = document
        self.element = element
        self.lane = lane
        self.findings_before = len(compilation.findings)
        is_embedded = element is not document.process
        self.spec = ProcessSpec(name, process_id=document.process_id, is_embedded=is_embedded)
        compilation.specs[name] = self.spec

    def refuse(self, code: str, element_id: str, about: str = "") -> None:
        self.compilation.refuse(code, element_id, about)

    def read(self) -> ProcessSpec:
        self.spec.data_names = tuple(
            item.get("id") for item in children(self.element, "dataObject") if item.get("id")
        )
        for element in self.element:
            kind = tag(element)
            if kind and kind not in FLOW_ELEMENTS_IGNORED:
                self._read_node(kind, element)
        self._connect()
        self._attach()
        for node in self.spec.task_specs.values():
            if isinstance(node, gateways.Join):
                node.reach = gateways.reach(self.spec, node)
        checks.check_scope(self)
        return self.spec

    def _read_node(self, kind: str, element: Any) -> None:
        builder = BUILDERS.get(kind)
        if builder is None:
            if kind not in checks.HARMLESS:
                self.refuse(checks.REFUSED_TAGS.get(kind, "unknown_element"), element.get("id", kind))
            return
        if checks.check_element(self, kind, element):
            node = builder(self, element)
            if isinstance(node, events.StartEvent):
                self.spec.starts.append(node)

    def options(self, element: Any) -> dict[str, Any]:
        """What every spec is made with."""
        node_id = element.get("id")
        return {
            "label": element.get("name", ""),
            "lane": self.document.lanes.get(node_id, self.lane),
            "extension": read_extension(element),
        }

    def activity(self, element: Any, make: Callable[..., Node], **more: Any) -> Node:
        """An activity, inside a loop if it is marked so."""
        node_id = element.get("id")
        options = self.options(element)
        loop = self._loop(element, node_id, options)
        if loop is None:
            return make(self.spec, node_id, **options, **more)
        body = make(self.spec, f"{node_id}{BODY}", **options, **more)
        body.loop_of = node_id
        loop.body = body.name
        return loop

    def _loop(self, element: Any, node_id: str, options: dict[str, Any]) -> loops.Loop | None:
        standard = element.find(f"{{{BPMN}}}standardLoopCharacteristics")
        multi = element.find(f"{{{BPMN}}}multiInstanceLoopCharacteristics")
        if standard is not None:
            return loops.StandardLoop(
                self.spec,
                node_id,
                condition=text_of(standard, "loopCondition"),
                maximum=int(standard.get("loopMaximum", "0")),
                tests_before=standard.get("testBefore") == "true",
                **options,
            )
        if multi is None:
            return None
        return loops.MultiInstanceLoop(
            self.spec,
            node_id,
            plan=read_multi_instance(multi),
            cardinality=text_of(multi, "loopCardinality"),
            condition=text_of(multi, "completionCondition"),
            sequential=multi.get("isSequential") == "true",
            **options,
        )

    def _connect(self) -> None:
        nodes = self.spec.task_specs
        defaults = {element.get("default") for element in self.element if element.get("default")}
        for element in children(self.element, "sequenceFlow"):
            if not checks.has_own_id(self, "sequenceFlow", element):
                continue
            source, target = nodes.get(element.get("sourceRef")), nodes.get(element.get("targetRef"))
            if not isinstance(source, Node) or not isinstance(target, Node):
                self._refuse_flow(element)
                continue
            flow_id = element.get("id", "")
            condition = text_of(element, "conditionExpression")
            flow = Flow(flow_id, source.name, target.name, condition, flow_id in defaults)
            source.flows_out += (flow,)
            target.flows_in += (flow,)
            source.connect(target)

    def _refuse_flow(self, element: Any) -> None:
        """A flow at a refused node is no finding of its own."""
        here = {child.get("id") for child in self.element}
        if not {element.get("sourceRef"), element.get("targetRef")} <= here:
            self.refuse("flow_end", element.get("id", ""))

    def _attach(self) -> None:
        for node in list(self.spec.task_specs.values()):
            if isinstance(node, events.BoundaryEvent):
                host = self.spec.task_specs.get(node.host)
                if isinstance(host, activities.Activity):
                    host.boundaries.append(node)
                else:
                    self.refuse("boundary_host", node.bpmn_id)


def _simple(make: Callable[..., Node]) -> Callable[[ScopeParser, Any], Node]:
    return lambda scope, element: make(scope.spec, element.get("id"), **scope.options(element))


def _task(make: Callable[..., Node]) -> Callable[[ScopeParser, Any], Node]:
    return lambda scope, element: scope.activity(element, make)


def _rule(scope: ScopeParser, element: Any) -> Node:
    node = scope.activity(element, activities.BusinessRuleTask)
    body = scope.spec.task_specs[getattr(node, "body", node.name)]
    body.decisions = scope.compilation.decisions
    return node


def _send(scope: ScopeParser, element: Any) -> Node:
    if element.get("messageRef"):
        name = scope.document.named("message", element.get("messageRef"), "name") or ""
        return scope.activity(element, throws.SendTask, kind="message", code=name)
    return scope.activity(element, activities.ServiceTask)


def _receive(scope: ScopeParser, element: Any) -> Node:
    name = scope.document.named("message", element.get("messageRef"), "name") or ""
    wait = waits.SubscriptionWait("message", name, read_extension(element).correlation)
    return scope.activity(element, events.ReceiveTask, event_definition=wait)


def _subprocess(scope: ScopeParser, element: Any) -> Node:
    name = f"{scope.spec.name}/{element.get('id')}"
    lane = scope.document.lanes.get(element.get("id"), scope.lane)
    ScopeParser(scope.compilation, scope.document, element, name=name, lane=lane).read()
    return scope.activity(element, containers.SubProcess, subworkflow_spec=name)


def _call(scope: ScopeParser, element: Any) -> Node:
    return scope.activity(element, containers.CallActivity, subworkflow_spec=element.get("calledElement"))


BUILDERS: dict[str, Callable[[ScopeParser, Any], Node]] = {
    "userTask": _task(activities.UserTask),
    "manualTask": _task(activities.ManualTask),
    "serviceTask": _task(activities.ServiceTask),
    "businessRuleTask": _rule,
    "sendTask": _send,
    "receiveTask": _receive,
    "subProcess": _subprocess,
    "callActivity": _call,
    "exclusiveGateway": _simple(gateways.ExclusiveGateway),
    "parallelGateway": _simple(gateways.ParallelGateway),
    "inclusiveGateway": _simple(gateways.InclusiveGateway),
    "eventBasedGateway": _simple(events.EventBasedGateway),
    **EVENT_BUILDERS,
}
