"""Suspending a process: no new case starts; those that run go on or stand still, until somebody lets it go on.

Starting and stepping take the process's lock shared, suspending takes it alone: what had begun is committed before the
suspension is, and nothing begins after it. People's tasks and the clocks of promises go on: the law does not wait.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from workflows import clock, jobs
from workflows.actors import Actor
from workflows.errors import InstanceHeld, ProcessSuspended, ProcessUnknown, ReasonMissing, SuspensionStands
from workflows.models.definition import ProcessDefinition
from workflows.models.job import Queue
from workflows.models.suspension import ProcessSuspension
from workflows.rows import fetch
from workflows.transactions import in_transaction

LOCK_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('suspension:' || %(key)s, 0))"
# The look is a statement of its own: its snapshot is taken once the lock is held.
LOCK_AND_LOOK = """
SELECT pg_advisory_xact_lock_shared(hashtextextended('suspension:' || %(key)s, 0));
SELECT suspended_at, reason FROM workflows_processsuspension WHERE definition_id = %(key)s AND resumed_at IS NULL;
"""
# Never waits: who holds an instance must not stand in a queue behind somebody who waits for that instance's step.
TRY_AND_LOOK = """
SELECT key, pg_try_advisory_xact_lock_shared(hashtextextended('suspension:' || key, 0))
FROM unnest(%(keys)s::text[]) AS key;
SELECT definition_id FROM workflows_processsuspension
WHERE definition_id = ANY(%(keys)s) AND resumed_at IS NULL AND holds_running;
"""


@in_transaction
def suspend(key: str, reason: str, *, holds_running: bool, by: Actor) -> ProcessSuspension:
    """Stop new cases of a process, and with `holds_running` what its running cases do by themselves.

    Waits for the starts and steps that are under way. Raises ReasonMissing, ProcessUnknown, SuspensionStands.
    """
    told = _need_reason(reason)
    _lock_alone(key)
    if find(key) is not None:
        raise SuspensionStands(process=key)
    return ProcessSuspension.objects.create(
        definition_id=key,
        holds_running=holds_running,
        suspended_at=clock.now(),
        suspended_by=str(by),
        reason=told,
    )


@in_transaction
def resume(key: str, reason: str, *, by: Actor) -> ProcessSuspension | None:
    """Let a process go on: what came due meanwhile happens now. None when it is not suspended.

    Raises ReasonMissing, ProcessUnknown.
    """
    told = _need_reason(reason)
    _lock_alone(key)
    row = find(key)
    if row is None:
        return None
    row.resumed_at, row.resumed_by, row.resumed_because = clock.now(), str(by), told
    row.save(update_fields=["resumed_at", "resumed_by", "resumed_because"])
    transaction.on_commit(lambda: jobs.wake(Queue), robust=True)
    return row


def _need_reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing()
    return reason.strip()


def _lock_alone(key: str) -> None:
    fetch(LOCK_ALONE, {"key": key})
    if not ProcessDefinition.objects.filter(key=key).exists():
        raise ProcessUnknown(f"No process {key!r} is published.", key=key)


def find(key: str) -> ProcessSuspension | None:
    """The suspension a process is under."""
    return list_suspended().filter(definition=key).first()


def list_suspended() -> QuerySet[ProcessSuspension]:
    """The processes that are suspended now, the newest first."""
    return ProcessSuspension.objects.filter(resumed_at=None).order_by("-suspended_at", "-pk")


def list_held() -> QuerySet[Any]:
    """The keys of the processes whose running cases stand still, as a subquery."""
    return ProcessSuspension.objects.filter(resumed_at=None, holds_running=True).values("definition_id")


def refuse_suspended(key: str) -> None:
    """Keep suspensions of this process away until the transaction ends. Raises ProcessSuspended."""
    for moment, reason in _look(LOCK_AND_LOOK, {"key": key})[1]:
        message = f"The process {key!r} is suspended since {moment:%Y-%m-%d} ({reason}): no new case starts."
        raise ProcessSuspended(message, key=key)


def refuse_held(key: str) -> None:
    """Raises InstanceHeld while cases of this process stand still."""
    if find_held([key]):
        raise InstanceHeld(process=key)


def find_held(keys: Iterable[str]) -> Collection[str]:
    """Those of these processes whose cases stand still, or are being suspended now; the others stay as they are until
    the transaction ends."""
    wanted = sorted(set(keys))
    locks, rows = _look(TRY_AND_LOOK, {"keys": wanted}) if wanted else ([], [])
    return {key for key, is_locked in locks if not is_locked} | {key for (key,) in rows}


def _look(statements: str, values: dict[str, Any]) -> tuple[list[Any], list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statements, values)
        first = list(cursor.fetchall())
        cursor.nextset()
        return first, list(cursor.fetchall())
