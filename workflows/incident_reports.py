"""Opening an incident for what failed outside a step: an operation, a timer, a message, a duty."""

import traceback
from uuid import UUID

from workflows import actors, clock, history
from workflows.models.instance import ProcessInstance
from workflows.models.job import Incident

REPORTER = actors.system("worker")


def describe(error: BaseException) -> str:
    """The error in one line of bounded length."""
    return f"{type(error).__name__}: {error}"[:2000]


def open_incident(
    kind: str,
    message: str,
    *,
    error: BaseException | None = None,
    instance_id: UUID | None = None,
    job_id: int | None = None,
    node_id: str = "",
    engine_token: str = "",
) -> Incident:
    """Write the incident and, for an instance, its line in the history, in the present transaction.

    Lists, exports and the history tell its message, so it holds no word of a sensitive variable; the detail does.
    """
    from workflows.discretion import mask

    now = clock.now()
    message = mask(instance_id, message)
    incident = Incident.objects.create(
        instance_id=instance_id,
        job_id=job_id,
        node_id=node_id,
        engine_token=engine_token,
        kind=kind,
        message=message[:2000],
        detail="".join(traceback.format_exception(error))[-8000:] if error else "",
        opened_at=now,
    )
    if instance_id is not None:
        rev = ProcessInstance.objects.values_list("rev", flat=True).get(id=instance_id)
        told = {"incident": incident.id, "kind": kind, "message": incident.message}
        history.append(
            instance_id, rev, "incident_opened", actor=REPORTER, now=now, node_id=node_id, data=told
        )
    return incident
