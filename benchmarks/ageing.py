"""Does an instance get slower with age? The cost of a step after 5,000 steps against that after 10."""

from statistics import median
from time import perf_counter, process_time
from uuid import UUID

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, profile
from benchmarks.people import worker_of
from workflows import api
from workflows.models import HumanTask, ProcessInstance

KEY = "bench_loop"
STEPS = 5_000
SAMPLE = 300
MOST = 1.2


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Age: the cost of a step at history length 5,000 against 10")
    models.publish(KEY, models.loop(KEY))
    steps, sample = scale.count(STEPS, 30), scale.count(SAMPLE, 5)
    old, young = _start(), _start()
    for _ in range(steps):
        _step(old)
    for _ in range(10):
        _step(young)
    walls: dict[UUID, list[float]] = {old: [], young: []}
    owns: dict[UUID, list[float]] = {old: [], young: []}
    for _ in range(sample):  # in turns, so that whatever else the machine does hurts both alike
        for case in (old, young):
            wall, own = _step(case)
            walls[case].append(wall)
            owns[case].append(own)
    ratio = median(walls[old]) / median(walls[young])
    chapter.add(
        f"Median step, history of {steps:,} steps against {10 + sample // 2}",
        f"{median(walls[old]) * 1000:.2f} ms against {median(walls[young]) * 1000:.2f} ms = {ratio:.2f} × "
        f"(processor time {median(owns[old]) / median(owns[young]):.2f} ×)",
        f"≤ {MOST} ×",
        ratio <= MOST,
    )
    sizes = {case: len(bytes(ProcessInstance.objects.get(id=case).state)) for case in (old, young)}
    chapter.add("Bytes of state", f"{sizes[old]} against {sizes[young]}")
    if chapter.misses:
        chapter.profile = profile(lambda: [_step(old) for _ in range(50)])
    return chapter


def _start() -> UUID:
    return api.start(KEY, {"more": True}, by=worker_of(0)).id


def _step(case: UUID) -> tuple[float, float]:
    """Seconds of one completion, and of this process's own time in it."""
    actor = worker_of(0)
    task = HumanTask.objects.values_list("id", flat=True).get(instance=case, state="ready")
    begun, own = perf_counter(), process_time()
    api.complete(task, {"more": True}, by=actor)
    return perf_counter() - begun, process_time() - own
