"""Running a claimed job: the call outside any transaction, its result delivered inside one.

The call may happen twice (a worker can die after it); its effect must not: that is what the idempotency key is
for. The delivery happens once: the fence and the engine step are one transaction.
"""

import json
from datetime import timedelta
from enum import StrEnum
from typing import Any

import structlog
from django.db import transaction

from workflows import alarms, clock, faults, instances, jobs, operations, running
from workflows.clashes import ClashUnresolved, is_clash, retry_clashes
from workflows.commands import Deliver
from workflows.engine import JobFailed, JobResult
from workflows.errors import InstanceHeld, WorkflowError
from workflows.feel import codec
from workflows.incident_reports import describe, open_incident
from workflows.jobs import ClaimedJob, LeaseLost
from workflows.operations import BusinessError, Call, Operation, OperationUnknown
from workflows.rows import change
from workflows.signatures import InputRefused, ResultRefused

log = structlog.get_logger(__name__)

#: Trying again cannot help: the model or the code must change first.
PERMANENT = (InputRefused, ResultRefused, OperationUnknown)
CLASH_REST = timedelta(seconds=1)

SETTLE = """
UPDATE workflows_job
SET state = 'done', result = %(result)s, done_at = workflows_now(), lock_owner = '', locked_until = NULL
WHERE id = %(id)s AND state = 'locked' AND lock_owner = %(owner)s AND attempts = %(attempts)s
"""
POSTPONE = """
UPDATE workflows_job
SET state = %(state)s, due_at = workflows_now() + %(rest)s, result = COALESCE(%(result)s, result),
    last_error = %(error)s, lock_owner = '', locked_until = NULL, started_at = NULL
WHERE id = %(id)s AND state = 'locked' AND lock_owner = %(owner)s AND attempts = %(attempts)s
"""
# From now on: a job that has been due for long would be the first to be taken again, before all that can be done.
GIVE_WAY = """
UPDATE workflows_job
SET state = 'ready', due_at = workflows_now() + %(rest)s, result = COALESCE(%(result)s, result),
    attempts = GREATEST(attempts - 1, 0), lock_owner = '', locked_until = NULL, started_at = NULL
WHERE id = %(id)s AND state = 'locked' AND lock_owner = %(owner)s AND attempts = %(attempts)s
"""


class WorkerCrashed(WorkflowError):
    """Each attempt ended with the worker's death: the operation may have crashed the process."""


class Ending(StrEnum):
    """How one claimed job ended."""

    DONE = "done"
    REFUSED = "refused"
    POSTPONED = "postponed"
    FAILED = "failed"
    RELEASED = "released"
    LOST = "lost"


def run(job: ClaimedJob) -> Ending:
    """Run one claimed job to its ending; never raises for what the operation does."""
    try:
        return _run(job)
    except LeaseLost:
        log.info("job_lost", job=job.id, operation=job.operation)
        return Ending.LOST
    except ClashUnresolved:
        return _give_way(job)
    except (alarms.WorkInterrupted, InstanceHeld):
        jobs.release([job.id], owner=job.owner)
        return Ending.RELEASED


def _run(job: ClaimedJob) -> Ending:
    case_ref = jobs.begin(job)
    try:
        known = operations.get(job.operation)
    except OperationUnknown as error:
        return fail(job, error)
    if job.attempts > known.retry.attempts:
        return fail(job, WorkerCrashed(attempts=job.attempts - 1, operation=job.operation))
    try:
        result = job.result or _call(job, known, case_ref)
    except BusinessError as refusal:
        return _settle(
            job, JobFailed(job.engine_job, refusal.code, refusal.message), {"refused": refusal.code}
        )
    except Exception as error:  # noqa: BLE001  whatever an operation raises is a failed attempt, not a dead worker
        return _after_error(job, error, known)
    return _deliver(job, known, result)


def _call(job: ClaimedJob, known: Operation, case_ref: str) -> str:
    """Call the operation; its result as JSON text, which is what would be delivered after a restart too."""
    call = Call(
        idempotency_key=job.idempotency_key,
        instance_id=job.instance_id,
        case_ref=case_ref,
        now=clock.now(),
        attempt=job.attempts,
    )
    inputs = codec.decode(json.loads(job.inputs))
    faults.point("before_effect")
    with alarms.limit(known.timeout.total_seconds()):
        result = known.run(call, inputs)
    faults.point("after_effect")
    return json.dumps(codec.encode(result))


def _after_error(job: ClaimedJob, error: Exception, known: Operation, result: str | None = None) -> Ending:
    if is_clash(error):
        raise ClashUnresolved() from error
    if isinstance(error, PERMANENT) or job.attempts >= known.retry.attempts:
        return fail(job, error, result)
    rest = known.retry.delay(job.attempts)
    # Its words may carry personal data: they stand in the job's row and the incident, not in the log.
    failure = type(error).__name__
    log.warning(
        "job_postponed", job=job.id, operation=job.operation, seconds=rest.total_seconds(), error=failure
    )
    _postpone(job, state="ready", rest=rest, error=error, result=result)
    return Ending.POSTPONED


def _deliver(job: ClaimedJob, known: Operation, result: str) -> Ending:
    try:
        return _settle(job, JobResult(job.engine_job, codec.decode(json.loads(result))), json.loads(result))
    except LeaseLost:
        raise
    except ClashUnresolved:
        return _give_way(job, result)
    except Exception as error:  # noqa: BLE001  the effect is there and kept: only its delivery is tried again
        return _after_error(job, error, known, result)


def _give_way(job: ClaimedJob, result: str | None = None) -> Ending:
    """Give the job back behind those that are due, without using up an attempt; a known result is kept."""
    change(GIVE_WAY, {**job.fence, "rest": CLASH_REST, "result": result})
    return Ending.RELEASED


def _settle(job: ClaimedJob, delivery: JobResult | JobFailed, result: Any) -> Ending:
    retry_clashes(lambda: _settle_once(job, delivery, result))
    faults.point("after_commit")
    return Ending.REFUSED if isinstance(delivery, JobFailed) else Ending.DONE


def _settle_once(job: ClaimedJob, delivery: JobResult | JobFailed, result: Any) -> None:
    with transaction.atomic():
        # The instance first, as in every step: the other order would be a deadlock with a person's action.
        if job.instance_id is not None:
            running.hold(job.instance_id)
        if change(SETTLE, {**job.fence, "result": json.dumps(result)}) != 1:
            raise LeaseLost(job=job.id, owner=job.owner)
        if job.instance_id is not None:
            instances.step(job.instance_id, Deliver(delivery))
        faults.point("before_commit")


def fail(job: ClaimedJob, error: Exception, result: str | None = None) -> Ending:
    """Give the job up: failed, with an incident an operator can retry, skip or complete."""
    log.error("job_failed", job=job.id, operation=job.operation, error=type(error).__name__)
    with transaction.atomic():
        _postpone(job, state="failed", rest=timedelta(0), error=error, result=result)
        open_incident(
            "operation_failed",
            describe(error),
            error=error,
            instance_id=job.instance_id,
            job_id=job.id,
            node_id=job.node_id,
            engine_token=job.engine_job,
        )
    return Ending.FAILED


def _postpone(job: ClaimedJob, *, state: str, rest: timedelta, error: Exception, result: str | None) -> None:
    values = {**job.fence, "state": state, "rest": rest, "error": describe(error), "result": result}
    if change(POSTPONE, values) != 1:
        raise LeaseLost(job=job.id, owner=job.owner)
