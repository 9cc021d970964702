"""W2: one user task started, claimed, drafted, completed; and the same tasks fought over by several processes."""

from collections import Counter
from functools import partial
from time import perf_counter
from uuid import UUID

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, describe_times, work_together
from benchmarks.people import worker_of
from workflows import api
from workflows.errors import WorkflowError
from workflows.models import HistoryEvent, HumanTask, TaskState

KEY = "bench_one_task"
PROCESSES = 4
SECONDS = 10.0
FOUGHT_OVER = 400


def run(scale: Scale) -> Chapter:
    chapter = Chapter("W2: one user task: start, claim, draft, complete (four transactions)")
    models.publish(KEY, models.one_task(KEY))
    for processes in (1, PROCESSES):
        crew = work_together(processes, partial(_work_for, scale.seconds(SECONDS)))
        times = [seconds for result in crew.results for seconds in result]
        chapter.figures[f"tasks_{processes}"] = len(times) / crew.seconds
        chapter.add(
            f"{processes} process(es)",
            f"{len(times) / crew.seconds:,.0f} tasks/s · {describe_times(times)} for all four",
        )
    _fight(chapter, scale.count(FOUGHT_OVER, 10))
    return chapter


def _work_for(seconds: float, number: int) -> list[float]:
    actor = worker_of(number)
    taken: list[float] = []
    until = perf_counter() + seconds
    while perf_counter() < until:
        begun = perf_counter()
        case = api.start(KEY, {}, by=actor)
        task = HumanTask.objects.values_list("id", flat=True).get(instance=case.id)
        api.claim(task, by=actor)
        api.save_draft(task, {"note": "half way"}, rev=0, by=actor)
        api.complete(task, {"note": "done"}, by=actor)
        taken.append(perf_counter() - begun)
    return taken


def _fight(chapter: Chapter, count: int) -> None:
    """Every process claims and completes every task, all in the same order."""
    actor = worker_of(0)
    cases = [api.start(KEY, {}, by=actor).id for _ in range(count)]
    tasks = list(HumanTask.objects.filter(instance__in=cases).values_list("id", flat=True))
    crew = work_together(PROCESSES, partial(_grab, tasks))
    winners = Counter(task for result in crew.results for task in result)
    done = HumanTask.objects.filter(id__in=tasks, state=TaskState.COMPLETED).count()
    told = HistoryEvent.objects.filter(instance_id__in=cases, kind="task_completed").count()
    double = sum(1 for number in winners.values() if number > 1) + told - done
    chapter.add(
        f"{count} tasks claimed and completed by {PROCESSES} at once",
        f"{count - done} lost · {double} done twice",
        "0 · 0",
        done == count and double == 0,
    )


def _grab(tasks: list[UUID], number: int) -> list[UUID]:
    actor, won = worker_of(number), []
    for task in tasks:
        try:
            api.claim(task, by=actor)
            api.complete(task, {}, by=actor)
        except WorkflowError:
            continue
        won.append(task)
    return won
