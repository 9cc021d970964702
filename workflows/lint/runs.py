"""Walks through the markings of a net, breadth first, and remembers how each was reached."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from workflows.lint.net import Net, Step

MOST_MARKINGS = 100_000
MOST_STEPS = 400_000


@dataclass(frozen=True)
class Trace:
    """How a marking was reached: the step taken and the trace before it; None at a beginning."""

    before: "Trace | None"
    nodes: tuple[str, ...]

    def list_nodes(self) -> tuple[str, ...]:
        """Element ids from the start."""
        parts: list[tuple[str, ...]] = []
        trace: Trace | None = self
        while trace is not None:
            parts.append(trace.nodes)
            trace = trace.before
        every = [node for nodes in reversed(parts) for node in nodes]
        return tuple(node for node, _ in groupby(every))


def begin(start: str, passed: tuple[str, ...]) -> Trace:
    return Trace(None, (start, *passed))


def follow(trace: Trace, step: Step) -> Trace:
    return Trace(trace, (step.node, *step.passed))


def find_enabled(net: Net, marking: int) -> Iterator[Step]:
    """The steps that may happen now."""
    rest = marking
    while rest:
        bit = rest & -rest
        rest ^= bit
        for step in net.steps.get(bit, ()):
            if marking & step.need == step.need and not marking & step.forbid:
                yield step


def take(step: Step, marking: int) -> tuple[int, int]:
    """(the marking after the step, the places that would hold a second token)."""
    left = marking & ~step.need & ~step.clear
    return left | step.give, (left & step.give) | step.doubled


@dataclass(frozen=True)
class Deadlock:
    """Tokens that rest for ever."""

    marking: int
    trace: Trace


@dataclass(frozen=True)
class Doubling:
    """A step that puts a second token where one already is."""

    places: int
    step: Step
    trace: Trace


@dataclass(frozen=True)
class Exploration:
    """What was found; `complete` is False when the bound was reached first."""

    deadlock: Deadlock | None
    doubling: Doubling | None
    complete: bool


def explore(net: Net, *, most_markings: int = MOST_MARKINGS) -> Exploration:
    """The first deadlock and the first doubling, each by a shortest run."""
    deadlock: Deadlock | None = None
    doubling: Doubling | None = None
    queue = deque((marking, begin(start, passed)) for start, marking, passed in net.beginnings)
    seen = {marking for marking, _ in queue}
    tried = 0
    while queue and not (deadlock and doubling):
        marking, trace = queue.popleft()
        enabled = list(find_enabled(net, marking))
        tried += len(enabled)
        if marking and all(step.rescue for step in enabled):
            deadlock = deadlock or Deadlock(marking, trace)
        for step in enabled:
            following, doubled = take(step, marking)
            if doubled:
                doubling = doubling or Doubling(doubled, step, follow(trace, step))
            elif following not in seen:
                if len(seen) >= most_markings or tried > MOST_STEPS:
                    return Exploration(deadlock, doubling, complete=False)
                seen.add(following)
                queue.append((following, follow(trace, step)))
    return Exploration(deadlock, doubling, complete=True)
