"""Which repairs an open incident admits, by its kind and by what still stands: for the page, and for the acts."""

from collections.abc import Mapping
from enum import StrEnum

from workflows import definitions, engine, outbox, timers
from workflows.engine import TaskNotOpen, WayOut
from workflows.incident_choices import list_receivers
from workflows.messages import AMBIGUOUS, EXPIRED, UNDELIVERABLE
from workflows.models.instance import ProcessInstance
from workflows.models.job import Incident, Job
from workflows.models.states import IncidentState, InstanceStatus, JobState
from workflows.projections import ENGINE_KINDS

OPERATION_FAILED, TIMER_FAILED = "operation_failed", "timer_failed"
#: Where the token of an instance stands still until somebody acts.
STANDING = ENGINE_KINDS | {OPERATION_FAILED, TIMER_FAILED}


class Repair(StrEnum):
    """`CLOSE` leaves everything as it is; `CANCEL` ends the instance."""

    RETRY = "retry"
    COMPLETE = "complete"
    SKIP = "skip"
    DELIVER = "deliver"
    CANCEL = "cancel"
    CLOSE = "close"


def list_repairs(incident: Incident) -> tuple[Repair, ...]:
    """What an operator may do about an incident now, the likeliest first; nothing once it is resolved."""
    if incident.state != IncidentState.OPEN:
        return ()
    if incident.kind in STANDING and incident.instance_id is not None:
        return _of_instance(incident)
    possible: Mapping[str, tuple[Repair, ...]] = {
        AMBIGUOUS: _deliver(incident),
        EXPIRED: _deliver(incident),
        UNDELIVERABLE: (Repair.RETRY,),
        OPERATION_FAILED: _retry_job(incident),
        "message_failed": _resend(incident),
    }
    return *possible.get(incident.kind, ()), Repair.CLOSE


def _of_instance(incident: Incident) -> tuple[Repair, ...]:
    """An instance that has ended leaves nothing to repair; one that is paused takes no step."""
    status = ProcessInstance.objects.values_list("status", flat=True).get(incidents=incident)
    if status not in (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED):
        return (Repair.CLOSE,)
    if status == InstanceStatus.SUSPENDED:
        return (Repair.CANCEL,)
    retry = _try_again(incident)
    by_hand = (Repair.COMPLETE,) if retry and incident.job_id is not None else ()
    skip = (Repair.SKIP,) if find_ways_out(incident) is not None else ()
    return *retry, *by_hand, *skip, Repair.CANCEL


def _try_again(incident: Incident) -> tuple[Repair, ...]:
    if incident.kind == OPERATION_FAILED:
        return _retry_job(incident)
    if incident.kind == TIMER_FAILED:
        parked = timers.is_parked(instance_id=incident.instance_id, engine_timer=incident.engine_token)
        return (Repair.RETRY,) if parked else ()
    return (Repair.RETRY,)


def _retry_job(incident: Incident) -> tuple[Repair, ...]:
    failed = Job.objects.filter(incidents=incident, state=JobState.FAILED).exists()
    return (Repair.RETRY,) if failed else ()


def _deliver(incident: Incident) -> tuple[Repair, ...]:
    return (Repair.DELIVER,) if list_receivers(incident) else ()


def _resend(incident: Incident) -> tuple[Repair, ...]:
    return (Repair.RETRY,) if outbox.is_parked(incident.engine_token) else ()


def find_ways_out(incident: Incident) -> tuple[WayOut, ...] | None:
    """The flows out of the node where the token rests; None when it has gone."""
    if incident.instance_id is None or not incident.engine_token:
        return None
    instance = (
        ProcessInstance.objects.select_related("version").defer("version__files").get(id=incident.instance_id)
    )
    definition = definitions.of_version(instance.version).definition
    try:
        return engine.ways_out(definition, bytes(instance.state), incident.engine_token)
    except TaskNotOpen:
        return None


def list_ways_out(incident: Incident) -> tuple[WayOut, ...]:
    """The flows out of the node where an incident's token rests; none when the token has gone."""
    return find_ways_out(incident) or ()
