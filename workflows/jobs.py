"""Jobs are rows: claimed under a lease, released, swept. Running them is `workflows.execution`.

Due is decided by `workflows_now()`, a lease by the database's real time: neither a wrong clock on a worker's
host nor a virtual clock moved by a year makes a lease end early.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from workflows import clock, hints, operations
from workflows.errors import InstanceHeld, WorkflowError
from workflows.feel import codec
from workflows.models.instance import ProcessInstance
from workflows.models.job import Job, Queue
from workflows.models.states import JobState
from workflows.rows import change, fetch

# The status is asked row by row: a join would read every instance before the first row is taken.
CLAIM = """
WITH due AS (
    SELECT j.id, j.instance_id, j.due_at
    FROM workflows_job j
    WHERE j.state = 'ready' AND j.queue = %(queue)s AND j.due_at <= workflows_now()
      AND (j.instance_id IS NULL
           OR (SELECT i.status = 'active' AND i.definition_key <> ALL(ARRAY(
                SELECT s.definition_id FROM workflows_processsuspension s
                WHERE s.resumed_at IS NULL AND s.holds_running))
               FROM workflows_processinstance i WHERE i.id = j.instance_id))
    ORDER BY j.due_at, j.id
    LIMIT %(limit)s
    FOR UPDATE OF j SKIP LOCKED
), one_an_instance AS (
    SELECT DISTINCT ON (COALESCE(instance_id::text, 'job ' || id)) id
    FROM due
    ORDER BY COALESCE(instance_id::text, 'job ' || id), due_at, id
)
UPDATE workflows_job j
SET state = 'locked', attempts = attempts + 1, started_at = NULL,
    lock_owner = %(owner)s, locked_until = statement_timestamp() + %(lease)s
FROM one_an_instance
WHERE j.id = one_an_instance.id
RETURNING j.id, j.instance_id, j.engine_job, j.node_id, j.operation, j.inputs::text, j.result::text, j.queue,
    j.idempotency_key, j.attempts, j.lock_owner, j.due_at
"""
# A job that was claimed but never begun has not used its attempt.
FREE = """
UPDATE workflows_job
SET state = 'ready', lock_owner = '', locked_until = NULL, started_at = NULL,
    attempts = CASE WHEN started_at IS NULL OR %(refund)s THEN GREATEST(attempts - 1, 0) ELSE attempts END
"""
SWEEP = f"""
{FREE}
WHERE id IN (
    SELECT id FROM workflows_job
    WHERE state = 'locked' AND locked_until < statement_timestamp()
    ORDER BY locked_until LIMIT 1000 FOR UPDATE SKIP LOCKED
)
"""  # noqa: S608
GIVE_BACK = FREE + " WHERE state = 'locked' AND lock_owner = %(owner)s"
RELEASE = FREE + " WHERE id = ANY(%(ids)s) AND state = 'locked' AND lock_owner = %(owner)s"
RENEW = """
UPDATE workflows_job SET locked_until = statement_timestamp() + %(lease)s
WHERE id = ANY(%(ids)s) AND state = 'locked' AND lock_owner = %(owner)s
"""
BEGIN = """
UPDATE workflows_job SET started_at = statement_timestamp(), locked_until = statement_timestamp() + %(lease)s
WHERE id = %(id)s AND state = 'locked' AND lock_owner = %(owner)s AND attempts = %(attempts)s
RETURNING (SELECT case_ref FROM workflows_processinstance i WHERE i.id = workflows_job.instance_id),
    EXISTS (SELECT FROM workflows_processinstance i
            JOIN workflows_processsuspension s ON s.definition_id = i.definition_key
            WHERE i.id = workflows_job.instance_id AND s.resumed_at IS NULL AND s.holds_running)
"""


class LeaseLost(WorkflowError):
    """The job went to another worker, or does not wait any more."""


@dataclass(frozen=True, kw_only=True)
class ClaimedJob:
    """A job under lease; (id, owner, attempts) is the fence: whoever claims it next has another."""

    id: int
    instance_id: UUID | None
    engine_job: str
    node_id: str
    operation: str
    inputs: str
    result: str | None
    queue: str
    idempotency_key: str
    attempts: int
    owner: str
    due_at: datetime

    @property
    def fence(self) -> dict[str, Any]:
        return {"id": self.id, "owner": self.owner, "attempts": self.attempts}


def lease() -> timedelta:
    """How long a claim lasts without a heartbeat."""
    return timedelta(seconds=settings.LEASE_SECONDS)


def claim(queue: Queue, *, owner: str, limit: int) -> list[ClaimedJob]:
    """Take up to `limit` due jobs, at most one an instance; each attempt is counted now, not when it fails."""
    rows = fetch(CLAIM, {"queue": queue.value, "limit": limit, "owner": owner, "lease": lease()})
    names = "id instance_id engine_job node_id operation inputs result queue idempotency_key attempts owner due_at"
    claimed = [ClaimedJob(**dict(zip(names.split(), row, strict=True))) for row in rows]
    return sorted(claimed, key=lambda job: (job.due_at, job.id))


def begin(job: ClaimedJob) -> str:
    """Say that the work starts, and for which case.

    Raises LeaseLost when somebody else has the job by now, InstanceHeld when its process was suspended meanwhile.
    """
    rows = fetch(BEGIN, {**job.fence, "lease": lease()})
    if not rows:
        raise LeaseLost(job=job.id, owner=job.owner)
    case_ref, is_held = rows[0]
    if is_held:
        raise InstanceHeld(instance=job.instance_id)
    return case_ref or ""


def renew(ids: Sequence[int], *, owner: str) -> int:
    """Extend the leases still held; the number of them."""
    return change(RENEW, {"ids": list(ids), "owner": owner, "lease": lease()})


def release(ids: Sequence[int], *, owner: str) -> int:
    """Give jobs back without using up an attempt."""
    return change(RELEASE, {"ids": list(ids), "owner": owner, "refund": True})


def give_back(*, owner: str) -> int:
    """Give back all that this worker has claimed and does not work on; what had begun keeps its attempt counted."""
    return change(GIVE_BACK, {"owner": owner, "refund": False})


def sweep() -> int:
    """Make jobs whose lease ended claimable again; a job that had begun keeps its attempt counted."""
    return change(SWEEP, {"refund": False})


def enqueue(
    operation: str,
    inputs: dict[str, Any],
    *,
    key: str,
    now: datetime,
    instance: ProcessInstance | None = None,
) -> bool:
    """Add a job outside any process, once a key; false when the key is known. Wakes a worker at commit."""
    known = operations.get(operation)
    known.bind(inputs)
    job = Job(
        instance=instance,
        operation=operation,
        inputs=codec.encode(inputs),
        queue=known.queue,
        idempotency_key=key,
        due_at=clock.Now(),
        created_at=now,
    )
    with transaction.atomic():
        Job.objects.bulk_create([job], ignore_conflicts=True)
        transaction.on_commit(lambda: wake([known.queue]), robust=True)
    return Job.objects.filter(idempotency_key=key, created_at=now).exists()


def retry(job_id: int) -> bool:
    """Make a failed job claimable again with its attempts given back."""
    with transaction.atomic():
        changed = Job.objects.filter(id=job_id, state=JobState.FAILED).update(
            state=JobState.READY, attempts=0, due_at=clock.Now(), started_at=None
        )
        transaction.on_commit(lambda: wake(Queue), robust=True)
    return changed == 1


def wake(queues: Iterable[Queue | str]) -> None:
    """Tell workers that there is work. A hint only: losing it costs at most one polling interval."""
    names = sorted({str(queue) for queue in queues})
    if not names:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify('vigie_work', %s)", [",".join(names)])
    if settings.EXECUTOR == "celery":
        hints.publish(names)
