"""What a move by hand would skip of the legal guards: steps the law asks for that the case has not passed.

Looked at on the drawing of the process the token is in. Whether a choice protects a guarded place only its data say,
so a move may jump over none: it is refused where it brings the case, in choices still to come, nearer to such a place
without the steps. `never` and `within` of a guard say nothing about a move.
"""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import inf

from workflows.bpmn import NodeKind, Process
from workflows.lint.guard_letters import Kinds, Letters
from workflows.lint.guard_places import Places
from workflows.lint.guard_rules import Guard, Selector
from workflows.lint.guard_writes import Writes


@dataclass(frozen=True)
class Skipped:
    """A guard that the move would break, and the step of it that would be left out."""

    guard: Guard
    step: str


def find_skipped(
    process: Process,
    guards: Collection[Guard],
    done: Collection[str],
    *,
    origin: str,
    target: str,
    parts: Collection[Process] = (),
    letter_kinds: Kinds | None = None,
) -> Iterator[Skipped]:
    """`done`: the nodes the case has completed, in any of the `parts` it calls too; `origin` and `target`: where the
    token is and would be."""
    places, *called = (
        Places(one, Letters(one, Writes(one), letter_kinds or {})) for one in (process, *parts)
    )
    for guard in guards:
        if process.id in guard.not_in:
            continue
        goals = _find_goals(guard, process, places, done)
        for step in guard.passes:
            passing = _find(places, step, surely=True)
            elsewhere = frozenset().union(*(_find(one, step, surely=True) for one in called))
            if (passing | elsewhere) & set(done):
                continue
            ways = _Ways(process, goals, passing)
            if ways.count_choices(target) < ways.count_choices(origin):
                yield Skipped(guard, step.describe())


def _find_goals(guard: Guard, process: Process, places: Places, done: Collection[str]) -> frozenset[str]:
    """Where nobody may arrive without the steps of the guard; after its cause, that is every end."""
    if guard.to is not None and guard.within is None:
        return _find(places, guard.to)
    if guard.after is not None and _find(places, guard.after) & set(done):
        return frozenset(node.id for node in process.nodes.values() if node.kind is NodeKind.END_EVENT)
    return frozenset()


def _find(places: Places, selector: Selector, *, surely: bool = False) -> frozenset[str]:
    return frozenset(node.id for node in places.find(selector, surely=surely))


@dataclass(frozen=True)
class _Ways:
    """The ways to the goals past none of the steps."""

    process: Process
    goals: frozenset[str]
    passing: frozenset[str]

    def count_choices(self, start: str) -> float:
        """The fewest choices on a way from the node to a goal, the node itself included; infinite without a way."""
        ahead, seen = deque([(0, start)]), set[str]()
        while ahead:
            count, node_id = ahead.popleft()
            if node_id in seen or node_id in self.passing:
                continue
            if node_id in self.goals:
                return count
            seen.add(node_id)
            for following in _follow(self.process, node_id):
                if _is_choice(self.process, node_id):
                    ahead.append((count + 1, following))
                else:
                    ahead.appendleft((count, following))
        return inf


def _is_choice(process: Process, node_id: str) -> bool:
    """Whether not every way out of it is taken; so is an activity that a boundary event may leave."""
    node = process.nodes.get(node_id)
    parallel = node is not None and node.kind is NodeKind.PARALLEL
    return not parallel and len(list(_follow(process, node_id))) > 1


def _follow(process: Process, node_id: str) -> Iterator[str]:
    """The nodes a token may come to next: along a flow, out of a boundary, into and out of a subprocess."""
    yield from (flow.target for flow in process.outgoing(node_id))
    yield from (event.id for event in process.boundaries(node_id))
    node = process.nodes.get(node_id)
    if node is None:
        return
    yield from (start.id for start in process.starts(node_id))
    if node.kind is NodeKind.END_EVENT and node.scope != process.id:
        yield from (flow.target for flow in process.outgoing(node.scope))
    for around in process.enclosing(node):
        yield from (event.id for event in process.boundaries(around.id))
