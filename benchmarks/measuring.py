"""What a benchmark is made of: its scale, its lines with targets, percentiles, and processes that work side by side."""

import cProfile
import io
import pstats
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing import get_context
from time import perf_counter
from typing import Any


@dataclass(frozen=True, slots=True)
class Scale:
    """How large a run is: 1 is full size, 0.02 is `--quick`."""

    factor: float = 1.0

    def count(self, full: int, least: int = 1) -> int:
        return max(least, round(full * self.factor))

    def seconds(self, full: float, least: float = 0.5) -> float:
        return max(least, full * self.factor)


@dataclass(frozen=True, slots=True)
class Line:
    """One figure. `met` is None where no target was set."""

    what: str
    measured: str
    target: str = ""
    met: bool | None = None


@dataclass(slots=True)
class Chapter:
    """The figures of one benchmark; `profile` explains a miss; `figures` are for ratios with other chapters."""

    title: str
    lines: list[Line] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    profile: str = ""
    figures: dict[str, float] = field(default_factory=dict)

    def add(self, what: str, measured: str, target: str = "", met: bool | None = None) -> None:
        self.lines.append(Line(what, measured, target, met))

    @property
    def misses(self) -> list[Line]:
        return [line for line in self.lines if line.met is False]


def percentile(seconds: Sequence[float], share: float) -> float:
    """The nearest-rank percentile, in the unit given; 0 for nothing."""
    ordered = sorted(seconds)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0


def describe_times(seconds: Sequence[float]) -> str:
    """Median, 95th percentile and maximum in milliseconds."""
    middle, late, last = (percentile(seconds, share) * 1000 for share in (0.5, 0.95, 1.0))
    return f"p50 {middle:.2f} ms · p95 {late:.2f} ms · max {last:.1f} ms"


def time_each(act: Callable[[], object], times: int) -> list[float]:
    """Seconds of each of `times` calls."""
    taken: list[float] = []
    for _ in range(times):
        begun = perf_counter()
        act()
        taken.append(perf_counter() - begun)
    return taken


@dataclass(frozen=True, slots=True)
class Crew:
    """What processes did side by side: each one's result, and the seconds from their common start to the last end."""

    results: list[Any]
    seconds: float


def work_together(processes: int, act: Callable[[int], Any]) -> Crew:
    """Run `act(number)` in forked processes that start at the same moment. Raises RuntimeError when one fails."""
    from django.db import connections

    connections.close_all()  # a connection must not be shared with a child
    context = get_context("fork")
    barrier, answers = context.Barrier(processes + 1), context.Queue()

    def run(number: int) -> None:
        barrier.wait()
        try:
            answers.put((number, act(number), perf_counter(), ""))
        except BaseException as error:  # noqa: BLE001  told to the parent, which raises
            answers.put((number, None, perf_counter(), repr(error)))
        finally:
            connections.close_all()

    children = [context.Process(target=run, args=(number,), daemon=True) for number in range(processes)]
    for child in children:
        child.start()
    barrier.wait()
    begun = perf_counter()
    told = sorted((answers.get() for _ in children), key=lambda answer: answer[0])
    for child in children:
        child.join()
    failures = [failure for *_, failure in told if failure]
    if failures:
        raise RuntimeError(f"A process of the benchmark failed: {failures[0]}")
    return Crew([result for _, result, *_ in told], max(end for *_, end, _ in told) - begun)


def profile(act: Callable[[], object], *, lines: int = 14) -> str:
    """The functions that take the most time of their own in `act`."""
    profiler = cProfile.Profile()
    profiler.runcall(act)
    text = io.StringIO()
    pstats.Stats(profiler, stream=text).sort_stats("tottime").print_stats(lines)
    return _strip_paths(text.getvalue())


def _strip_paths(text: str) -> str:
    """Paths from the package on: where this machine keeps its files is of no interest."""
    kept: list[str] = []
    for line in text.splitlines():
        head, slash, tail = line.rpartition("/")
        if not slash:
            kept.append(line.rstrip())
            continue
        numbers, _, path = head.rpartition("  ")
        folder = path.rstrip("/").rpartition("/")[2]
        kept.append(f"{numbers}  {folder}/{tail}")
    return "\n".join(line for line in kept if line.strip())
