"""What the page of one incident tells: what stopped, with which data, and what became of it."""

from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from app.cases.incident_words import describe_incident, find_declaring, find_message
from app.cases.models import Case
from app.cases.timeline import name_actors
from app.cases.told_values import ToldValue, tell_values, tell_variables
from app.cases.wording import find_wording
from app.exchanges.numbers import mask_numbers
from app.supervision.forms import REPAIRS, RepairForm
from workflows import api
from workflows.api import Repair
from workflows.engine import FaultKind
from workflows.errors import WorkflowError
from workflows.models import Incident, IncidentState, InstanceStatus, JobState


def describe(incident: Incident, form: RepairForm | None, shown: api.ShownIncident) -> dict[str, Any]:
    language = get_language() or "fr"
    reference = incident.instance.case_ref if incident.instance else ""
    names = name_actors([incident.resolved_by])
    inputs = tell_inputs(incident, shown, language)
    message = tell_message(incident, language, unveiled=shown.is_full)
    variables = tell_data(incident, language, unveiled=shown.is_full)
    told = [*inputs, *variables, *(message["content"] if message else ())]
    return {
        "incident": incident,
        "shown": shown if shown.is_full else veil_numbers(shown),
        "words": describe_incident(incident, language),
        "case": Case.objects.filter(reference=reference).first() if reference else None,
        "is_masked": shown.is_masked or any(one.is_hidden for one in told),
        "inputs": inputs,
        "message": message,
        "variables": variables,
        "resolved_by": names(incident.resolved_by) if incident.resolved_by else "",
        "resolution": tell_resolution(incident),
        "outcome": tell_outcome(incident),
        "form": form,
        "is_paused": is_paused(incident),
    }


def veil_numbers(shown: api.ShownIncident) -> api.ShownIncident:
    """A failure may quote a national number that no variable of the process holds."""
    return replace(shown, message=mask_numbers(shown.message), detail=mask_numbers(shown.detail))


def tell_inputs(incident: Incident, shown: api.ShownIncident, language: str) -> list[ToldValue]:
    if shown.inputs is None:
        return []
    version = incident.instance.version_id if incident.instance else None
    return tell_values(shown.inputs, version, language, unveiled=shown.is_full)


def tell_data(incident: Incident, language: str, *, unveiled: bool) -> list[ToldValue]:
    """The data of a case whose step could not be decided from it: what an operator would set first."""
    if (
        incident.kind not in set(FaultKind)
        or incident.instance is None
        or incident.state != IncidentState.OPEN
    ):
        return []
    try:
        values = api.read_variables(incident.instance.pk)
    except WorkflowError:  # a state nobody can read is what the incident says
        return []
    known = dict(sorted((name, value) for name, value in values.items() if value is not None))
    return tell_variables(known, incident.instance.version_id, language, unveiled=unveiled)


def tell_message(incident: Incident, language: str, *, unveiled: bool) -> dict[str, Any] | None:
    """What the message of an incident is and says."""
    row = find_message(incident)
    if row is None:
        return None
    version = find_declaring(row.name)
    return {
        "title": name_message(row.name, language),
        "row": row,
        "content": tell_values(row.payload, version, language, unveiled=unveiled),
    }


def name_message(name: str, language: str) -> str:
    version = find_declaring(name)
    return find_wording(version).message(name, language) if version else name


def is_paused(incident: Incident) -> bool:
    return incident.instance is not None and incident.instance.status == InstanceStatus.SUSPENDED


def tell_resolution(incident: Incident) -> str:
    """`retry: the printer is back` with the act in words."""
    act, colon, reason = incident.resolution.partition(": ")
    if act.startswith("delivered to"):
        act = Repair.DELIVER.value
    known = REPAIRS.get(Repair(act)) if colon and act in set(Repair) else None
    return f"{known}{_(': ')}{reason}" if known else incident.resolution


def is_being_tried(incident: Incident) -> bool:
    """Somebody had its operation tried again, and the worker has not answered yet."""
    waits = {JobState.READY, JobState.LOCKED}
    return is_tried_again(incident) and incident.job is not None and incident.job.state in waits


def is_tried_again(incident: Incident) -> bool:
    return incident.state == IncidentState.RESOLVED and incident.resolution.startswith(f"{Repair.RETRY}:")


@dataclass(frozen=True)
class Outcome:
    """What became of trying again; `tone` colours it, `incident` is the one that opened since."""

    text: str
    tone: str
    incident: int | None = None


def tell_outcome(incident: Incident) -> Outcome | None:
    """None for what was not tried again, or was no operation."""
    if not is_tried_again(incident) or incident.job is None:
        return None
    if is_being_tried(incident):
        return Outcome(_("It is being tried again; its outcome is not known yet."), "info")
    if incident.job.state == JobState.DONE:
        return Outcome(_("It was tried again and succeeded."), "ok")
    later = Incident.objects.filter(job=incident.job, pk__gt=incident.pk).order_by("-pk").first()
    return Outcome(_("It was tried again and failed again."), "late", later.pk if later else None)
