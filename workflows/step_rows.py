"""The rows of a step, table by table: what waits is inserted, what waits no more is closed or deleted."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from workflows import operations
from workflows.batches import Batch, jsonb
from workflows.definitions import Deployed
from workflows.engine import OpenTask
from workflows.models.job import Queue
from workflows.projections import write_cycle
from workflows.steps import Save

FAR_FUTURE = datetime(9999, 12, 31, tzinfo=UTC)
PRIORITY = 50

TASK_COLUMNS = (
    "id", "instance_id", "engine_task", "definition_key", "case_ref", "node_id", "name", "lane", "role", "form",
    "state", "priority", "due_at", "follow_up_at", "draft_rev", "created_at", "closed_by", "call",
)  # fmt: skip


def add_tasks(batch: Batch, save: Save) -> None:
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
        task.call,
    )


def candidates(deployed: Deployed, task: OpenTask) -> tuple[str, ...]:
    """The roles that may take a task: those it names, else the one behind its lane."""
    return tuple(dict.fromkeys(task.candidates)) or (deployed.role_behind(task.lane),)


def end_tasks(batch: Batch, save: Save) -> None:
    ended = save.changes.ended_tasks
    if not ended:
        return
    done = save.done
    completed = next((key for key, token in ended.items() if done and token == done.engine_task), None)
    if done is not None and completed is not None:
        batch.add(
            "UPDATE workflows_humantask SET state = 'completed', outcome = %s::jsonb, draft = NULL, "
            "closed_at = %s, closed_by = %s, assignee_id = COALESCE(%s, assignee_id) WHERE id = %s",
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


def add_timers(batch: Batch, save: Save) -> None:
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
    _hold_timers(batch, save)
    if save.changes.ended_timers:
        batch.add("DELETE FROM workflows_timer WHERE id = ANY(%s)", [list(save.changes.ended_timers)])


def _hold_timers(batch: Batch, save: Save) -> None:
    """What would fire while the step may still be taken back fires then; its due date stays what it is."""
    held = save.held_until
    if held is not None and any(timer.due_at <= held for timer in save.changes.new_timers):
        batch.add(
            "UPDATE workflows_timer SET locked_until = statement_timestamp() + %s "
            "WHERE instance_id = %s AND due_at <= %s",
            [held - save.now, save.instance_id, held],
        )


def _cycle(timer: Any) -> str | None:
    cycle = write_cycle(timer)
    return None if cycle is None else jsonb(cycle)


def add_subscriptions(batch: Batch, save: Save) -> None:
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


def add_jobs(batch: Batch, save: Save) -> None:
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
                save.held_until or save.now,
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


def add_incidents(batch: Batch, save: Save) -> None:
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
