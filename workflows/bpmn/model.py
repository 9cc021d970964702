"""The immutable graph of a BPMN file; every element knows the line it stands on."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeVar

from workflows.bpmn.names import ACTIVITIES, DeclarationKind, EventKind, NodeKind, TimerKind

_T = TypeVar("_T")


@dataclass(frozen=True)
class Formula:
    """An expression as it is written in the file (FEEL unless the reader of it knows better)."""

    text: str
    line: int


@dataclass(frozen=True)
class Declaration:
    """A message, signal, error or escalation declared at the root of the file."""

    id: str
    kind: DeclarationKind
    name: str
    code: str | None
    line: int


@dataclass(frozen=True)
class EventDefinition:
    """One event definition of an event node; `ref` is the id of its declaration as written."""

    kind: EventKind
    line: int
    id: str | None = None
    ref: str | None = None
    declaration: Declaration | None = None
    timer_kind: TimerKind | None = None
    expression: Formula | None = None

    @property
    def name(self) -> str | None:
        """The declared name of the message, signal, error or escalation."""
        return self.declaration.name if self.declaration else None

    @property
    def code(self) -> str | None:
        """The error or escalation code; None catches every code."""
        return self.declaration.code if self.declaration else None


@dataclass(frozen=True)
class Loop:
    """How often an activity repeats: standard loop, or multi-instance over a cardinality or collection."""

    line: int
    multiple: bool
    sequential: bool = False
    cardinality: Formula | None = None
    collection: Formula | None = None
    item: str | None = None
    output: Formula | None = None
    result: str | None = None
    completion: Formula | None = None
    condition: Formula | None = None
    maximum: str | None = None
    test_before: bool = False
    behaviour: str = "All"


@dataclass(frozen=True)
class TaskExtension:
    """`vigie:task`: what a person sees and by when; `form` is a literal `process/form`."""

    line: int
    form: str | None = None
    priority: Formula | None = None
    due: Formula | None = None
    follow_up: Formula | None = None
    candidates: Formula | None = None


@dataclass(frozen=True)
class DecisionExtension:
    """`vigie:decision`: the DMN decision a business rule task asks and the variable its value goes to."""

    ref: str
    result: str | None
    line: int


@dataclass(frozen=True)
class DataMapping:
    """`vigie:input` or `vigie:output`: target = FEEL value; target `*` means everything."""

    target: str
    value: Formula | None
    line: int


@dataclass(frozen=True)
class UnknownExtension:
    """An extension element this project does not read: `{namespace}name`."""

    tag: str
    line: int


@dataclass(frozen=True)
class Extensions:
    """Everything the `vigie` namespace says about one node."""

    task: TaskExtension | None = None
    operation: str | None = None
    decision: DecisionExtension | None = None
    inputs: tuple[DataMapping, ...] = ()
    outputs: tuple[DataMapping, ...] = ()
    correlation: Formula | None = None
    properties: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[UnknownExtension, ...] = ()


@dataclass(frozen=True)
class Node:
    """A flow node: event, activity or gateway. `scope` is the id of the process or subprocess around it."""

    id: str
    kind: NodeKind
    name: str
    line: int
    scope: str
    lane: str | None = None
    attached_to: str | None = None
    interrupting: bool = True
    triggered_by_event: bool = False
    parallel_multiple: bool = False
    instantiate: bool = False
    for_compensation: bool = False
    default: str | None = None
    called: str | None = None
    message_ref: str | None = None
    message: Declaration | None = None
    events: tuple[EventDefinition, ...] = ()
    loop: Loop | None = None
    extensions: Extensions = field(default_factory=Extensions)
    documentation: str = ""

    @property
    def event(self) -> EventDefinition | None:
        """The only event definition, None for a plain event."""
        return self.events[0] if self.events else None

    @property
    def event_kinds(self) -> frozenset[EventKind]:
        return frozenset(event.kind for event in self.events)

    @property
    def is_activity(self) -> bool:
        return self.kind in ACTIVITIES

    @property
    def is_event_subprocess(self) -> bool:
        return self.kind is NodeKind.SUBPROCESS and self.triggered_by_event


@dataclass(frozen=True)
class Flow:
    """A sequence flow; source and target are node ids as written, and may name nothing in a faulty file."""

    id: str
    name: str
    source: str
    target: str
    line: int
    scope: str
    condition: Formula | None = None


@dataclass(frozen=True)
class Lane:
    """A lane; `members` are the node ids it lists, `parent` the lane it is nested in."""

    id: str
    name: str
    line: int
    members: tuple[str, ...]
    parent: str | None = None


@dataclass(frozen=True)
class DataObject:
    """A data object, data object reference or data store reference drawn in the process."""

    id: str
    name: str
    kind: str
    line: int
    scope: str


@dataclass(frozen=True)
class Process:
    """One process with the nodes and flows of all its nested subprocesses, by id, in file order."""

    id: str
    name: str
    line: int
    executable: bool
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    lanes: Mapping[str, Lane]
    data_objects: tuple[DataObject, ...] = ()
    documentation: str = ""
    extensions: Extensions = field(default_factory=Extensions)

    @cached_property
    def _outgoing(self) -> dict[str, tuple[Flow, ...]]:
        return _group((flow.source, flow) for flow in self.flows.values())

    @cached_property
    def _incoming(self) -> dict[str, tuple[Flow, ...]]:
        return _group((flow.target, flow) for flow in self.flows.values())

    @cached_property
    def _boundaries(self) -> dict[str, tuple[Node, ...]]:
        nodes = self.nodes.values()
        return _group((node.attached_to, node) for node in nodes if node.attached_to is not None)

    @cached_property
    def _scopes(self) -> dict[str, tuple[Node, ...]]:
        return _group((node.scope, node) for node in self.nodes.values())

    def outgoing(self, node_id: str) -> tuple[Flow, ...]:
        return self._outgoing.get(node_id, ())

    def incoming(self, node_id: str) -> tuple[Flow, ...]:
        return self._incoming.get(node_id, ())

    def boundaries(self, node_id: str) -> tuple[Node, ...]:
        """The boundary events attached to an activity."""
        return self._boundaries.get(node_id, ())

    def members(self, scope_id: str) -> tuple[Node, ...]:
        """The nodes directly inside a process or subprocess."""
        return self._scopes.get(scope_id, ())

    def scope_ids(self) -> tuple[str, ...]:
        """The process id, then the id of every subprocess that has members."""
        return (self.id, *(scope for scope in self._scopes if scope != self.id))

    def starts(self, scope_id: str | None = None) -> tuple[Node, ...]:
        """The start events of a scope, by default of the process itself."""
        members = self.members(scope_id or self.id)
        return tuple(node for node in members if node.kind is NodeKind.START_EVENT)

    def enclosing(self, node: Node) -> Iterator[Node]:
        """The subprocesses around a node, innermost first; a node that bears the process's id is not around itself."""
        scope = node.scope
        while scope != self.id and (parent := self.nodes.get(scope)) is not None:
            yield parent
            scope = parent.scope


@dataclass(frozen=True)
class Bounds:
    """A rectangle in diagram units."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True)
class Shape:
    """The drawing of a node, lane, pool or data object."""

    element: str
    bounds: Bounds
    line: int
    label: Bounds | None = None
    horizontal: bool | None = None
    expanded: bool | None = None


@dataclass(frozen=True)
class Edge:
    """The drawing of a flow."""

    element: str
    waypoints: tuple[tuple[float, float], ...]
    line: int
    label: Bounds | None = None


@dataclass(frozen=True)
class Participant:
    """A pool and the process it shows."""

    id: str
    name: str
    process: str | None
    line: int


@dataclass(frozen=True)
class Model:
    """One BPMN file."""

    processes: Mapping[str, Process]
    declarations: Mapping[str, Declaration]
    participants: tuple[Participant, ...]
    shapes: Mapping[str, Shape]
    edges: Mapping[str, Edge]

    @property
    def process(self) -> Process:
        """The only process of a file; raises ValueError if there are none or several."""
        (process,) = self.processes.values()
        return process

    def declared(self, kind: DeclarationKind) -> tuple[Declaration, ...]:
        return tuple(item for item in self.declarations.values() if item.kind is kind)


def _group(pairs: Iterable[tuple[str, _T]]) -> dict[str, tuple[_T, ...]]:
    groups: dict[str, list[_T]] = {}
    for key, value in pairs:
        groups.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in groups.items()}
