"""What an operator does about one job: have it tried now, or stop its attempts. Always with why.

The instance is locked before the job, as in every step. What a worker is doing now is left to it: its lease ends by
itself, and the work may have had its effect already.
"""

from typing import Any

from django.db import transaction

from workflows import clock, history, incidents, jobs
from workflows.actors import Actor
from workflows.errors import JobOver, JobRunning, JobUnknown, ReasonMissing
from workflows.incident_repairs import OPERATION_FAILED
from workflows.incident_reports import open_incident
from workflows.models.instance import ProcessInstance
from workflows.models.job import Incident, Job
from workflows.models.states import IncidentState, JobState
from workflows.transactions import in_transaction


@in_transaction
def try_now(job_id: int, reason: str, *, by: Actor) -> Job:
    """Due now instead of after its rest; one that was given up gets its attempts back and its incident closes.

    Raises ReasonMissing, JobUnknown, JobRunning, JobOver, InstanceEnded.
    """
    job = _lock(job_id, reason)
    if job.state == JobState.READY:
        Job.objects.filter(pk=job.pk).update(due_at=clock.Now())
        transaction.on_commit(lambda: jobs.wake([job.queue]), robust=True)
        _tell(job, "job_hastened", reason, by=by)
    elif incident := _find_incident(job):
        incidents.retry(incident.pk, reason, by=by)
    else:
        jobs.retry(job.pk)
        _tell(job, "job_hastened", reason, by=by)
    job.refresh_from_db()
    return job


@in_transaction
def stop(job_id: int, reason: str, *, by: Actor) -> Job:
    """Try it no more. A step of a case then waits, with an incident, for what a person decides; other work is dropped.

    Raises ReasonMissing, JobUnknown, JobRunning, JobOver.
    """
    job = _lock(job_id, reason)
    if job.instance_id is not None and job.state == JobState.FAILED:
        raise JobOver(job=job.pk, state=job.state)
    told = f"Stopped by {by}: {reason.strip()}"[:2000]
    if job.instance_id is None:
        _close_incidents(job, told, by=by)
        _change(job, state=JobState.CANCELLED, last_error=told, done_at=clock.now())
        return job
    _change(job, state=JobState.FAILED, last_error=told)
    _tell(job, "job_stopped", reason, by=by)
    open_incident(
        OPERATION_FAILED,
        "An operator stopped its attempts.",
        instance_id=job.instance_id,
        job_id=job.pk,
        node_id=job.node_id,
        engine_token=job.engine_job,
    )
    return job


def _lock(job_id: int, reason: str) -> Job:
    """The job that waits or was given up, its instance locked first."""
    if not reason.strip():
        raise ReasonMissing(job=job_id)
    known = Job.objects.filter(pk=job_id).only("instance").first()
    if known is None:
        raise JobUnknown(job=job_id)
    if known.instance_id is not None:
        ProcessInstance.objects.select_for_update(no_key=True).only("id").get(pk=known.instance_id)
    job = Job.objects.select_for_update().get(pk=job_id)
    if job.state == JobState.LOCKED:
        raise JobRunning(job=job.pk, worker=job.lock_owner)
    if job.state not in (JobState.READY, JobState.FAILED):
        raise JobOver(job=job.pk, state=job.state)
    return job


def _find_incident(job: Job) -> Incident | None:
    return Incident.objects.filter(job=job, state=IncidentState.OPEN).order_by("-pk").first()


def _close_incidents(job: Job, told: str, *, by: Actor) -> None:
    Incident.objects.filter(job=job, state=IncidentState.OPEN).update(
        state=IncidentState.RESOLVED,
        resolved_at=clock.now(),
        resolved_by=str(by),
        resolution=f"close: {told}",
    )


def _change(job: Job, **values: Any) -> None:
    for name, value in values.items():
        setattr(job, name, value)
    job.save(update_fields=list(values))


def _tell(job: Job, kind: str, reason: str, *, by: Actor) -> None:
    """Work outside any case has no history; its row keeps what was done about it."""
    if job.instance_id is None:
        Job.objects.filter(pk=job.pk).update(last_error=f"Tried now by {by}: {reason.strip()}"[:2000])
        return
    rev = ProcessInstance.objects.values_list("rev", flat=True).get(pk=job.instance_id)
    told = {"reason": reason.strip(), "job": job.pk, "operation": job.operation}
    history.append(job.instance_id, rev, kind, actor=by, now=clock.now(), node_id=job.node_id, data=told)
