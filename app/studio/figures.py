"""The running model in numbers, element by element: where cases wait now, how long steps took, what was late or failed.

Every number is a number of cases, and `list_runs` names those very cases: both come from the same pairs of element and
run, under the veil of whoever reads.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import F, Q, QuerySet

from app.accounts.hiding import list_hidden, of_cases
from app.cases.positions import Model
from app.periods import Period, start_of
from workflows.models import (
    HumanTask,
    Incident,
    InstanceStatus,
    Job,
    JobState,
    ProcessInstance,
    ServiceLevelClock,
    Subscription,
    TaskState,
    Timer,
)

OPEN = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)
OPEN_TASKS = (TaskState.READY, TaskState.CLAIMED)
OPEN_JOBS = (JobState.READY, JobState.LOCKED, JobState.FAILED)
ONE_DAY = timedelta(days=1)
Pairs = Mapping[str, frozenset[UUID]]


class What(StrEnum):
    """What is counted."""

    WAITING = "waiting"
    DONE = "done"
    LATE = "late"
    ERRORS = "errors"
    PROMISES = "promises"


@dataclass(frozen=True)
class Asked:
    """A process, of it one version or all (None), in days both included; `now` is the instant of the page."""

    process: str
    version: int | None
    period: Period
    now: datetime

    @property
    def begins(self) -> datetime:
        return start_of(self.period.first)

    @property
    def ends(self) -> datetime:
        return start_of(self.period.last + ONE_DAY)


@dataclass(frozen=True)
class Took:
    """How long a step took from coming up to being done, in the period: half, and nine in ten, no longer than."""

    cases: int
    median: timedelta
    p90: timedelta


def list_runs_of(asked: Asked) -> QuerySet[ProcessInstance]:
    """The runs of the process that the reader may know of, trials left out."""
    runs = ProcessInstance.objects.filter(definition_key=asked.process, is_test=False)
    if asked.version is not None:
        runs = runs.filter(version__number=asked.version)
    hidden = list_hidden()
    return runs.exclude(of_cases(hidden)) if hidden else runs


def list_during(asked: Asked) -> QuerySet[ProcessInstance]:
    """Those that ran on a day of the period."""
    return list_runs_of(asked).filter(
        Q(ended_at__isnull=True) | Q(ended_at__gte=asked.begins), started_at__lt=asked.ends
    )


def gather(pairs: Iterable[tuple[str, UUID | None]]) -> Pairs:
    found: dict[str, set[UUID]] = defaultdict(set)
    for node, run in pairs:
        if run is not None:
            found[node].add(run)
    return {node: frozenset(runs) for node, runs in found.items()}


def read_waiting(asked: Asked) -> Pairs:
    """Which runs wait at which node now: for people, for time, for others, for operations, for a process called."""
    runs = list_runs_of(asked).filter(status__in=OPEN).values("pk")
    sources: list[QuerySet[Any]] = [
        HumanTask.objects.filter(state__in=OPEN_TASKS),
        Timer.objects.all(),
        Subscription.objects.all(),
        Job.objects.filter(state__in=OPEN_JOBS),
    ]
    rows = (
        row
        for source in sources
        for row in source.filter(instance__in=runs).values_list("node_id", "instance_id").distinct()
    )
    return gather([*rows, *list_open_calls(asked)])


#: A call that was begun by the process itself and neither ended nor was cancelled.
CALLS = """
WITH runs AS MATERIALIZED ({runs})
SELECT begun.node_id, begun.instance_id
FROM runs JOIN workflows_historyevent AS begun ON begun.instance_id = runs.id
WHERE begun.kind = 'call_started' AND NOT jsonb_exists(begun.data, 'call') AND NOT EXISTS (
    SELECT FROM workflows_historyevent AS ended
    WHERE ended.instance_id = begun.instance_id AND ended.id > begun.id
      AND ended.kind IN ('call_ended', 'call_cancelled') AND ended.data ->> 'running' = begun.data ->> 'running')
"""


def list_open_calls(asked: Asked) -> list[tuple[str, UUID]]:
    """(activity, run) for each process that a run has called and that has not ended."""
    runs, parameters = list_runs_of(asked).filter(status__in=OPEN).values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(CALLS.format(runs=runs), parameters)
        return list(cursor.fetchall())


def read_late(asked: Asked) -> Pairs:
    """Runs with a task whose date passed in the period before it was done, by node."""
    passed = Q(closed_at__gt=F("due_at")) | Q(state__in=OPEN_TASKS, due_at__lt=asked.now)
    tasks = HumanTask.objects.filter(passed, due_at__gte=asked.begins, due_at__lt=asked.ends)
    return gather(
        tasks.filter(instance__in=list_during(asked).values("pk")).values_list("node_id", "instance_id")
    )


def read_errors(asked: Asked) -> Pairs:
    """Runs with an incident opened in the period, by node."""
    incidents = Incident.objects.filter(opened_at__gte=asked.begins, opened_at__lt=asked.ends)
    runs = list_during(asked).values("pk")
    return gather(incidents.filter(instance__in=runs).values_list("node_id", "instance_id"))


def read_promises(asked: Asked) -> Pairs:
    """Runs that broke a promise in the period, by its name: `called_process/level` where a called process made it."""
    clocks = ServiceLevelClock.objects.filter(breached_at__gte=asked.begins, breached_at__lt=asked.ends)
    rows = clocks.filter(instance__in=list_during(asked).values("pk")).values_list(
        "process", "level", "instance_id"
    )
    return gather((f"{process}/{level}" if process else level, run) for process, level, run in rows)


#: A step's own token enters and leaves it; what happened inside a called process has a `call`.
STEPS = """
WITH runs AS MATERIALIZED ({runs}), steps AS (
    SELECT event.instance_id, event.node_id, event.token_id,
           min(event.at) FILTER (WHERE event.kind = 'node_entered') AS began,
           max(event.at) FILTER (WHERE event.kind = 'node_completed') AS done
    FROM runs JOIN workflows_historyevent AS event ON event.instance_id = runs.id
    WHERE event.kind IN ('node_entered', 'node_completed') AND event.at < %s AND NOT jsonb_exists(event.data, 'call')
    GROUP BY 1, 2, 3)
"""
TOOK = """
SELECT node_id, count(DISTINCT instance_id), percentile_cont(0.5) WITHIN GROUP (ORDER BY done - began),
       percentile_cont(0.9) WITHIN GROUP (ORDER BY done - began)
FROM steps WHERE done >= %s AND began IS NOT NULL GROUP BY node_id
"""
DONE = "SELECT DISTINCT instance_id FROM steps WHERE done >= %s AND began IS NOT NULL AND node_id = %s"


def ask_steps(asked: Asked, question: str, *more: str) -> list[tuple[Any, ...]]:
    runs, parameters = list_during(asked).values("id").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(STEPS.format(runs=runs) + question, [*parameters, asked.ends, asked.begins, *more])
        return list(cursor.fetchall())


def read_took(asked: Asked) -> dict[str, Took]:
    """Of each step of the process itself that was done in the period, how long it took; calls as one step."""
    return {node: Took(*rest) for node, *rest in ask_steps(asked, TOOK)}


READERS = {
    What.WAITING: read_waiting,
    What.LATE: read_late,
    What.ERRORS: read_errors,
    What.PROMISES: read_promises,
}


def list_runs(asked: Asked, what: What, nodes: Iterable[str]) -> QuerySet[ProcessInstance]:
    """The runs behind a number, those longest under way first."""
    if what is What.DONE:
        keys = {row[0] for node in nodes for row in ask_steps(asked, DONE, node)}
    else:
        pairs = READERS[what](asked)
        keys = {run for node in nodes for run in pairs.get(node, ())}
    runs = ProcessInstance.objects.filter(pk__in=keys).select_related("version")
    return runs.defer("state", "version__files", "version__manifest", "version__trials").order_by(
        "started_at", "pk"
    )


def fold_calls(process: str, models: Mapping[str, Model]) -> dict[str, frozenset[str]]:
    """Of each activity of the process that calls another the nodes drawn inside, of what that calls in turn too.

    A process that several activities call is left out: the fund's tables do not say by which one a run is in it.
    """
    inside = {node: list_reached(called, models) for node, called in models[process].calls.items()}
    callers: dict[str, set[str]] = defaultdict(set)
    for node, reached in inside.items():
        for called in reached:
            callers[called].add(node)
    own = models[process].elements
    return {
        node: frozenset(
            element
            for called in reached
            if callers[called] == {node}
            for element in models[called].elements - own
        )
        for node, reached in inside.items()
    }


def list_reached(process: str, models: Mapping[str, Model]) -> set[str]:
    found, ahead = set[str](), [process]
    while ahead:
        one = ahead.pop()
        if one in models and one not in found:
            found.add(one)
            ahead += models[one].calls.values()
    return found
