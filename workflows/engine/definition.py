"""A compiled definition: immutable, shared between instances, kept by content hash."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from functools import cached_property
from threading import Lock
from typing import Any

from workflows.dmn import Definitions, read
from workflows.dmn.errors import DecisionUnknown
from workflows.engine.checks import check_calls
from workflows.engine.document import Document
from workflows.engine.errors import DefinitionRefused, NodeUnknown
from workflows.engine.expression_checks import check_expressions
from workflows.engine.parser import Compilation, ScopeParser
from workflows.engine.refusals import refuse
from workflows.engine.specs.base import Node, ProcessSpec
from workflows.engine.specs.gateways import InclusiveGateway
from workflows.engine.specs.waits import TimerWait
from workflows.engine.values import Bundle, SharedDecisions, StartEvent, StartKind
from workflows.masking import list_sensitive
from workflows.xml import parse

CACHED_DEFINITIONS = 128


class DecisionBook:
    """The decisions of a bundle, read when first asked for; then those that belong to no process, as they are now."""

    def __init__(self, files: Mapping[str, bytes], shared: SharedDecisions) -> None:
        self._files = files
        self._shared = shared
        self._read: dict[str, Definitions] = {}

    def knows(self, decision_id: str) -> bool:
        return decision_id in self._files or decision_id in self._shared.list_names()

    @cached_property
    def _by_namespace(self) -> dict[str, bytes]:
        """The files a model may import."""
        return {parse(data).get("namespace", ""): data for data in self._files.values()}

    def __call__(self, decision_id: str) -> Definitions:
        if decision_id not in self._files:
            return self._find_shared(decision_id)
        if decision_id not in self._read:
            self._read[decision_id] = read(self._files[decision_id], imports=self._by_namespace)
        return self._read[decision_id]

    def _find_shared(self, decision_id: str) -> Definitions:
        found = self._shared.find(decision_id)
        if found is None:
            raise DecisionUnknown(f"There is no shared decision {decision_id!r}.")
        return found


class Definition:
    """What a bundle compiles to. `nodes` and `flows` are the ids drawn in it, called processes included."""

    def __init__(self, bundle: Bundle, specs: Mapping[str, ProcessSpec]) -> None:
        self.process_id = bundle.process_id
        self.sha256 = bundle.sha256
        self.specs = dict(specs)
        self.root = self.specs[bundle.process_id]
        self.called: Mapping[str, Any] = bundle.manifest.get("called") or {}
        self.names = frozenset(bundle.manifest.get("variables") or ())
        self.sensitive = list_sensitive(bundle.manifest)

    @cached_property
    def starts(self) -> tuple[StartEvent, ...]:
        return tuple(_start(node) for node in self.root.starts)

    @cached_property
    def required(self) -> Mapping[str, tuple[str, ...]]:
        """What a called process cannot start without, by process, as its pinned process.yaml says."""
        return {
            process: tuple(
                name for name, told in (about.get("variables") or {}).items() if told.get("required")
            )
            for process, about in self.called.items()
        }

    @cached_property
    def nodes(self) -> frozenset[str]:
        return frozenset(node.bpmn_id for node in self._all())

    @cached_property
    def timers(self) -> Mapping[str, str]:
        """Each node that waits for a time, with what its timer says, as written."""
        waits = ((node, getattr(node, "event_definition", None)) for node in self._all())
        return {node.bpmn_id: wait.text for node, wait in waits if isinstance(wait, TimerWait)}

    @cached_property
    def flows(self) -> frozenset[str]:
        return frozenset(flow.id for node in self._all() for flow in node.flows_out)

    @cached_property
    def has_inclusive_joins(self) -> bool:
        return any(isinstance(node, InclusiveGateway) and len(node.flows_in) > 1 for node in self._all())

    def node(self, spec: ProcessSpec, node_id: str) -> Any:
        """The spec of a node in a scope. Raises NodeUnknown."""
        node = spec.task_specs.get(node_id)
        if not isinstance(node, Node):
            raise NodeUnknown(node_id=node_id)
        return node

    def _all(self) -> list[Any]:
        return [
            node
            for spec in self.specs.values()
            for node in spec.task_specs.values()
            if isinstance(node, Node)
        ]


def _start(node: Any) -> StartEvent:
    wait = node.event_definition
    kind = StartKind(wait.kind)
    if kind is StartKind.TIMER:
        return StartEvent(node.bpmn_id, kind, "", wait.text)
    return StartEvent(node.bpmn_id, kind, "" if kind is StartKind.NONE else wait.name)


_cache: OrderedDict[str, Definition] = OrderedDict()
_lock = Lock()


def compile_definition(bundle: Bundle) -> Definition:
    """The definition of a bundle, compiled once per content hash. Raises DefinitionRefused with all findings."""
    with _lock:
        if bundle.sha256 in _cache:
            _cache.move_to_end(bundle.sha256)
            return _cache[bundle.sha256]
    definition = _compile(bundle)
    with _lock:
        _cache[bundle.sha256] = definition
        while len(_cache) > CACHED_DEFINITIONS:
            _cache.popitem(last=False)
    return definition


def _compile(bundle: Bundle) -> Definition:
    if bundle.process_id not in bundle.bpmn:
        raise DefinitionRefused([refuse("process_missing", bundle.process_id)])
    compilation = Compilation(DecisionBook(bundle.decisions, bundle.shared), frozenset(bundle.bpmn))
    for process_id, data in bundle.bpmn.items():
        document = Document(process_id, data)
        if document.process.get("isExecutable") == "false":
            compilation.refuse("not_executable", process_id)
        ScopeParser(compilation, document, document.process, name=process_id, lane="").read()
    check_calls(compilation.specs, compilation.refuse)
    names = frozenset(bundle.manifest.get("variables") or ())
    check_expressions(compilation.specs, names, compilation.refuse)
    if compilation.findings:
        raise DefinitionRefused(compilation.findings)
    return Definition(bundle, compilation.specs)
