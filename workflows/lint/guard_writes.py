"""Which nodes may change a variable, so that what an earlier choice showed of it is no longer known."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from workflows.bpmn import ACTIVITIES, GATEWAYS, SUBPROCESSES, Node, NodeKind, Process
from workflows.lint.guard_choices import Fact, find_outcome, find_roots
from workflows.lint.waits import follow

EVERYTHING = "*"
_PEOPLE = frozenset({NodeKind.USER_TASK, NodeKind.MANUAL_TASK})
_SPLITS = frozenset({NodeKind.PARALLEL, NodeKind.INCLUSIVE})


@dataclass(frozen=True)
class Writes:
    """The writes of an expanded process. Variables belong to the process or to the call activity around them.

    `forms`: `process/form` → its fields; a form that is not known may ask anything."""

    process: Process
    forms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    _kept: dict[str, frozenset[str]] = field(default_factory=dict)

    def leave(self, facts: frozenset[Fact], nodes: tuple[str, ...]) -> frozenset[Fact]:
        """The facts that still stand after these nodes."""
        for node_id in nodes:
            node = self.process.nodes.get(node_id)
            if facts and node is not None and node.kind not in GATEWAYS:
                facts = frozenset(fact for fact in facts if not self._touches(node, fact))
        return facts

    def _touches(self, node: Node, fact: Fact) -> bool:
        call = node.attached_to or node.id
        if fact.scope == call or fact.scope.startswith(f"{call}/"):
            return True  # each call begins with variables of its own
        return fact.scope == scope_of(node.id) and self.names(node.id, find_roots(fact))

    def names(self, node_id: str, roots: frozenset[str]) -> bool:
        """Whether the node may write one of these names."""
        if node_id not in self._kept:
            self._kept[node_id] = frozenset(self._find_written(self.process.nodes[node_id]))
        written = self._kept[node_id]
        return EVERYTHING in written or bool(written & roots)

    def hand_out(self, facts: frozenset[Fact], node_id: str) -> frozenset[Fact]:
        """What is known of a called process, as facts about the variables its caller takes from it."""
        node = self.process.nodes.get(node_id)
        if node is None or not node.called:
            return frozenset()
        given = {
            mapping.value.text.strip(): mapping.target for mapping in node.extensions.outputs if mapping.value
        }
        inner = (fact.hand_out(scope_of(node_id), given) for fact in facts if fact.scope == node_id)
        return frozenset(fact for fact in inner if fact is not None)

    def find_set(self, node_id: str) -> frozenset[Fact]:
        """What is known of the variables that a node sets to plain values when it is done."""
        node = self.process.nodes.get(node_id)
        outputs = node.extensions.outputs if node and not node.loop else ()
        facts = (
            find_outcome(scope_of(node_id), one.target, one.value.text)
            for one in outputs
            if one.value and one.target != EVERYTHING
        )
        return frozenset[Fact]().union(*facts)

    def may_race(self, fact: Fact, asking: frozenset[str]) -> bool:
        """Whether one of two tokens at work may write what the other's gateways, among those `asking`, choose by."""
        roots = find_roots(fact)
        for here, there in self._regions:
            for writing, reading in ((here, there), (there, here)):
                writes = (one for one in writing if scope_of(one) == fact.scope)
                if asking & reading and any(self.names(one, roots) for one in writes):
                    return True
        return False

    @cached_property
    def _regions(self) -> list[tuple[frozenset[str], frozenset[str]]]:
        """Nodes two tokens may reach at once: behind a split, beside a boundary event that lets go on."""
        regions = []
        for node in self.process.nodes.values():
            for here, there in self._list_sources(node):
                regions.append((self._reach(here), self._reach(there)))
        return regions

    def _reach(self, source: str) -> frozenset[str]:
        found = {source, *follow(self.process, source)}
        inside = {inner for one in found for inner in self._inside(one)}
        return frozenset(one for one in found | inside if one in self.process.nodes)

    def _list_sources(self, node: Node) -> Iterator[tuple[str, str]]:
        splits = node.kind in _SPLITS or node.kind not in GATEWAYS
        if splits:
            ways = [flow.target for flow in self.process.outgoing(node.id)]
            yield from combinations(ways, 2)
        if node.kind is NodeKind.BOUNDARY_EVENT and not node.interrupting and node.attached_to:
            yield node.id, node.attached_to
        if node.is_event_subprocess:
            yield from ((node.id, one.id) for one in self.process.members(node.scope))
        if node.loop and node.loop.multiple and not node.loop.sequential:
            yield node.id, node.id

    def _inside(self, node_id: str) -> Iterator[str]:
        for member in self.process.members(node_id):
            yield member.id
            yield from self._inside(member.id)

    def brings(self, node: Node, name: str) -> bool:
        """Whether the node brings a value of that name from outside; what it only gives itself is not meant."""
        brought = frozenset(self._find_brought(node))
        return EVERYTHING in brought or name in brought

    def _find_written(self, node: Node) -> Iterator[str]:
        yield from self._find_brought(node)
        if node.kind in ACTIVITIES:  # its own names hide those around it while it lasts
            yield from (mapping.target for mapping in node.extensions.inputs)
        host = self.process.nodes.get(node.attached_to or "")
        if host is not None and host.kind in SUBPROCESSES:
            yield from (mapping.target for mapping in host.extensions.inputs)

    def _find_brought(self, node: Node) -> Iterator[str]:
        extensions = node.extensions
        yield from (mapping.target for mapping in extensions.outputs)
        if extensions.decision and extensions.decision.result:
            yield extensions.decision.result
        if node.loop:
            yield from (name for name in (node.loop.result, node.loop.item, "loopCounter") if name)
        if node.kind in _PEOPLE and not extensions.outputs:
            form = extensions.task.form if extensions.task else None
            yield from self.forms.get(form or "", frozenset({EVERYTHING}))


def scope_of(node_id: str) -> str:
    """The call activity whose variables a node sees; empty: those of the process."""
    return node_id.rpartition("/")[0]
