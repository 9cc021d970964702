"""The model of a case with where it is now and the way it came, for the diagram viewer."""

from typing import Any

from django.utils.translation import gettext as _

from app.cases.wording import find_wording
from workflows.models import (
    HumanTask,
    Incident,
    IncidentState,
    Job,
    JobState,
    ProcessInstance,
    Subscription,
    TaskState,
    Timer,
)
from workflows.models.history import HistoryEvent

WALKED_KINDS = ("flow_taken", "node_completed")
OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)
WAITING_JOBS = (JobState.READY, JobState.LOCKED)


class ModelMissing(LookupError):
    """The version holds no BPMN file of its own process."""


def describe_position(instance: ProcessInstance, language: str) -> dict[str, Any]:
    """`xml`, ids of nodes `here`, `broken` and `walked` (flows too), `labels` by node id, the viewer's `text`."""
    wording = find_wording(instance.version_id)
    broken = list_broken(instance)
    return {
        "xml": read_model(instance),
        "here": sorted(list_here(instance) - broken),
        "broken": sorted(broken),
        "walked": sorted(list_walked(instance)),
        "labels": {node: wording.node(node, language) for node in wording.nodes},
        "text": {"here": _("Now here"), "broken": _("Stopped here")},
    }


def read_model(instance: ProcessInstance) -> str:
    files: dict[str, str] = instance.version.files
    own = f'id="{instance.version.definition_id}"'
    models = [text for path, text in sorted(files.items()) if path.endswith(".bpmn")]
    for text in models:
        if own in text:
            return text
    raise ModelMissing(f"{instance.version} has no BPMN file of its own process.")


def list_here(instance: ProcessInstance) -> set[str]:
    """The nodes something waits at: a person, a timer, a message or a machine."""
    return {
        *HumanTask.objects.filter(instance=instance, state__in=OPEN_STATES).values_list("node_id", flat=True),
        *Timer.objects.filter(instance=instance).values_list("node_id", flat=True),
        *Subscription.objects.filter(instance=instance).values_list("node_id", flat=True),
        *Job.objects.filter(instance=instance, state__in=WAITING_JOBS).values_list("node_id", flat=True),
    }


def list_broken(instance: ProcessInstance) -> set[str]:
    incidents = Incident.objects.filter(instance=instance, state=IncidentState.OPEN).exclude(node_id="")
    return set(incidents.values_list("node_id", flat=True))


def list_walked(instance: ProcessInstance) -> set[str]:
    events = HistoryEvent.objects.filter(instance_id=instance.pk, kind__in=WALKED_KINDS).exclude(node_id="")
    return set(events.values_list("node_id", flat=True).distinct())
