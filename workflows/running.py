"""An instance under lock, with everything it waits for, read in one round trip."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from workflows.definitions import Deployed, deployed
from workflows.errors import InstanceEnded, InstancePaused, InstanceUnknown
from workflows.keys import read_key
from workflows.models.states import InstanceStatus

LOCK_TIMEOUT = "3s"
#: A worker has other work to do than to wait.
WORKER_LOCK_TIMEOUT = "500ms"

COLUMNS = """i.id, i.version_id,
  (SELECT v.sha256 FROM workflows_definitionversion v WHERE v.id = i.version_id),
  i.definition_key, i.case_ref, i.is_test, i.status, i.rev, i.state, workflows_now()"""
# NO KEY UPDATE excludes every other step and still lets rows that refer to the instance be inserted. The version is a
# subquery and no join: after a wait for the lock PostgreSQL re-checks a join with the version it had read before, and
# an instance migrated meanwhile would seem not to exist.
LOCK = """
SET LOCAL lock_timeout = '{timeout}';
SELECT {columns}
FROM workflows_processinstance i
WHERE i.id = {which}
FOR NO KEY UPDATE OF i;
"""
LOCK_MANY = f"""
SELECT {COLUMNS}
FROM workflows_processinstance i
WHERE i.id = ANY(%s) AND i.status = 'active'
ORDER BY i.id FOR NO KEY UPDATE OF i SKIP LOCKED
"""  # noqa: S608  literals of this module only
# A statement of its own: its snapshot is taken once the lock is held, so it sees what the last holder wrote.
# The function is in the migrations; the shape of what it returns is `Waiting`.
WAITING = "SELECT workflows_waiting({which})"
WAITING_MANY = "SELECT wanted, workflows_waiting(wanted) FROM unnest(%s::uuid[]) AS wanted"
BY_ID = "%(id)s::uuid"
BY_TASK = "(SELECT instance_id FROM workflows_humantask WHERE id = %(id)s::uuid)"


@dataclass(frozen=True, slots=True)
class Waiting:
    """The open rows by the engine's ids (incidents by their own key).

    tasks: {id, state, assignee, node} · timers: {id, due, cycle} · subscriptions and jobs: the row's key ·
    incidents: {token, kind, message}.
    """

    tasks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    timers: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    subscriptions: Mapping[str, int] = field(default_factory=dict)
    jobs: Mapping[str, int] = field(default_factory=dict)
    incidents: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Running:
    """A locked instance: nobody else steps it until the transaction ends."""

    id: UUID
    deployed: Deployed
    definition_key: str
    case_ref: str
    is_test: bool
    status: InstanceStatus
    rev: int
    state: bytes
    now: datetime  # the database's: a wrong clock on this host moves no deadline
    waiting: Waiting

    def refuse_ended(self) -> None:
        if self.status in (InstanceStatus.COMPLETED, InstanceStatus.CANCELLED):
            raise InstanceEnded(instance=self.id, status=self.status.value)

    def refuse_unless_active(self) -> None:
        self.refuse_ended()
        if self.status is InstanceStatus.SUSPENDED:
            raise InstancePaused(instance=self.id)


def lock(instance_id: UUID | str) -> Running:
    """Lock an instance for this transaction, waiting up to 3 s. Raises InstanceUnknown."""
    key = read_key(instance_id)
    found = _read(BY_ID, key) if key else None
    if found is None:
        raise InstanceUnknown(instance=instance_id)
    return found


def hold(instance_id: UUID) -> None:
    """Keep everybody else from stepping an instance until the transaction ends, waiting up to 0.5 s for it."""
    statement = LOCK.format(timeout=WORKER_LOCK_TIMEOUT, columns="i.id", which=BY_ID)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": str(instance_id)})


def lock_of_task(task_id: UUID | str) -> Running | None:
    """Lock the instance of a human task; None when there is no such task."""
    key = read_key(task_id)
    return _read(BY_TASK, key) if key else None


def _read(which: str, key: UUID) -> Running | None:
    lock_one = LOCK.format(timeout=LOCK_TIMEOUT, columns=COLUMNS, which=which)
    statement = lock_one + WAITING.format(which=which)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": str(key)})
        cursor.nextset()
        row = cursor.fetchone()
        cursor.nextset()
        waiting = cursor.fetchone()
    return None if row is None or waiting is None else _build(row, waiting[0])


def lock_many(instance_ids: Sequence[UUID]) -> dict[UUID, Running]:
    """Lock the active ones of many instances without waiting for any; what others hold is left out."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_MANY, [list(instance_ids)])
        rows = cursor.fetchall()
        cursor.execute(WAITING_MANY, [[row[0] for row in rows]])
        waiting = dict(cursor.fetchall())
    return {row[0]: _build(row, waiting[row[0]]) for row in rows}


def _build(row: Sequence[Any], waiting: str) -> Running:
    instance_id, version_id, sha256, key, case_ref, is_test, status, rev, state, now = row
    return Running(
        id=instance_id,
        deployed=deployed(version_id, sha256),
        definition_key=key,
        case_ref=case_ref,
        is_test=is_test,
        status=InstanceStatus(status),
        rev=rev,
        state=bytes(state),
        now=now.astimezone(UTC),
        waiting=_parse_waiting(waiting),
    )


def read_waiting(instance_id: UUID | str) -> Waiting:
    """The open rows of an instance, without a lock."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING.format(which=BY_ID), {"id": str(instance_id)})
        row = cursor.fetchone()
    return _parse_waiting(row[0]) if row else Waiting()


def _parse_waiting(text: str) -> Waiting:
    return Waiting(**{name: rows or {} for name, rows in json.loads(text).items()})
