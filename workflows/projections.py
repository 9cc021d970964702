"""What a step changes in the rows people and workers read: the difference between what waits and what waited."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflows.engine import (
    Fault,
    FaultKind,
    OpenTask,
    Outcome,
    WaitingJob,
    WaitingSubscription,
    WaitingTimer,
)
from workflows.running import Waiting

ENGINE_KINDS = frozenset(kind.value for kind in FaultKind)


@dataclass(frozen=True, slots=True)
class FaultChanges:
    """Incidents to open, to reword and to close."""

    new: tuple[Fault, ...] = ()
    changed: dict[int, Fault] = field(default_factory=dict)
    ended: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """Rows to add, by the engine's words; rows to change or end, by their keys."""

    new_tasks: tuple[OpenTask, ...] = ()
    ended_tasks: dict[str, str] = field(default_factory=dict)
    new_timers: tuple[WaitingTimer, ...] = ()
    moved_timers: dict[int, WaitingTimer] = field(default_factory=dict)
    ended_timers: tuple[int, ...] = ()
    new_subscriptions: tuple[WaitingSubscription, ...] = ()
    ended_subscriptions: tuple[int, ...] = ()
    new_jobs: tuple[WaitingJob, ...] = ()
    ended_jobs: tuple[int, ...] = ()
    faults: FaultChanges = field(default_factory=FaultChanges)


def compare(waiting: Waiting, outcome: Outcome) -> Changes:
    """The smallest change that makes the rows agree with the outcome; rows that stay are not touched."""
    tasks = {task.id for task in outcome.tasks}
    timers = {timer.id: timer for timer in outcome.timers}
    subscriptions = {one.id for one in outcome.subscriptions}
    jobs = {job.id for job in outcome.jobs}
    return Changes(
        new_tasks=tuple(task for task in outcome.tasks if task.id not in waiting.tasks),
        ended_tasks={row["id"]: key for key, row in waiting.tasks.items() if key not in tasks},
        new_timers=tuple(timer for timer in outcome.timers if timer.id not in waiting.timers),
        moved_timers={
            row["id"]: timers[key]
            for key, row in waiting.timers.items()
            if key in timers and _moved(row, timers[key])
        },
        ended_timers=tuple(row["id"] for key, row in waiting.timers.items() if key not in timers),
        new_subscriptions=tuple(one for one in outcome.subscriptions if one.id not in waiting.subscriptions),
        ended_subscriptions=tuple(
            row for key, row in waiting.subscriptions.items() if key not in subscriptions
        ),
        new_jobs=tuple(job for job in outcome.jobs if job.id not in waiting.jobs),
        ended_jobs=tuple(row for key, row in waiting.jobs.items() if key not in jobs),
        faults=_compare_faults(waiting, outcome, still_there=jobs | timers.keys()),
    )


def _compare_faults(waiting: Waiting, outcome: Outcome, *, still_there: set[str]) -> FaultChanges:
    """The engine's faults against its incidents; an incident of a job or timer ends when that has gone."""
    faults = {fault.token_id: fault for fault in outcome.incidents}
    known = {
        row["token"]: (int(key), row) for key, row in waiting.incidents.items() if row["kind"] in ENGINE_KINDS
    }
    others = {
        int(key): row["token"]
        for key, row in waiting.incidents.items()
        if row["kind"] not in ENGINE_KINDS and not row["token"].startswith("inbox:")
    }
    return FaultChanges(
        new=tuple(fault for token, fault in faults.items() if token not in known),
        changed={
            key: faults[token]
            for token, (key, row) in known.items()
            if token in faults
            and (row["kind"], row["message"]) != (faults[token].kind.value, faults[token].message)
        },
        ended=(
            *(key for token, (key, _) in known.items() if token not in faults),
            *(key for key, token in others.items() if token not in still_there),
        ),
    )


def _moved(row: Any, timer: WaitingTimer) -> bool:
    return datetime.fromisoformat(row["due"]) != timer.due_at or row["cycle"] != write_cycle(timer)


def write_cycle(timer: WaitingTimer) -> dict[str, Any] | None:
    """The cycle as it is stored."""
    return None if timer.cycle is None else {"left": timer.cycle.left, "period": timer.cycle.period}
