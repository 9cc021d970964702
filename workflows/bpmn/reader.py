"""Reads BPMN XML into the graph; it is tolerant, so that the linter can name every fault of a faulty file."""

from collections.abc import Iterator, Mapping
from typing import Any

from workflows import xml
from workflows.bpmn.diagram import read_edges, read_shapes
from workflows.bpmn.elements import (
    find_child,
    find_children,
    read_child,
    read_flag,
    read_name,
    read_text,
    strip_prefix,
)
from workflows.bpmn.events import read_declarations, read_events, read_loop
from workflows.bpmn.extensions import read_extensions
from workflows.bpmn.model import DataObject, Declaration, Flow, Lane, Model, Node, Participant, Process
from workflows.bpmn.names import BPMN, SUBPROCESSES, NodeKind

_KINDS = {kind.value: kind for kind in NodeKind}
_INTERRUPTING = {NodeKind.BOUNDARY_EVENT: "cancelActivity"}
_DATA = frozenset({"dataObject", "dataObjectReference", "dataStoreReference"})


def read_model(data: bytes) -> Model:
    """Return the graph of a BPMN file. Raises XmlRefused when the XML itself is not acceptable."""
    return build_model(xml.parse(data))


def build_model(root: Any) -> Model:
    """Return the graph of an lxml root given by `workflows.xml.parse`."""
    declarations = read_declarations(root)
    processes = [_read_process(element, declarations) for element in find_children(root, "process")]
    return Model(
        processes={process.id: process for process in processes},
        declarations=declarations,
        participants=tuple(_read_participants(root)),
        shapes=read_shapes(root),
        edges=read_edges(root),
    )


def _read_participants(root: Any) -> Iterator[Participant]:
    for element in root.iter(f"{{{BPMN}}}participant"):
        process = strip_prefix(element.get("processRef"))
        yield Participant(element.get("id", ""), element.get("name", ""), process, element.sourceline)


def _read_process(element: Any, declarations: Mapping[str, Declaration]) -> Process:
    lanes = {lane.id: lane for lane in _read_lanes(element)}
    reading = _ScopeReading(declarations, _assign_lanes(lanes))
    process_id = element.get("id", "")
    reading.read_scope(element, process_id, None)
    return Process(
        id=process_id,
        name=element.get("name", ""),
        line=element.sourceline,
        executable=read_flag(element, "isExecutable", False),
        nodes=reading.nodes,
        flows=reading.flows,
        lanes=lanes,
        data_objects=tuple(reading.data_objects),
        documentation=_read_documentation(element),
        extensions=read_extensions(element),
    )


def _read_lanes(process: Any) -> Iterator[Lane]:
    for element in process.iter(f"{{{BPMN}}}lane"):
        members = tuple(read_text(member) for member in find_children(element, "flowNodeRef"))
        parent = next(element.iterancestors(f"{{{BPMN}}}lane"), None)
        yield Lane(
            id=element.get("id", ""),
            name=element.get("name", ""),
            line=element.sourceline,
            members=members,
            parent=None if parent is None else parent.get("id"),
        )


def _assign_lanes(lanes: Mapping[str, Lane]) -> dict[str, str]:
    """Map node id to lane id; lanes come outermost first, so that the innermost wins."""
    return {member: lane.id for lane in lanes.values() for member in lane.members}


class _ScopeReading:
    """Collects the nodes and flows of a process while it walks down its subprocesses."""

    def __init__(self, declarations: Mapping[str, Declaration], lane_of: Mapping[str, str]) -> None:
        self.declarations = declarations
        self.lane_of = lane_of
        self.nodes: dict[str, Node] = {}
        self.flows: dict[str, Flow] = {}
        self.data_objects: list[DataObject] = []

    def read_scope(self, element: Any, scope: str, lane: str | None) -> None:
        for child in element:
            namespace, local = read_name(child)
            if namespace != BPMN or not child.get("id"):
                continue
            if local in _KINDS:
                self._read_node(child, _KINDS[local], scope, lane)
            elif local == "sequenceFlow":
                flow = _read_flow(child, scope)
                self.flows.setdefault(flow.id, flow)
            elif local in _DATA:
                name = child.get("name", "")
                self.data_objects.append(DataObject(child.get("id"), name, local, child.sourceline, scope))

    def _read_node(self, element: Any, kind: NodeKind, scope: str, lane: str | None) -> None:
        node_id = element.get("id")
        own_lane = self.lane_of.get(node_id, lane)
        message_ref = strip_prefix(element.get("messageRef"))
        node = Node(
            id=node_id,
            kind=kind,
            name=element.get("name", "").strip(),
            line=element.sourceline,
            scope=scope,
            lane=own_lane,
            attached_to=strip_prefix(element.get("attachedToRef")),
            interrupting=read_flag(element, _INTERRUPTING.get(kind, "isInterrupting"), True),
            triggered_by_event=read_flag(element, "triggeredByEvent", False),
            parallel_multiple=read_flag(element, "parallelMultiple", False),
            instantiate=read_flag(element, "instantiate", False),
            for_compensation=read_flag(element, "isForCompensation", False),
            default=element.get("default"),
            called=strip_prefix(element.get("calledElement")),
            message_ref=message_ref,
            message=self.declarations.get(message_ref) if message_ref else None,
            events=read_events(element, self.declarations),
            loop=read_loop(element),
            extensions=read_extensions(element),
            documentation=_read_documentation(element),
        )
        self.nodes.setdefault(node_id, node)
        if kind in SUBPROCESSES:
            self.read_scope(element, node_id, own_lane)


def _read_flow(element: Any, scope: str) -> Flow:
    return Flow(
        id=element.get("id"),
        name=element.get("name", "").strip(),
        source=element.get("sourceRef", ""),
        target=element.get("targetRef", ""),
        line=element.sourceline,
        scope=scope,
        condition=read_child(element, "conditionExpression"),
    )


def _read_documentation(element: Any) -> str:
    child = find_child(element, "documentation")
    return "" if child is None else read_text(child)
