"""What people do with tasks: claim, release, assign, delegate, draft, complete. One winner, and the others hear who."""

import json
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from workflows import clock, instances
from workflows.actors import Actor, ActorKind
from workflows.commands import CompleteTask
from workflows.engine import Outcome
from workflows.errors import (
    DataRefused,
    DataTooLarge,
    DraftConflict,
    FollowUpPassed,
    InstancePaused,
    TaskAlreadyCompleted,
    TaskClosed,
    TaskNotForRole,
    TaskNotYours,
    TaskUnknown,
)
from workflows.feel import codec
from workflows.history import append
from workflows.keys import read_key
from workflows.models.human_task import HumanTask, TaskCandidate
from workflows.models.instance import ProcessInstance
from workflows.models.states import InstanceStatus, TaskState
from workflows.running import Running, lock_of_task
from workflows.steps import TaskDone
from workflows.taking_back import Grace, advance_for_now
from workflows.transactions import in_transaction
from workflows.variables import MAX_VARIABLE, accept

OPEN = (TaskState.READY, TaskState.CLAIMED)


@in_transaction
def complete(
    task_id: UUID | str,
    data: Mapping[str, Any],
    *,
    by: Actor,
    roles: Collection[str] | None = None,
    grace: Grace | None = None,
) -> Outcome:
    """Do the task: its data go into the process, which moves on at once.

    `roles` are those of the person; when given, one of them must be able to take the task. A task nobody has
    claimed may be completed directly. With `grace` it may be taken back for a moment (`taking_back`).

    Raises TaskUnknown, TaskAlreadyCompleted (who, when), TaskClosed, TaskNotYours, TaskNotForRole, InstancePaused,
    DataRefused, DataTooLarge.
    """
    running = _lock(task_id)
    token, row = _open_row(running, task_id)
    if by.kind is ActorKind.USER and not by.holds(row["assignee"]):
        raise TaskNotYours(task=task_id, assignee=row["assignee"])
    if row["assignee"] is None:
        _refuse_role(UUID(row["id"]), roles)
    accepted = accept(data, declared=running.deployed.variables)
    command = CompleteTask(token, accepted, UUID(row["id"]), by.user_id)
    done = TaskDone(token, codec.encode(accepted), by.user_id)
    if grace is not None:
        return advance_for_now(running, command, actor=by, done=done, grace=grace)
    return instances.advance(running, command, actor=by, done=done)


def _lock(task_id: UUID | str) -> Running:
    running = lock_of_task(task_id)
    if running is None:
        raise TaskUnknown(task=task_id)
    return running


def _open_row(running: Running, task_id: UUID | str) -> tuple[str, Mapping[str, Any]]:
    for token, row in running.waiting.tasks.items():
        if row["id"] == str(_key(task_id)):
            return token, row
    raise _closed(HumanTask.objects.get(id=_key(task_id)))


def _closed(task: HumanTask) -> TaskClosed:
    if task.state == TaskState.COMPLETED and task.closed_at is not None:
        return TaskAlreadyCompleted(task.id, task.closed_by, task.closed_at)
    return TaskClosed(task=task.id, state=task.state, by=task.closed_by)


def _key(task_id: UUID | str) -> UUID:
    key = read_key(task_id)
    if key is None:
        raise TaskUnknown(task=task_id)
    return key


def _refuse_role(task_id: UUID, roles: Collection[str] | None) -> None:
    if roles is not None and not TaskCandidate.objects.filter(task_id=task_id, role__in=list(roles)).exists():
        raise TaskNotForRole(task=task_id)


def _lock_task(task_id: UUID | str) -> HumanTask:
    """The open task with its instance locked, so that a completion and a claim cannot both win."""
    key = _key(task_id)
    locked = ProcessInstance.objects.select_for_update(no_key=True).filter(tasks__id=key)
    instance = locked.only("rev", "status").first()
    if instance is None:
        raise TaskUnknown(task=task_id)
    task = HumanTask.objects.get(id=key)
    task.instance = instance
    if task.state not in OPEN:
        raise _closed(task)
    if instance.status == InstanceStatus.SUSPENDED:
        raise InstancePaused(instance=instance.id)
    return task


@in_transaction
def claim(task_id: UUID | str, *, by: Actor, roles: Collection[str] | None = None) -> HumanTask:
    """Take a task for oneself; taking one's own again changes nothing. Raises TaskNotYours, TaskNotForRole."""
    task = _lock_task(task_id)
    if task.assignee_id is not None:
        if task.assignee_id == by.user_id:
            return task
        raise TaskNotYours(task=task.id, assignee=task.assignee_id)
    _refuse_role(task.id, roles)
    return _give(task, by.user_id, "task_claimed", by=by)


@in_transaction
def release(task_id: UUID | str, *, by: Actor) -> HumanTask:
    """Put a task back for its roles. A person may only release their own. Its draft stays."""
    task = _lock_task(task_id)
    if by.kind is ActorKind.USER and not by.holds(task.assignee_id):
        raise TaskNotYours(task=task.id, assignee=task.assignee_id)
    return task if task.assignee_id is None else _give(task, None, "task_released", by=by)


@in_transaction
def assign(task_id: UUID | str, user_id: int, *, by: Actor) -> HumanTask:
    """Give a task to somebody, whoever has it now: the right of a supervisor, checked by the caller."""
    task = _lock_task(task_id)
    return task if task.assignee_id == user_id else _give(task, user_id, "task_assigned", by=by)


@in_transaction
def delegate(task_id: UUID | str, user_id: int, *, by: Actor) -> HumanTask:
    """Hand one's own task to a colleague. Raises TaskNotYours when it is not one's own."""
    task = _lock_task(task_id)
    if task.assignee_id is None or not by.holds(task.assignee_id):
        raise TaskNotYours(task=task.id, assignee=task.assignee_id)
    return _give(task, user_id, "task_delegated", by=by)


def _give(task: HumanTask, user_id: int | None, kind: str, *, by: Actor) -> HumanTask:
    now = clock.now()
    before = task.assignee_id
    task.assignee_id = user_id
    task.state = TaskState.READY if user_id is None else TaskState.CLAIMED
    task.claimed_at = None if user_id is None else now
    task.save(update_fields=["assignee", "state", "claimed_at"])
    TaskCandidate.objects.filter(task_id=task.id).update(taken=user_id is not None)
    told = {"task": str(task.id), "from": before, "to": user_id}
    append(task.instance_id, task.instance.rev, kind, actor=by, now=now, node_id=task.node_id, data=told)
    return task


@in_transaction
def name_task(task_id: UUID | str, words: str, *, by: Actor) -> None:
    """Give an open task words of its own beside its place in the drawing. They go with the content of its instance."""
    task = _lock_task(task_id)
    HumanTask.objects.filter(id=task.id).update(name=words)
    append(
        task.instance_id,
        task.instance.rev,
        "task_named",
        actor=by,
        now=clock.now(),
        node_id=task.node_id,
        data={"task": str(task.id), "words": words},
    )


@in_transaction
def put_aside(task_id: UUID | str, until: datetime | None, *, by: Actor) -> HumanTask:
    """Hide an open task from the lists of what is to do until an instant; None brings it back at once.

    Its due date and its promises run on. Raises TaskNotYours when a colleague has it, FollowUpPassed.
    """
    task, now = _lock_task(task_id), clock.now()
    if by.kind is ActorKind.USER and not by.holds(task.assignee_id):
        raise TaskNotYours(task=task.id, assignee=task.assignee_id)
    if until is not None and until <= now:
        raise FollowUpPassed(task=task.id, until=until.isoformat())
    if task.follow_up_at == until:
        return task
    told = {"task": str(task.id), "until": until.isoformat() if until else None}
    task.follow_up_at = until
    task.save(update_fields=["follow_up_at"])
    kind = "task_put_aside" if until else "task_brought_back"
    append(task.instance_id, task.instance.rev, kind, actor=by, now=now, node_id=task.node_id, data=told)
    return task


@in_transaction
def save_draft(task_id: UUID | str, data: Mapping[str, Any], *, rev: int, by: Actor) -> int:
    """Keep what has been typed so far; the draft's new revision. `rev` is the one the person started from.

    Raises DraftConflict when the draft was saved elsewhere meanwhile, TaskClosed, TaskNotYours, DataTooLarge.
    """
    text = _draft_text(data)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflows_humantask SET draft = %s::jsonb, draft_rev = draft_rev + 1 WHERE id = %s "
            "AND draft_rev = %s AND state IN ('ready', 'claimed') AND (assignee_id IS NULL OR assignee_id IN (%s, %s)) "
            "RETURNING draft_rev",
            [text, str(_key(task_id)), rev, by.user_id, by.acting_for],
        )
        row = cursor.fetchone()
    if row is None:
        raise _why_no_draft(task_id, rev)
    return int(row[0])


def _draft_text(data: Mapping[str, Any]) -> str:
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise DataRefused(f"A draft must be plain JSON: {error}") from error
    if len(text.encode()) > MAX_VARIABLE:
        raise DataTooLarge(f"A draft may have {MAX_VARIABLE:,} bytes.")
    if "\\u0000" in text:
        raise DataRefused("The draft contains the character U+0000.")
    return text


def _why_no_draft(task_id: UUID | str, rev: int) -> Exception:
    task = HumanTask.objects.filter(id=_key(task_id)).first()
    if task is None:
        return TaskUnknown(task=task_id)
    if task.state not in OPEN:
        return _closed(task)
    if task.draft_rev != rev:
        return DraftConflict(task=task_id, rev=task.draft_rev, yours=rev)
    return TaskNotYours(task=task_id, assignee=task.assignee_id)


@in_transaction
def raise_priority(task_id: UUID | str, priority: int, *, by: Actor) -> None:
    """Make an open task more urgent, never less (an escalation step)."""
    wanted = min(max(priority, 0), 100)
    task = _lock_task(task_id)
    if task.priority < wanted:
        HumanTask.objects.filter(id=task.id).update(priority=wanted)
        append(
            task.instance_id,
            task.instance.rev,
            "task_priority_raised",
            actor=by,
            now=clock.now(),
            node_id=task.node_id,
            data={"task": str(task.id), "from": task.priority, "to": wanted},
        )
