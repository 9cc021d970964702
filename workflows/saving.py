"""Writing what a step did: state, rows, history and messages in one round trip, or nothing."""

from collections.abc import Sequence
from typing import Any

from workflows.batches import Batch, MergedRows
from workflows.errors import InstanceChanged
from workflows.history import add
from workflows.step_rows import add_incidents, add_jobs, add_subscriptions, add_tasks, add_timers, end_tasks
from workflows.steps import Save
from workflows.thrown import add_all_thrown


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


UPDATE_MANY = """
UPDATE workflows_processinstance i
SET rev = v.rev, state = v.state, version_id = v.version, ended_at = v.ended_at, ended_in = v.ended_in,
    status = v.status
FROM (VALUES {rows}) AS v(id, rev, state, version, ended_at, ended_in, status)
WHERE i.id = v.id AND i.rev = v.rev - 1
"""
ROW = "(%s::uuid, %s::int, %s::bytea, %s::bigint, %s::timestamptz, %s, %s)"


def update_many(saves: Sequence[Save]) -> None:
    """Write one step of each of many locked, active instances in one round trip.

    Raises InstanceChanged when one's revision is not the one before.
    """
    if not saves:
        return
    batch = MergedRows()
    values = [value for save in saves for value in _list_values(save)]
    batch.add(UPDATE_MANY.format(rows=", ".join([ROW] * len(saves))), values)
    for save in saves:
        _add_rows(batch, save)
    if batch.execute() != len(saves):
        raise InstanceChanged(instance=", ".join(str(save.instance_id) for save in saves))


def _list_values(save: Save) -> tuple[Any, ...]:
    outcome = save.outcome
    version, ended_in = save.deployed.version_id, ",".join(outcome.ended_in)
    return (save.instance_id, save.rev, outcome.state, version, save.ended_at, ended_in, save.status)


def insert(save: Save, *, business_key: str | None) -> None:
    """Write a new instance with its first step."""
    batch = Batch()
    add_instance(batch, save, business_key=business_key)
    batch.execute()


def add_instance(batch: Batch, save: Save, *, business_key: str | None) -> None:
    """Add a new instance with its first step to a batch, which may hold many."""
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


def _add_rows(batch: Batch, save: Save) -> None:
    add_tasks(batch, save)
    end_tasks(batch, save)
    add_timers(batch, save)
    add_subscriptions(batch, save)
    add_jobs(batch, save)
    add_incidents(batch, save)
    add_all_thrown(batch, save)
    add(batch, save.instance_id, save.rev, save.entries, actor=save.actor, now=save.now, in_step=True)
