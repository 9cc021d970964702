"""Taking back a completion: for a moment after a person has done a task, as long as nothing has come of it.

The step keeps a copy of what stood before, in its own transaction; the jobs, messages and timers it asks for wait out
the moment. Taken back, the copy is the instance again: the same task is open, with its holder and the answers given,
clocks run as they did. History keeps both. Whatever else has happened to the instance meanwhile makes it stand.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings

from workflows import clock, faults, instances
from workflows.actors import Actor
from workflows.batches import Batch, jsonb
from workflows.commands import CompleteTask, TakeBack
from workflows.engine import Outcome
from workflows.errors import CompletionStands, OthersWentOn, TaskUnknown, TooLateToTakeBack
from workflows.keys import read_key
from workflows.models.completion_copy import CompletionCopy
from workflows.models.human_task import HumanTask
from workflows.models.job import Job
from workflows.models.messaging import InboxMessage
from workflows.models.states import InboxOutcome, InstanceStatus, JobState
from workflows.projections import Changes, compare
from workflows.rows import change, fetch
from workflows.running import Running, lock_of_task, read_waiting
from workflows.saving import update
from workflows.service_level_dates import follow_clocks
from workflows.steps import Save, TaskDone
from workflows.transactions import in_transaction

COPY = """
WITH clocks AS (SELECT * FROM workflows_servicelevelclock WHERE instance_id = %(instance)s),
open_clocks AS (SELECT id FROM clocks WHERE state IN ('running', 'paused'))
INSERT INTO workflows_completioncopy (task_id, instance_id, made_rev, by, until, state, draft, rows)
SELECT %(task)s, %(instance)s, %(rev)s, %(by)s, %(until)s, %(state)s, %(draft)s::jsonb,
     jsonb_build_object(
        'tasks', %(tasks)s::jsonb,
        'candidates', (SELECT COALESCE(jsonb_agg(to_jsonb(c) - 'id'), '[]') FROM workflows_taskcandidate c
            WHERE c.task_id = ANY(%(ended)s::uuid[])),
        'clocks', (SELECT COALESCE(jsonb_agg(to_jsonb(clocks) - 'policy'), '[]') FROM clocks),
        'steps', (SELECT COALESCE(jsonb_agg(to_jsonb(s) - 'action'), '[]') FROM workflows_servicelevelstep s
            WHERE s.clock_id IN (SELECT id FROM open_clocks)),
        'pauses', (SELECT COALESCE(jsonb_agg(to_jsonb(p)), '[]') FROM workflows_servicelevelpause p
            WHERE p.clock_id IN (SELECT id FROM clocks)))
"""
SINCE = """
SELECT actor, kind FROM workflows_historyevent
WHERE instance_id = %(instance)s AND rev >= %(rev)s AND id > %(line)s ORDER BY id LIMIT 1
"""
# The last line this session has written: the completion's, for nobody else writes of an instance that is locked.
MARK = """
UPDATE workflows_completioncopy SET last_line = currval('workflows_historyevent_id_seq') WHERE task_id = %(task)s
"""
REOPEN = """
UPDATE workflows_humantask SET state = CASE WHEN %s::int IS NULL THEN 'ready' ELSE 'claimed' END, assignee_id = %s,
    outcome = NULL, closed_at = NULL, closed_by = '' WHERE id = %s
"""
CANDIDATES = """
INSERT INTO workflows_taskcandidate (task_id, role, sort_due, taken)
SELECT task_id, role, sort_due, taken FROM jsonb_populate_recordset(NULL::workflows_taskcandidate, %s::jsonb)
"""
# Clocks and pauses the step began have not been; a rung that fired has fired.
BORN = "SELECT id FROM workflows_servicelevelclock WHERE instance_id = %(instance)s AND id <> ALL(%(clocks)s)"
CLOCKS = (
    f"DELETE FROM workflows_servicelevelstep WHERE clock_id IN ({BORN})",  # noqa: S608 – a literal
    f"DELETE FROM workflows_servicelevelpause WHERE clock_id IN ({BORN}) OR (clock_id = ANY(%(clocks)s) "  # noqa: S608
    "AND id <> ALL(%(pauses)s))",
    f"DELETE FROM workflows_servicelevelclock WHERE id IN ({BORN})",  # noqa: S608
    "UPDATE workflows_servicelevelpause p SET resumed_at = k.resumed_at, actual_days = k.actual_days "
    "FROM jsonb_populate_recordset(NULL::workflows_servicelevelpause, %(rows)s::jsonb -> 'pauses') k WHERE p.id = k.id",
    "UPDATE workflows_servicelevelstep s SET due_at = k.due_at "
    "FROM jsonb_populate_recordset(NULL::workflows_servicelevelstep, %(rows)s::jsonb -> 'steps') k WHERE s.id = k.id",
    "UPDATE workflows_servicelevelclock c SET state = k.state, target_at = k.target_at, stopped_at = k.stopped_at, "
    "paused_at = k.paused_at, next_at = k.next_at "
    "FROM jsonb_populate_recordset(NULL::workflows_servicelevelclock, %(rows)s::jsonb -> 'clocks') k WHERE c.id = k.id",
)
#: How long a copy stays that can no longer be used, so that whoever asks late hears why not.
KEPT = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Grace:
    """For how long a completion may be taken back, and what the person had typed: the draft of the task then."""

    span: timedelta
    draft: Mapping[str, Any]


def advance_for_now(
    running: Running, command: CompleteTask, *, actor: Actor, done: TaskDone, grace: Grace
) -> Outcome:
    """Complete a task of a locked instance so that it may be taken back. Where it may not, nothing waits."""
    outcome = instances.ask_engine(running, command)
    save = instances.follow(running, running.deployed, outcome, command, actor=actor, done=done)
    if not _is_revocable(running, save) or grace.span <= timedelta(0):
        instances.keep(save, status=running.status)
        return outcome
    save = replace(save, held_until=running.now + grace.span)
    _keep_copy(running, save, command, grace)
    instances.keep(save, status=running.status)
    change(MARK, {"task": command.task_id})
    return outcome


def _is_revocable(running: Running, save: Save) -> bool:
    """Work that was stopped may have had its effect already, and an incident that went was somebody's to look at; a
    clock that stands still would let nothing ever come due."""
    changes = save.changes
    stands_still = settings.VIRTUAL_CLOCK and clock.is_frozen()
    return not (changes.ended_jobs or changes.faults.ended or running.is_test or stands_still)


def _keep_copy(running: Running, save: Save, command: CompleteTask, grace: Grace) -> None:
    ended = save.changes.ended_tasks
    tasks = {
        key: {"token": token, "assignee": running.waiting.tasks[token]["assignee"]}
        for key, token in ended.items()
    }
    values = {
        "task": command.task_id,
        "instance": save.instance_id,
        "rev": save.rev,
        "by": str(save.actor),
        "until": save.held_until,
        "state": running.state,
        "draft": jsonb(dict(grace.draft)),
        "tasks": jsonb(tasks),
        "ended": list(ended),
    }
    change(COPY, values)


def may_take_back(task_id: UUID, *, by: Actor) -> bool:
    """Whether it would be worth asking: whoever did the task may for as long as its grace lasts."""
    return CompletionCopy.objects.filter(task=task_id, by=str(by), until__gt=clock.Now()).exists()


def list_revocable(tasks: Collection[UUID]) -> set[UUID]:
    """Those of these tasks whose instance may still be taken back to before them: nobody should be given them yet."""
    held = CompletionCopy.objects.filter(until__gt=clock.Now()).values("instance")
    return set(HumanTask.objects.filter(id__in=tasks, instance__in=held).values_list("id", flat=True))


@in_transaction
def take_back(task_id: UUID | str, *, by: Actor) -> None:
    """Make a task open again that its completer has just done, with everything as it stood before.

    Raises TaskUnknown, CompletionStands: TooLateToTakeBack, or OthersWentOn with who and what.
    """
    running = lock_of_task(task_id)
    if running is None:
        raise TaskUnknown(task=task_id)
    copy = _find_copy(running, by, task=read_key(task_id))
    token = copy.rows["tasks"][str(copy.task_id)]["token"]
    command = TakeBack(bytes(copy.state), token, copy.task_id)
    outcome = instances.apply(running, command)
    _withdraw(running, copy, compare(running.waiting, outcome))
    _reopen(copy)
    restored = replace(running, waiting=read_waiting(running.id))
    save = instances.follow(restored, running.deployed, outcome, command, actor=by)
    update(save)
    _restore_clocks(copy)
    follow_clocks(running.id)
    copy.delete()
    faults.point("take_back_before_commit")
    instances.tell_others([save])


def _find_copy(running: Running, by: Actor, *, task: UUID | None) -> CompletionCopy:
    copy = CompletionCopy.objects.filter(task=task, by=str(by)).first()
    if copy is None:
        raise CompletionStands(task=task)
    since = {"instance": running.id, "rev": copy.made_rev, "line": copy.last_line}
    for actor, kind in fetch(SINCE, since):
        raise OthersWentOn(task, actor, kind)
    if running.now >= copy.until:
        raise TooLateToTakeBack(task=task)
    if running.status in (InstanceStatus.SUSPENDED, InstanceStatus.CANCELLED) or running.rev != copy.made_rev:
        raise CompletionStands(task=task, status=running.status.value)
    return copy


def _withdraw(running: Running, copy: CompletionCopy, changes: Changes) -> None:
    """What the step asked for, unless somebody has begun with it. A job under our lock is not claimed any more."""
    jobs = Job.objects.select_for_update().filter(id__in=changes.ended_jobs)
    if any(job.state != JobState.READY or job.attempts for job in jobs):
        raise TooLateToTakeBack(task=copy.task_id)
    if HumanTask.objects.filter(id__in=changes.ended_tasks, draft_rev__gt=0).exists():
        raise CompletionStands("A colleague has begun with what follows.", task=copy.task_id)
    thrown = InboxMessage.objects.select_for_update().filter(
        source=f"instance:{running.id}", message_id__startswith=f"{copy.made_rev}:"
    )
    if any(message.outcome != InboxOutcome.BUFFERED for message in thrown):
        raise TooLateToTakeBack(task=copy.task_id)
    InboxMessage.objects.filter(id__in=[message.id for message in thrown]).delete()


def _reopen(copy: CompletionCopy) -> None:
    """The tasks the step ended are open as they were; the one it completed has the answers given as its draft."""
    batch = Batch()
    for key, task in copy.rows["tasks"].items():
        batch.add(REOPEN, [task["assignee"], task["assignee"], key])
    batch.add(CANDIDATES, [jsonb(copy.rows["candidates"])])
    batch.add(
        "UPDATE workflows_humantask SET draft = %s::jsonb, draft_rev = draft_rev + 1 WHERE id = %s",
        [jsonb(copy.draft), copy.task_id],
    )
    batch.execute()


def _restore_clocks(copy: CompletionCopy) -> None:
    rows = copy.rows
    values: dict[str, Any] = {
        "instance": copy.instance_id,
        "clocks": [row["id"] for row in rows["clocks"]],
        "pauses": [row["id"] for row in rows["pauses"]],
        "rows": jsonb(rows),
    }
    for statement in CLOCKS:
        change(statement, values)


def forget() -> int:
    """Delete copies that can no longer be used; the number of them."""
    return CompletionCopy.objects.filter(until__lt=clock.Now() - KEPT).delete()[0]
