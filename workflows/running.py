"""An instance under lock, with everything it waits for, read in one round trip."""

import json
from collections.abc import Mapping
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

# NO KEY UPDATE excludes every other step and still lets rows that refer to the instance be inserted. The version is a
# subquery and no join: after a wait for the lock PostgreSQL re-checks a join with the version it had read before, and
# an instance migrated meanwhile would seem not to exist.
LOCK = """
SET LOCAL lock_timeout = '{timeout}';
SELECT i.id, i.version_id, (SELECT v.sha256 FROM workflows_definitionversion v WHERE v.id = i.version_id),
  i.definition_key, i.case_ref, i.is_test, i.status, i.rev, i.state, workflows_now()
FROM workflows_processinstance i
WHERE i.id = {which}
FOR NO KEY UPDATE OF i;
"""
# A statement of its own: its snapshot is taken once the lock is held, so it sees what the last holder wrote.
# The function is in the migrations; the shape of what it returns is `Waiting`.
WAITING = "SELECT workflows_waiting({which})"
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


def lock_of_task(task_id: UUID | str) -> Running | None:
    """Lock the instance of a human task; None when there is no such task."""
    key = read_key(task_id)
    return _read(BY_TASK, key) if key else None


def _read(which: str, key: UUID) -> Running | None:
    statement = LOCK.format(timeout=LOCK_TIMEOUT, which=which) + WAITING.format(which=which)
    with connection.cursor() as cursor:
        cursor.execute(statement, {"id": str(key)})
        cursor.nextset()
        row = cursor.fetchone()
        cursor.nextset()
        waiting = cursor.fetchone()
    if row is None or waiting is None:
        return None
    instance_id, version_id, sha256, key_, case_ref, is_test, status, rev, state, now = row
    return Running(
        id=instance_id,
        deployed=deployed(version_id, sha256),
        definition_key=key_,
        case_ref=case_ref,
        is_test=is_test,
        status=InstanceStatus(status),
        rev=rev,
        state=bytes(state),
        now=now.astimezone(UTC),
        waiting=_parse_waiting(waiting[0]),
    )


def read_waiting(instance_id: UUID | str) -> Waiting:
    """The open rows of an instance, without a lock."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING.format(which=BY_ID), {"id": str(instance_id)})
        row = cursor.fetchone()
    return _parse_waiting(row[0]) if row else Waiting()


def _parse_waiting(text: str) -> Waiting:
    return Waiting(**{name: rows or {} for name, rows in json.loads(text).items()})
