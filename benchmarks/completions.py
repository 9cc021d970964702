"""Durable completions of user tasks on a model of forty nodes: the figure that says how much work a fund can do."""

from functools import partial
from time import perf_counter
from uuid import UUID

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, describe_times, profile, work_together
from benchmarks.people import worker_of
from workflows import api
from workflows.models import HumanTask, TaskState

KEY = "bench_forty"
DATA = {"amount": 812, "note": "Checked against the file", "accepted": True}
START = {"amount": 100, "subject": "Contribution of the third quarter", "party": "0123456749"}
PROCESSES = 4
SECONDS = 20.0
CASES = 40
WANTED, REACH = 250, 500


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Durable completions of a user task (40 nodes, api.complete, one transaction each)")
    models.publish(KEY, models.forty_nodes(KEY))
    for processes in (1, PROCESSES):
        crew = work_together(processes, partial(_complete_for, scale.seconds(SECONDS, 1.0)))
        times = [seconds for result in crew.results for seconds in result]
        rate = sum(len(result) / sum(result) for result in crew.results)
        chapter.figures[f"completions_{processes}"] = rate
        target, met = "", None
        if processes == PROCESSES:
            target, met = f"≥ {WANTED}/s (reach {REACH}/s)", rate >= WANTED
        chapter.add(f"{processes} process(es)", f"{rate:,.0f}/s · {describe_times(times)}", target, met)
    if chapter.misses:
        chapter.profile = profile(lambda: _complete_for(2.0, 0))
    return chapter


def _complete_for(seconds: float, number: int) -> list[float]:
    """Complete tasks one after the other on this process's own cases; the seconds of each completion."""
    actor = worker_of(number)
    taken: list[float] = []
    until = perf_counter() + seconds
    while True:
        cases = [api.start(KEY, START, by=actor).id for _ in range(CASES)]
        until += 0.0 if taken else seconds - max(0.0, until - perf_counter())
        for _ in range(models.BLOCKS):
            for task in _open_tasks(cases):
                begun = perf_counter()
                api.complete(task, DATA, by=actor)
                taken.append(perf_counter() - begun)
                if perf_counter() > until:
                    return taken


def _open_tasks(cases: list[UUID]) -> list[UUID]:
    waiting = HumanTask.objects.filter(instance__in=cases, state=TaskState.READY)
    return list(waiting.values_list("id", flat=True))
