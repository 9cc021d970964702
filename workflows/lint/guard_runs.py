"""Searches the runs of a process for one that breaks a guard."""

from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from workflows.bpmn import Node, Process
from workflows.lint.guard_rules import Selector
from workflows.lint.net import Net, Step, build_net
from workflows.lint.runs import MOST_MARKINGS, MOST_STEPS, Trace, begin, find_enabled, follow, take


@dataclass(frozen=True)
class Search:
    """The shortest offending run (None: there is none), how many steps of the guard it had passed by then."""

    trace: Trace | None
    progress: int = 0
    complete: bool = True


def find_early_arrival(
    process: Process, targets: Collection[str], passes: Sequence[Selector], *, most: int = MOST_MARKINGS
) -> Search:
    """A run that enters one of the targets before it has passed everything, in order."""
    seekers = _Seekers(process, frozenset(targets), tuple(passes))
    return seekers.search(lambda step, progress: seekers.arrives(step) and progress < len(passes), most)


def find_sequence(process: Process, sequence: Sequence[Selector], *, most: int = MOST_MARKINGS) -> Search:
    """A run that passes the whole sequence in order."""
    seekers = _Seekers(process, frozenset(), tuple(sequence))
    last = len(sequence) - 1
    return seekers.search(lambda step, progress: progress == last and seekers.advances(step, last), most)


class _Seekers:
    """The run so far is remembered as (marking, number of steps passed)."""

    def __init__(self, process: Process, targets: frozenset[str], passes: tuple[Selector, ...]) -> None:
        self.targets = targets
        self.passing = [_find_matching(process, selector) for selector in passes]
        watched = targets.union(*self.passing) if self.passing else targets
        self.net: Net = build_net(process, keep=watched)

    def arrives(self, step: Step) -> bool:
        return step.node in self.targets

    def advances(self, step: Step, progress: int) -> bool:
        """A step of the guard counts when its node is done, not when it is begun."""
        return progress < len(self.passing) and not step.enters and step.node in self.passing[progress]

    def search(self, offends: Callable[[Step, int], bool], most: int) -> Search:
        seen: set[tuple[int, int]] = set()
        queue: deque[tuple[int, int, Trace]] = deque()
        for start, marking, passed in self.net.beginnings:
            queue.append((marking, self._begin(start), begin(start, passed)))
        tried = 0
        while queue:
            marking, progress, trace = queue.popleft()
            for step in find_enabled(self.net, marking):
                if offends(step, progress):
                    return Search(Trace(trace, (step.node,)), progress)
                tried += 1
                advanced = progress + self.advances(step, progress)
                state = (take(step, marking)[0], advanced)
                if state not in seen:
                    if len(seen) >= most or tried > MOST_STEPS:
                        return Search(None, complete=False)
                    seen.add(state)
                    queue.append((*state, follow(trace, step)))
        return Search(None)

    def _begin(self, start: str) -> int:
        return 1 if self.passing and start in self.passing[0] else 0


def find_matching(process: Process, selector: Selector) -> list[Node]:
    return [node for node in process.nodes.values() if selector.matches(node)]


def _find_matching(process: Process, selector: Selector) -> frozenset[str]:
    return frozenset(node.id for node in find_matching(process, selector))
