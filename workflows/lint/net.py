"""The token game of a process as a net: places are bits, a marking is an integer.

A place is a flow on which a token can rest, or an activity that is under way. Nodes that only pass a token on (one
way out, nothing attached) are folded into the flow that follows them, which keeps two tokens on one flow visible
and the net small. `keep` names nodes that must stay visible.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

from workflows.bpmn import ACTIVITIES, SUBPROCESSES, EventKind, Flow, Node, NodeKind, Process

WIDEST_CHOICE = 6


@dataclass(frozen=True)
class Step:
    """A transition: takes `need`, is barred while `forbid` holds any token, removes `clear`, adds `give`.

    `doubled` are places it fills twice at once, `enters` marks an activity that is begun and not yet done, `skips` one
    that repeats no time at all, and `rescue` a boundary event of a subprocess, which must not hide that the inside is
    stuck. `taken` are the flows an exclusive or inclusive gateway chooses."""

    node: str
    need: int
    give: int
    forbid: int = 0
    clear: int = 0
    doubled: int = 0
    enters: bool = False
    skips: bool = False
    rescue: bool = False
    passed: tuple[str, ...] = ()
    taken: tuple[str, ...] = ()


@dataclass(frozen=True)
class Given:
    """The tokens put on some flows: their places, the ones filled twice, and the nodes passed on the way."""

    places: int = 0
    doubled: int = 0
    passed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Net:
    """The steps indexed by the lowest place they need, and what each place stands for."""

    steps: Mapping[int, tuple[Step, ...]]
    places: tuple[str, ...]
    beginnings: tuple[tuple[str, int, tuple[str, ...]], ...]
    """(node id, marking, nodes passed) of each way to begin."""

    def name_places(self, marking: int) -> list[str]:
        return [name for index, name in enumerate(self.places) if marking >> index & 1]


def build_net(process: Process, *, keep: frozenset[str] = frozenset()) -> Net:
    """The net of a process whose references are sound (see `references`)."""
    return _Builder(process, keep).build()


@dataclass
class _Builder:
    process: Process
    keep: frozenset[str]
    bits: dict[str, int] = field(default_factory=dict)
    steps: list[Step] = field(default_factory=list)

    def build(self) -> Net:
        beginnings = tuple(self._find_beginnings())
        for node in self.process.nodes.values():
            if not self._is_folded(node):
                self.steps += self._make_steps(node)
        indexed: dict[int, list[Step]] = {}
        for step in self.steps:
            indexed.setdefault(step.need & -step.need, []).append(step)
        return Net({bit: tuple(steps) for bit, steps in indexed.items()}, tuple(self.bits), beginnings)

    def _find_beginnings(self) -> Iterator[tuple[str, int, tuple[str, ...]]]:
        starts = list(self.process.starts())
        for member in self.process.nodes.values():
            if member.is_event_subprocess:
                starts += self.process.starts(member.id)
        for start in starts:
            given = self._give(self.process.outgoing(start.id))
            yield start.id, given.places, given.passed

    # places

    def _bit(self, name: str) -> int:
        if name not in self.bits:
            self.bits[name] = 1 << len(self.bits)
        return self.bits[name]

    def _flow_bit(self, flow: Flow) -> int:
        return self._bit(self._rest(flow)[0].id)

    def _active_bit(self, node_id: str) -> int:
        return self._bit(f"@{node_id}")

    def _is_folded(self, node: Node) -> bool:
        if node.id in self.keep or len(self.process.outgoing(node.id)) != 1:
            return False
        if node.kind in (NodeKind.PARALLEL, NodeKind.INCLUSIVE):
            return len(self.process.incoming(node.id)) == 1
        if node.kind in ACTIVITIES:
            return node.kind not in SUBPROCESSES and not self.process.boundaries(node.id)
        return node.kind not in (NodeKind.START_EVENT, NodeKind.BOUNDARY_EVENT)

    def _rest(self, flow: Flow) -> tuple[Flow, tuple[str, ...]]:
        """The flow on which a token put on `flow` comes to rest, and the nodes it passes."""
        passed: list[str] = []
        while True:
            node = self.process.nodes.get(flow.target)
            if node is None or not self._is_folded(node) or node.id in passed:
                return flow, tuple(passed)
            passed.append(node.id)
            flow = self.process.outgoing(node.id)[0]

    def _is_sink(self, rest: Flow, passed: tuple[str, ...]) -> bool:
        """Whether a token on the flow just ends, without meeting another on the way: it need not be followed."""
        node = self.process.nodes.get(rest.target)
        if node is None or node.kind is not NodeKind.END_EVENT or node.id in self.keep:
            return False
        if node.event_kinds & {EventKind.TERMINATE, EventKind.ERROR}:
            return False
        return all(len(self.process.incoming(name)) == 1 for name in passed)

    def _give(self, flows: Iterable[Flow]) -> Given:
        places, doubled, passed = 0, 0, tuple[str, ...]()
        for flow in flows:
            rest, nodes = self._rest(flow)
            passed += nodes
            if self._is_sink(rest, nodes):
                passed += (rest.target,)
                continue
            doubled |= places & self._bit(rest.id)
            places |= self._bit(rest.id)
        return Given(places, doubled, passed)

    def _step(self, node: Node, need: int, given: Given, **options: Any) -> Step:
        return Step(node.id, need, given.places, doubled=given.doubled, passed=given.passed, **options)

    def _inside(self, scope: str) -> int:
        """All places inside a subprocess, however deep."""
        bits = 0
        for member in self.process.members(scope):
            for flow in self.process.outgoing(member.id):
                bits |= self._flow_bit(flow)
            if self._stays(member):
                bits |= self._active_bit(member.id)
            if member.kind is NodeKind.BOUNDARY_EVENT and not member.interrupting:
                bits |= self._bit(f"!{member.id}")
            if member.kind in SUBPROCESSES:
                bits |= self._inside(member.id)
        return bits

    def _stays(self, node: Node) -> bool:
        """Whether a token stays in the node while its boundary events or its inside are at work."""
        return node.kind in SUBPROCESSES or bool(self.process.boundaries(node.id))

    # steps

    def _make_steps(self, node: Node) -> Iterator[Step]:
        if node.kind in (NodeKind.START_EVENT, NodeKind.BOUNDARY_EVENT) or node.is_event_subprocess:
            return
        if node.kind is NodeKind.END_EVENT:
            yield from self._end(node)
        elif node.kind is NodeKind.PARALLEL:
            yield self._join_all(node)
        elif node.kind is NodeKind.INCLUSIVE:
            yield from self._choose_some(node)
        elif node.kind in (NodeKind.EXCLUSIVE, NodeKind.EVENT_BASED, NodeKind.COMPLEX):
            yield from self._choose_one(node)
        else:
            yield from self._work(node) if self._stays(node) else self._pass(node)
            if may_be_skipped(node):
                yield from (replace(step, skips=True) for step in self._pass(node))

    def _needs(self, node: Node) -> list[int]:
        """The places from which a token enters the node, each once."""
        return list(dict.fromkeys(self._flow_bit(flow) for flow in self.process.incoming(node.id)))

    def _pass(self, node: Node) -> Iterator[Step]:
        given = self._give(self.process.outgoing(node.id))
        for need in self._needs(node):
            yield self._step(node, need, given)

    def _choose_one(self, node: Node) -> Iterator[Step]:
        for need in self._needs(node):
            for flow in self.process.outgoing(node.id):
                yield self._step(node, need, self._give([flow]), taken=(flow.id,))

    def _join_all(self, node: Node) -> Step:
        need = 0
        for bit in self._needs(node):
            need |= bit
        return self._step(node, need, self._give(self.process.outgoing(node.id)))

    def _choose_some(self, node: Node) -> Iterator[Step]:
        choices = list(_subsets(self.process.outgoing(node.id)))
        for need, forbid in self._join_some(node):
            for flows in choices:
                taken = tuple(flow.id for flow in flows)
                yield self._step(node, need, self._give(flows), forbid=forbid, taken=taken)

    def _join_some(self, node: Node) -> Iterator[tuple[int, int]]:
        """(tokens taken, tokens that must be nowhere): the join waits for all that can still come."""
        incoming = self.process.incoming(node.id)
        barred = {flow.id: self._flow_bit(flow) | self._coming(flow, node) for flow in incoming}
        for arrived in _subsets(incoming):
            need, forbid = 0, 0
            for flow in arrived:
                need |= self._flow_bit(flow)
            for flow in incoming:
                if flow not in arrived:
                    forbid |= barred[flow.id]
            yield need, forbid & ~need

    def _coming(self, flow: Flow, join: Node) -> int:
        """Places from which a token can still reach `flow` without passing the join."""
        before = _find_before(self.process, flow.source, join.id)
        bits = 0
        for name in before:
            for incoming in self.process.incoming(name):
                bits |= self._flow_bit(incoming)
            if self._stays(self.process.nodes[name]):
                bits |= self._active_bit(name)
        return bits

    def _work(self, node: Node) -> Iterator[Step]:
        """An activity that a token enters, works in, and leaves or is driven out of."""
        active = self._active_bit(node.id)
        inside = self._inside(node.id) if node.kind in SUBPROCESSES else 0
        begun = self._give_inside(node)
        begun = replace(begun, places=begun.places | active)
        for need in self._needs(node):
            yield self._step(node, need, begun, enters=True)
        fired = self._fired_bits(node)
        yield self._step(
            node, active, self._give(self.process.outgoing(node.id)), forbid=inside & ~fired, clear=fired
        )
        for boundary in self.process.boundaries(node.id):
            yield self._leave_by(node, boundary, active, inside | fired)

    def _fired_bits(self, node: Node) -> int:
        """The marks of the node's non-interrupting boundary events that have happened in this round."""
        fired = 0
        for boundary in self.process.boundaries(node.id):
            if not boundary.interrupting:
                fired |= self._bit(f"!{boundary.id}")
        return fired

    def _give_inside(self, node: Node) -> Given:
        starts = self.process.starts(node.id) if node.kind in SUBPROCESSES else ()
        given = self._give(flow for start in starts for flow in self.process.outgoing(start.id))
        return replace(given, passed=(*(start.id for start in starts), *given.passed))

    def _leave_by(self, host: Node, boundary: Node, active: int, inside: int) -> Step:
        rescue = host.kind in SUBPROCESSES
        given = self._give(self.process.outgoing(boundary.id))
        if boundary.interrupting:
            return self._step(boundary, active, given, clear=inside, rescue=rescue)
        once = self._bit(f"!{boundary.id}")
        given = replace(given, places=given.places | active | once)
        return self._step(boundary, active, given, forbid=once, rescue=rescue)

    def _end(self, node: Node) -> Iterator[Step]:
        clear, given = 0, Given()
        if EventKind.TERMINATE in node.event_kinds:
            clear = self._inside(node.scope)
        elif EventKind.ERROR in node.event_kinds:
            clear, given = self._throw(node)
        for need in self._needs(node):
            yield self._step(node, need, given, clear=clear)

    def _throw(self, node: Node) -> tuple[int, Given]:
        """What an error clears, and where its token goes: the nearest catching boundary, else nowhere."""
        code = node.events[0].code
        for parent in self.process.enclosing(node):
            for boundary in self.process.boundaries(parent.id):
                if any(e.kind is EventKind.ERROR and e.code in (None, code) for e in boundary.events):
                    clear = self._inside(parent.id) | self._active_bit(parent.id) | self._fired_bits(parent)
                    given = self._give(self.process.outgoing(boundary.id))
                    return clear, replace(given, passed=(boundary.id, *given.passed))
        return self._inside(self.process.id), Given()


def may_be_skipped(node: Node) -> bool:
    """Whether an activity that repeats may do so no time at all: over an empty list, or with its test before."""
    loop = node.loop
    if loop is None:
        return False
    if not loop.multiple:
        return loop.test_before
    return not (loop.cardinality and loop.cardinality.text.isdecimal() and int(loop.cardinality.text))


def _subsets(flows: tuple[Flow, ...]) -> Iterator[tuple[Flow, ...]]:
    """All non-empty subsets; of a very wide choice only single flows and all together."""
    sizes = range(1, len(flows) + 1) if len(flows) <= WIDEST_CHOICE else (1, len(flows))
    for size in sizes:
        yield from combinations(flows, size)


def _find_before(process: Process, node_id: str, barrier: str) -> set[str]:
    """Nodes from which `node_id` can be reached without passing `barrier`, itself included."""
    found: set[str] = set()
    waiting = [node_id]
    while waiting:
        current = waiting.pop()
        node = process.nodes.get(current)
        if node is None or current in found or current == barrier:
            continue
        found.add(current)
        waiting += [flow.source for flow in process.incoming(current)]
        if node.attached_to:
            waiting.append(node.attached_to)
    return found
