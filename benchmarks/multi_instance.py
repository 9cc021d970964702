"""W5: multi-instances of 20 to 300 items: seconds and how they grow."""

from math import log
from time import perf_counter
from uuid import UUID

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, profile
from benchmarks.people import worker_of
from workflows import api
from workflows.models import HumanTask

SIZES = (20, 100, 200, 300)
ROUNDS = 3
SECONDS, TIMES = 2.0, 20.0


def run(scale: Scale) -> Chapter:
    chapter = Chapter("W5: multi-instances")
    sizes = SIZES if scale.factor >= 0.02 else (2, 4)
    rounds = scale.count(ROUNDS, 1)
    _measure(chapter, "bench_items", sizes, rounds)
    _measure(chapter, "bench_people", sizes, 1)
    if chapter.misses:
        chapter.profile = profile(lambda: _run_through("bench_people", sizes[-1]))
    return chapter


def _measure(chapter: Chapter, key: str, sizes: tuple[int, ...], rounds: int) -> None:
    by_people = key == "bench_people"
    models.publish(key, models.items(key, by_people=by_people))
    _run_through(key, 2)
    taken = [min(_run_through(key, size) for _ in range(rounds)) for size in sizes]
    growth = log(taken[-1] / taken[0]) / log(sizes[-1] / sizes[0])
    ratio = taken[-1] / taken[0]
    what = (
        "items done by people, a durable completion each" if by_people else "automatic items, one transaction"
    )
    told = " · ".join(f"{size}: {seconds:.3f} s" for size, seconds in zip(sizes, taken, strict=True))
    if by_people:
        chapter.add(what, f"{told} · {taken[-1] / sizes[-1] * 1000:.1f} ms an item at {sizes[-1]}")
        chapter.notes.append(f"Items done by people grow with exponent {growth:.2f}.")
        return
    chapter.add(what, f"{told} · exponent {growth:.2f}")
    chapter.add(f"{sizes[-1]} items", f"{taken[-1]:.2f} s", f"≤ {SECONDS:.0f} s", taken[-1] <= SECONDS)
    chapter.add(f"{sizes[-1]} items against {sizes[0]}", f"{ratio:.1f} ×", f"≤ {TIMES:.0f} ×", ratio <= TIMES)


def _run_through(key: str, size: int) -> float:
    """Seconds from the start until every item and the last task are done."""
    actor = worker_of(0)
    begun = perf_counter()
    case = api.start(key, {"lines": list(range(size))}, by=actor)
    for _ in range(2):
        for task in _open(case.id):
            api.complete(task, {}, by=actor)
    return perf_counter() - begun


def _open(case: UUID) -> list[UUID]:
    waiting = HumanTask.objects.filter(instance=case, state="ready")
    return list(waiting.order_by("created_at", "id").values_list("id", flat=True))
