"""What an operator does about an incident: retry, skip, complete with data, deliver, cancel the instance or close it.

Always with why, and only what applies to its kind and state (`incident_repairs.list_repairs`).
"""

from collections.abc import Mapping
from typing import Any

from workflows import clock, instances, jobs, messages, outbox, timers
from workflows.actors import Actor
from workflows.commands import Administer, Deliver
from workflows.engine import JobResult, Retry, SetVariables, Skip
from workflows.errors import IncidentResolved, IncidentUnknown, ReasonMissing, ResolutionRefused
from workflows.feel import codec
from workflows.history import append
from workflows.incident_repairs import TIMER_FAILED, Repair, list_repairs
from workflows.models.instance import ProcessInstance
from workflows.models.job import Incident, Job
from workflows.models.states import InboxOutcome, IncidentState, JobState
from workflows.projections import ENGINE_KINDS
from workflows.running import Running, lock
from workflows.transactions import in_transaction
from workflows.variables import accept

TAKEN = (InboxOutcome.DELIVERED, InboxOutcome.STARTED)


@in_transaction
def retry(incident_id: int, reason: str, *, by: Actor, data: Mapping[str, Any] | None = None) -> Incident:
    """Try again what failed, after setting the variables in `data`; what fails again keeps its incident open."""
    incident, running = _lock(incident_id, reason, Repair.RETRY)
    resolution = f"retry: {reason.strip()}"
    if data and running is not None:
        correction = SetVariables(accept(data, declared=running.deployed.variables))
        instances.advance(running, Administer(correction, reason.strip()), actor=by)
        running = lock(running.id)
    if incident.kind in ENGINE_KINDS and running is not None:
        command = Administer(Retry(incident.engine_token), reason.strip())
        instances.advance(running, command, actor=by, resolution=resolution)
    else:
        _retry_row(incident)
        _resolve(incident, resolution, by=by)
    incident.refresh_from_db()
    return incident


def _retry_row(incident: Incident) -> None:
    """Make due again what was given up; `list_repairs` has seen that it is there."""
    if incident.job_id is not None:
        jobs.retry(incident.job_id)
    elif incident.kind == TIMER_FAILED:
        timers.retry(instance_id=incident.instance_id, engine_timer=incident.engine_token)
    elif incident.kind == messages.UNDELIVERABLE:
        messages.retry(int(incident.engine_token.partition(":")[2]))
    else:
        outbox.retry(incident.engine_token)


@in_transaction
def skip(
    incident_id: int, reason: str, *, by: Actor, data: Mapping[str, Any] | None = None, flow_id: str = ""
) -> Incident:
    """Take the node as done without its work, with `data` merged into the variables, and go on behind it.

    A gateway with several ways out needs `flow_id`; the engine refuses (MoveRefused) and names them otherwise.
    """
    incident, running = _lock(incident_id, reason, Repair.SKIP)
    assert running is not None  # only a token of an instance is skipped
    accepted = accept(data or {}, declared=running.deployed.variables)
    _close_job(incident, None)
    command = Administer(Skip(incident.engine_token, accepted, flow_id), reason.strip())
    instances.advance(_again(running), command, actor=by, resolution=f"skip: {reason.strip()}")
    return _resolved(incident, f"skip: {reason.strip()}", by=by)


@in_transaction
def complete(incident_id: int, data: Mapping[str, Any], reason: str, *, by: Actor) -> Incident:
    """Give the result the failed operation should have given; its output mappings apply."""
    incident, running = _lock(incident_id, reason, Repair.COMPLETE)
    assert running is not None  # a job without an instance is not completed by hand
    result = accept(data, declared={})
    _close_job(incident, codec.encode(result))
    command = Deliver(JobResult(incident.engine_token, result), {"reason": reason.strip(), "by_hand": True})
    instances.advance(_again(running), command, actor=by, resolution=f"complete: {reason.strip()}")
    return _resolved(incident, f"complete: {reason.strip()}", by=by)


@in_transaction
def cancel(incident_id: int, reason: str, *, by: Actor) -> Incident:
    """End the instance of the incident."""
    incident, running = _lock(incident_id, reason, Repair.CANCEL)
    assert running is not None  # without an instance there is nothing to cancel
    instances.cancel(running.id, reason, by=by)
    return _resolved(incident, f"cancel: {reason.strip()}", by=by)


@in_transaction
def close(incident_id: int, reason: str, *, by: Actor) -> Incident:
    """Nothing is left to do about it, or nothing can be: the incident is closed, all else stays as it is."""
    incident, _ = _lock(incident_id, reason, Repair.CLOSE)
    return _resolved(incident, f"close: {reason.strip()}", by=by)


@in_transaction
def choose_receiver(incident_id: int, subscription_id: int, reason: str, *, by: Actor) -> Incident:
    """Deliver a message to the subscription an operator has chosen.

    Raises NotWaiting when nobody waits there any more, ResolutionRefused while its case is paused.
    """
    incident, _ = _lock(incident_id, reason, Repair.DELIVER)
    key = incident.engine_token.partition(":")[2]
    if messages.deliver_to(int(key), subscription_id) not in TAKEN:
        raise ResolutionRefused("This receiver cannot take the message now.", incident=incident.id)
    return _resolved(incident, f"delivered to subscription {subscription_id}: {reason.strip()}", by=by)


def _lock(incident_id: int, reason: str, repair: Repair) -> tuple[Incident, Running | None]:
    """The open incident, its instance locked first.

    Raises IncidentUnknown, IncidentResolved, ReasonMissing; ResolutionRefused for a repair it does not admit now.
    """
    if not reason.strip():
        raise ReasonMissing(incident=incident_id)
    known = Incident.objects.filter(id=incident_id).only("instance").first()
    if known is None:
        raise IncidentUnknown(incident=incident_id)
    running = lock(known.instance_id) if known.instance_id else None
    incident = Incident.objects.select_for_update().get(id=incident_id)
    if incident.state == IncidentState.RESOLVED:
        raise IncidentResolved(incident=incident.id, by=incident.resolved_by)
    if repair not in list_repairs(incident):
        raise ResolutionRefused(incident=incident.id, kind=incident.kind, repair=repair.value)
    return incident, running


def _close_job(incident: Incident, result: Any) -> None:
    """The failed job is done by hand, so that its step neither cancels nor repeats it."""
    if incident.job_id is not None:
        Job.objects.filter(id=incident.job_id, state=JobState.FAILED).update(
            state=JobState.DONE, result=result, done_at=clock.now()
        )


def _again(running: Running) -> Running:
    """Read again what waits after one of its rows was closed in this transaction."""
    return lock(running.id)


def _resolved(incident: Incident, resolution: str, *, by: Actor) -> Incident:
    incident.refresh_from_db()
    if incident.state == IncidentState.OPEN:
        _resolve(incident, resolution, by=by)
    return incident


def _resolve(incident: Incident, resolution: str, *, by: Actor) -> None:
    now = clock.now()
    incident.state = IncidentState.RESOLVED
    incident.resolved_at, incident.resolved_by, incident.resolution = now, str(by), resolution
    incident.save(update_fields=["state", "resolved_at", "resolved_by", "resolution"])
    if incident.instance_id is None:
        return
    rev = ProcessInstance.objects.values_list("rev", flat=True).get(id=incident.instance_id)
    told = {"incident": incident.id, "kind": incident.kind, "resolution": resolution}
    append(
        incident.instance_id, rev, "incident_resolved", actor=by, now=now, node_id=incident.node_id, data=told
    )
