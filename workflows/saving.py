"""Writing what a step did: state, rows, history and messages in one round trip, or nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from workflows import operations
from workflows.actors import Actor
from workflows.batches import Batch, jsonb
from workflows.definitions import Deployed
from workflows.engine import OpenTask, Outcome, Thrown
from workflows.errors import InstanceChanged
from workflows.history import Entry, add
from workflows.models.job import Queue
from workflows.projections import Changes, write_cycle

FAR_FUTURE = datetime(9999, 12, 31, tzinfo=UTC)
PRIORITY = 50


@dataclass(frozen=True, slots=True)
class TaskDone:
    """The human task a person has just done: its row closes as completed, the others' as cancelled."""

    engine_task: str
    outcome: Any
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Save:
    """One step to write. `rev` is the revision it makes."""

    instance_id: UUID
    deployed: Deployed
    case_ref: str
    is_test: bool
    rev: int
    outcome: Outcome
    changes: Changes
    entries: Sequence[Entry]
    actor: Actor
    now: datetime
    resolution: str = ""
    done: TaskDone | None = None

    @property
    def status(self) -> str:
        if self.outcome.cancelled:
            return "cancelled"
        return "completed" if self.outcome.completed else "active"

    @property
    def ended_at(self) -> datetime | None:
        return None if self.status == "active" else self.now


def update(save: Save, *, keep_status: bool = False) -> None:
    """Write a step of a locked instance. Raises InstanceChanged when its revision is not the one before.

    `keep_status` leaves a paused instance paused unless the step ended it.
    """
    batch = Batch()
    batch.add(
        "UPDATE workflows_processinstance SET rev = %s, state = %s, version_id = %s, ended_at = %s, ended_in = %s, "
        "status = CASE WHEN %s THEN status ELSE %s END WHERE id = %s AND rev = %s",
        [
            save.rev,
            save.outcome.state,
            save.deployed.version_id,
            save.ended_at,
            ",".join(save.outcome.ended_in),
            keep_status and save.status == "active",
            save.status,
            save.instance_id,
            save.rev - 1,
        ],
    )
    _add_rows(batch, save)
    if batch.execute() != 1:
        raise InstanceChanged(instance=save.instance_id, rev=save.rev - 1)


def insert(save: Save, *, business_key: str | None) -> None:
    """Write a new instance with its first step."""
    batch = Batch()
    batch.insert(
        "workflows_processinstance",
        (
            "id",
            "version_id",
            "definition_key",
            "business_key",
            "case_ref",
            "status",
            "rev",
            "state",
            "started_at",
            "started_by",
            "ended_at",
            "ended_in",
            "is_test",
        ),
        [
            (
                save.instance_id,
                save.deployed.version_id,
                save.deployed.key,
                business_key,
                save.case_ref,
                save.status,
                save.rev,
                save.outcome.state,
                save.now,
                str(save.actor),
                save.ended_at,
                ",".join(save.outcome.ended_in),
                save.is_test,
            )
        ],
    )
    _add_rows(batch, save)
    batch.execute()


def _add_rows(batch: Batch, save: Save) -> None:
    _add_tasks(batch, save)
    _end_tasks(batch, save)
    _add_timers(batch, save)
    _add_subscriptions(batch, save)
    _add_jobs(batch, save)
    _add_incidents(batch, save)
    _add_thrown(batch, save)
    add(batch, save.instance_id, save.rev, save.entries, actor=save.actor, now=save.now, in_step=True)


TASK_COLUMNS = (
    "id", "instance_id", "engine_task", "definition_key", "case_ref", "node_id", "name", "lane", "role", "form",
    "state", "priority", "due_at", "follow_up_at", "draft_rev", "created_at", "closed_by",
)  # fmt: skip


def _add_tasks(batch: Batch, save: Save) -> None:
    rows = [(uuid4(), task) for task in save.changes.new_tasks]
    batch.insert("workflows_humantask", TASK_COLUMNS, (_task_row(save, key, task) for key, task in rows))
    if save.is_test:  # a bench run is in nobody's inbox
        return
    batch.insert(
        "workflows_taskcandidate",
        ("task_id", "role", "sort_due", "taken"),
        (
            (key, role, task.due_at or FAR_FUTURE, False)
            for key, task in rows
            for role in candidates(save.deployed, task)
        ),
    )


def _task_row(save: Save, key: UUID, task: OpenTask) -> Sequence[Any]:
    priority = PRIORITY if task.priority is None else min(max(task.priority, 0), 100)
    return (
        key,
        save.instance_id,
        task.id,
        save.deployed.key,
        save.case_ref,
        task.node_id,
        task.name,
        task.lane,
        candidates(save.deployed, task)[0],
        task.form,
        "ready",
        priority,
        task.due_at,
        task.follow_up_at,
        0,
        save.now,
        "",
    )


def candidates(deployed: Deployed, task: OpenTask) -> tuple[str, ...]:
    """The roles that may take a task: those it names, else the one behind its lane."""
    return tuple(dict.fromkeys(task.candidates)) or (deployed.role_behind(task.lane),)


def _end_tasks(batch: Batch, save: Save) -> None:
    ended = save.changes.ended_tasks
    if not ended:
        return
    done = save.done
    completed = next((key for key, token in ended.items() if done and token == done.engine_task), None)
    if done is not None and completed is not None:
        batch.add(
            "UPDATE workflows_humantask SET state = 'completed', outcome = %s::jsonb, closed_at = %s, closed_by = %s, "
            "assignee_id = COALESCE(%s, assignee_id) WHERE id = %s",
            [jsonb(done.outcome), save.now, str(save.actor), done.user_id, completed],
        )
    cancelled = [key for key in ended if key != completed]
    if cancelled:
        batch.add(
            "UPDATE workflows_humantask SET state = 'cancelled', closed_at = %s, closed_by = %s "
            "WHERE id = ANY(%s::uuid[])",
            [save.now, str(save.actor), cancelled],
        )
    batch.add("DELETE FROM workflows_taskcandidate WHERE task_id = ANY(%s::uuid[])", [list(ended)])


def _add_timers(batch: Batch, save: Save) -> None:
    batch.insert(
        "workflows_timer",
        ("instance_id", "engine_timer", "node_id", "due_at", "cycle", "lock_owner", "attempts"),
        (
            (save.instance_id, timer.id, timer.node_id, timer.due_at, _cycle(timer), "", 0)
            for timer in save.changes.new_timers
        ),
    )
    for key, timer in save.changes.moved_timers.items():
        batch.add(
            "UPDATE workflows_timer SET due_at = %s, cycle = %s::jsonb, attempts = 0, locked_until = NULL, "
            "lock_owner = '' WHERE id = %s",
            [timer.due_at, _cycle(timer), key],
        )
    if save.changes.ended_timers:
        batch.add("DELETE FROM workflows_timer WHERE id = ANY(%s)", [list(save.changes.ended_timers)])


def _cycle(timer: Any) -> str | None:
    cycle = write_cycle(timer)
    return None if cycle is None else jsonb(cycle)


def _add_subscriptions(batch: Batch, save: Save) -> None:
    batch.insert(
        "workflows_subscription",
        ("instance_id", "engine_subscription", "node_id", "kind", "name", "correlation", "created_at"),
        (
            (save.instance_id, one.id, one.node_id, one.kind, one.name, one.correlation, save.now)
            for one in save.changes.new_subscriptions
        ),
    )
    if save.changes.ended_subscriptions:
        batch.add(
            "DELETE FROM workflows_subscription WHERE id = ANY(%s)", [list(save.changes.ended_subscriptions)]
        )


def queue_of(operation: str) -> Queue:
    """The queue an operation asks for; an unknown one fails in the default queue, as an incident."""
    return operations.get(operation).queue if operations.is_known(operation) else Queue.OPERATIONS


def _add_jobs(batch: Batch, save: Save) -> None:
    batch.insert(
        "workflows_job",
        (
            "instance_id",
            "engine_job",
            "node_id",
            "operation",
            "inputs",
            "queue",
            "state",
            "idempotency_key",
            "due_at",
            "attempts",
            "lock_owner",
            "last_error",
            "created_at",
        ),
        (
            (
                save.instance_id,
                job.id,
                job.node_id,
                job.operation,
                jsonb(dict(job.inputs)),
                queue_of(job.operation).value,
                "ready",
                f"{save.instance_id}:{job.id}:{save.rev}",
                save.now,
                0,
                "",
                "",
                save.now,
            )
            for job in save.changes.new_jobs
        ),
    )
    if save.changes.ended_jobs:
        batch.add(
            "UPDATE workflows_job SET state = 'cancelled', done_at = %s, lock_owner = '', locked_until = NULL "
            "WHERE id = ANY(%s)",
            [save.now, list(save.changes.ended_jobs)],
        )


def _add_incidents(batch: Batch, save: Save) -> None:
    faults = save.changes.faults
    batch.insert(
        "workflows_incident",
        (
            "instance_id",
            "node_id",
            "engine_token",
            "kind",
            "message",
            "detail",
            "state",
            "opened_at",
            "resolved_by",
            "resolution",
        ),
        (
            (
                save.instance_id,
                fault.node_id,
                fault.token_id,
                fault.kind.value,
                fault.message,
                fault.detail,
                "open",
                save.now,
                "",
                "",
            )
            for fault in faults.new
        ),
    )
    for key, fault in faults.changed.items():
        batch.add(
            "UPDATE workflows_incident SET kind = %s, message = %s, detail = %s WHERE id = %s",
            [fault.kind.value, fault.message, fault.detail, key],
        )
    if faults.ended:
        batch.add(
            "UPDATE workflows_incident SET state = 'resolved', resolved_at = %s, resolved_by = %s, resolution = %s "
            "WHERE id = ANY(%s)",
            [save.now, str(save.actor), save.resolution or "the process went on", list(faults.ended)],
        )


MESSAGE_COLUMNS = ("source", "message_id", "kind", "name", "correlation", "payload", "received_at", "outcome")
SIGNAL = """
INSERT INTO workflows_inboxmessage
    (source, message_id, kind, name, correlation, payload, received_at, outcome, instance_id)
SELECT DISTINCT %s, %s || ':' || s.instance_id, 'signal', %s, '', %s::jsonb, %s::timestamptz, 'buffered', s.instance_id
FROM workflows_subscription s WHERE s.kind = 'signal' AND s.name = %s AND s.instance_id IS NOT NULL
    AND s.instance_id <> %s
UNION ALL
SELECT %s, %s || ':start:' || s.id, 'signal', %s, '', %s::jsonb, %s::timestamptz, 'buffered', NULL
FROM workflows_subscription s WHERE s.kind = 'signal' AND s.name = %s AND s.version_id IS NOT NULL
"""


def _add_thrown(batch: Batch, save: Save) -> None:
    """Messages and signals of this step become rows of the inbox: never lost, delivered after the commit."""
    source = f"instance:{save.instance_id}"
    for number, thrown in enumerate(save.outcome.thrown):
        add_thrown(
            batch,
            thrown,
            source=source,
            message_id=f"{save.rev}:{number}",
            now=save.now,
            but=save.instance_id,
        )


def add_thrown(
    batch: Batch, thrown: Thrown, *, source: str, message_id: str, now: datetime, but: UUID | None = None
) -> None:
    """Put a message, or a signal for each who waits for it now (`but` one), into the inbox."""
    payload = jsonb(dict(thrown.payload))
    if thrown.kind == "signal":
        one = [source, message_id, thrown.name, payload, now, thrown.name]
        batch.add(SIGNAL, [*one, but or UUID(int=0), *one])
        return
    row = (source, message_id, "message", thrown.name, thrown.correlation, payload, now, "buffered")
    batch.insert("workflows_inboxmessage", MESSAGE_COLUMNS, [row], rest="ON CONFLICT DO NOTHING")
