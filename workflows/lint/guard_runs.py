"""Searches the runs of a process for one that breaks a guard.

The first search lets every choice go either way. Only where it finds a run is a second one made that remembers what
the choices on the way have shown, so that a way nobody can go is not held against a process.
"""

from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from workflows.bpmn import GATEWAYS, Node, NodeKind, Process
from workflows.lint.guard_choices import Fact, are_possible, find_facts, find_roots
from workflows.lint.guard_writes import Writes, scope_of
from workflows.lint.net import WIDEST_CHOICE, Net, Step, build_net
from workflows.lint.runs import MOST_MARKINGS, MOST_STEPS, Trace, begin, find_enabled, follow, take

_FEWER_MARKINGS = 20_000


@dataclass(frozen=True)
class Search:
    """The shortest offending run (None: there is none), how many steps of the guard it had passed by then."""

    trace: Trace | None
    progress: int = 0
    complete: bool = True


Places = Collection[str]
Offends = Callable[[Step, int, int], bool]
"""(step, progress before it, marking after it) → whether the run breaks the guard."""


def find_early_arrival(
    writes: Writes, targets: Places, passes: Sequence[Places], *, most: int = MOST_MARKINGS
) -> Search:
    """A run that enters one of the targets before it has passed everything, in order."""
    seekers = _Seekers(writes, frozenset(targets), passes)

    def offends(step: Step, progress: int, _marking: int) -> bool:
        return seekers.arrives(step) and progress < len(passes)

    return seekers.search(offends, most)


def find_unanswered(
    writes: Writes, causes: Places, passes: Sequence[Places], *, most: int = MOST_MARKINGS
) -> Search:
    """A run that passes one of the causes and ends before it has, after that, passed everything in order."""
    seekers = _Seekers(writes, frozenset(causes), passes, restarts=True)

    def offends(_step: Step, progress: int, marking: int) -> bool:
        return not marking and progress < len(passes)

    return seekers.search(offends, most)


def find_sequence(writes: Writes, sequence: Sequence[Places], *, most: int = MOST_MARKINGS) -> Search:
    """A run that passes the whole sequence in order."""
    seekers = _Seekers(writes, frozenset(), sequence)
    last = len(sequence) - 1

    def offends(step: Step, progress: int, _marking: int) -> bool:
        return progress == last and seekers.advances(step, last)

    return seekers.search(offends, most)


@dataclass(frozen=True)
class _State:
    """A run so far: where its tokens are, how much of the guard it has passed, what its choices have shown."""

    marking: int
    progress: int
    facts: frozenset[Fact] = frozenset()


class _Seekers:
    """`restarts`: only a target begins the guard, and begins it anew."""

    def __init__(
        self, writes: Writes, targets: frozenset[str], passes: Sequence[Places], *, restarts: bool = False
    ) -> None:
        self.process, self.targets, self.restarts = writes.process, targets, restarts
        self.passing = [frozenset(places) for places in passes]
        watched = targets.union(*self.passing) if self.passing else targets
        self.net: Net = build_net(writes.process, keep=watched)
        self.choices = _Choices(writes)

    def arrives(self, step: Step) -> bool:
        return step.node in self.targets and not step.skips

    def advances(self, step: Step, progress: int) -> bool:
        """A step of the guard counts when its node is done, not when it is begun."""
        done = not step.enters and not step.skips
        return done and progress < len(self.passing) and step.node in self.passing[progress]

    def move(self, step: Step, progress: int) -> int:
        if self.restarts and self.arrives(step) and not step.enters:
            return 0
        return progress + self.advances(step, progress)

    def search(self, offends: Offends, most: int) -> Search:
        found = self._walk(offends, most, reads_choices=False)
        if found.trace is not None and self.choices:
            again = self._walk(offends, min(most, _FEWER_MARKINGS), reads_choices=True)
            found = again if again.complete else found
        if found.trace is None and any(
            _is_very_wide(self.process, one) for one in self.process.nodes.values()
        ):
            return replace(found, complete=False)  # of a very wide choice not every mixture is looked at
        return found

    def _walk(self, offends: Offends, most: int, *, reads_choices: bool) -> Search:
        begun = (self._begin(*one, reads_choices=reads_choices) for one in self.net.beginnings)
        queue = deque(begun)
        seen: set[_State] = {state for state, _ in queue}
        tried = 0
        while queue:
            state, trace = queue.popleft()
            for step in find_enabled(self.net, state.marking):
                facts = self.choices.learn(state.facts, step) if reads_choices else state.facts
                if facts is None:
                    continue
                marking = take(step, state.marking)[0]
                progress = self.move(step, state.progress)
                if offends(step, progress if self.restarts else state.progress, marking):
                    passed = step.passed if self.restarts else ()
                    return Search(Trace(trace, (step.node, *passed)), state.progress)
                tried += 1
                following = _State(marking, progress, facts)
                if following not in seen:
                    if len(seen) >= most or tried > MOST_STEPS:
                        return Search(None, complete=False)
                    seen.add(following)
                    queue.append((following, follow(trace, step)))
        return Search(None)

    def _begin(
        self, start: str, marking: int, passed: tuple[str, ...], *, reads_choices: bool
    ) -> tuple[_State, Trace]:
        progress = 1 if self.passing and start in self.passing[0] else 0
        if self.restarts:
            progress = 0 if start in self.targets else len(self.passing)
        facts = self.choices.pass_by(frozenset(), passed) if reads_choices else frozenset[Fact]()
        return _State(marking, progress, facts), begin(start, passed)


class _Choices:
    """What the choosing gateways of a process show about its variables."""

    def __init__(self, writes: Writes) -> None:
        self.process, self.writes = writes.process, writes
        self.shown = {
            node.id: self._read(node) for node in self.process.nodes.values() if node.kind in GATEWAYS
        }
        self.useful: dict[Fact, bool] = {}

    def __bool__(self) -> bool:
        """Whether any choice depends on what can be known."""
        return any(self._is_useful(fact) for shown in self.shown.values() for fact in _flatten(shown))

    def learn(self, facts: frozenset[Fact], step: Step) -> frozenset[Fact] | None:
        """The facts after a step; None when it cannot be taken with what is known."""
        node = self.process.nodes.get(step.node)
        if node is not None and step.taken:
            told = self._choose(node, step.taken)
            if told and not are_possible(facts | told):
                return None
            facts |= told
        told = frozenset[Fact]()
        if not step.enters and not step.skips:
            told = self.writes.hand_out(facts, step.node) | self.writes.find_set(step.node)
        return self.pass_by(self.writes.leave(facts, (step.node,)) | told, step.passed)

    def pass_by(self, facts: frozenset[Fact], nodes: tuple[str, ...]) -> frozenset[Fact]:
        """The facts that stand after nodes that only pass a token on."""
        for node in nodes:
            facts = self.writes.leave(facts, (node,)) | self.writes.find_set(node)
        return frozenset(fact for fact in facts if self._is_useful(fact))

    def _choose(self, node: Node, taken: tuple[str, ...]) -> frozenset[Fact]:
        """A flow that was taken: its condition holds. The default was taken: no other condition does."""
        shown = self.shown[node.id]
        told = frozenset[Fact]()
        for flow_id, facts in shown.items():
            if flow_id in taken:
                told |= facts
            elif node.default in taken or node.kind is NodeKind.INCLUSIVE:
                told |= {replace(fact, holds=False) for fact in facts}
        return told

    def _read(self, node: Node) -> dict[str, frozenset[Fact]]:
        scope = scope_of(node.id)
        if node.kind not in (NodeKind.EXCLUSIVE, NodeKind.INCLUSIVE):
            return {}
        return {
            flow.id: find_facts(scope, flow.condition.text, holds=True)
            for flow in self.process.outgoing(node.id)
            if flow.condition and flow.id != node.default
        }

    def _is_useful(self, fact: Fact) -> bool:
        """Whether a choice may depend on the fact, and nothing else may change it meanwhile."""
        if fact not in self.useful:
            asking = self._find_asking(fact)
            is_asked = bool(asking) or self._is_handed_out(fact)
            self.useful[fact] = is_asked and not self.writes.may_race(fact, asking)
        return self.useful[fact]

    def _find_asking(self, fact: Fact) -> frozenset[str]:
        """The gateways that choose by one of its variables."""
        roots = find_roots(fact)
        return frozenset(
            name
            for name, shown in self.shown.items()
            if any(one.scope == fact.scope and find_roots(one) & roots for one in _flatten(shown))
        )

    def _is_handed_out(self, fact: Fact) -> bool:
        return bool(self.writes.hand_out(frozenset({fact}), fact.scope))


def _flatten(shown: dict[str, frozenset[Fact]]) -> Iterator[Fact]:
    for facts in shown.values():
        yield from facts


def _is_very_wide(process: Process, node: Node) -> bool:
    ways = max(len(process.outgoing(node.id)), len(process.incoming(node.id)))
    return node.kind is NodeKind.INCLUSIVE and ways > WIDEST_CHOICE
