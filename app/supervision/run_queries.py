"""What one running case waits for, and where it could be moved."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from app.cases.wording import Wording
from workflows import clock
from workflows.bpmn import NodeKind, read_model
from workflows.models import (
    DefinitionVersion,
    HumanTask,
    Incident,
    IncidentState,
    Job,
    JobState,
    ProcessInstance,
    TaskState,
    Timer,
)
from workflows.process_folders import MODEL

LIVE_JOBS = [JobState.READY, JobState.LOCKED, JobState.FAILED]
MOST = 100


@dataclass(frozen=True)
class Waits:
    """What waits in a case, in numbers; `due_…` is what would happen at once."""

    tasks: int
    timers: int
    jobs: int
    due_timers: int
    due_jobs: int


def find_run(instance_id: UUID) -> ProcessInstance | None:
    """Trials of the studio are nobody's case."""
    runs = ProcessInstance.objects.filter(pk=instance_id, is_test=False)
    return runs.select_related("version").defer("state", "version__files").first()


def list_timers(instance: ProcessInstance) -> list[Timer]:
    timers = Timer.objects.filter(instance=instance).select_related("instance").defer("instance__state")
    return list(timers.order_by("due_at", "id")[:MOST])


def list_jobs(instance: ProcessInstance) -> list[Job]:
    jobs = Job.objects.filter(instance=instance, state__in=LIVE_JOBS).select_related("instance")
    return list(jobs.defer("instance__state", "inputs", "result").order_by("pk")[:MOST])


def list_incidents(instance: ProcessInstance) -> list[Incident]:
    return list(Incident.objects.filter(instance=instance, state=IncidentState.OPEN).order_by("pk")[:MOST])


def count_waits(instance: ProcessInstance) -> Waits:
    now = clock.now()
    timers = Timer.objects.filter(instance=instance)
    jobs = Job.objects.filter(instance=instance, state__in=[JobState.READY, JobState.LOCKED])
    open_states = [TaskState.READY, TaskState.CLAIMED]
    return Waits(
        tasks=HumanTask.objects.filter(instance=instance, state__in=open_states).count(),
        timers=timers.count(),
        jobs=jobs.count(),
        due_timers=timers.filter(due_at__lte=now).count(),
        due_jobs=jobs.filter(due_at__lte=now).count(),
    )


def list_targets(instance: ProcessInstance, wording: Wording, language: str) -> Iterator[tuple[str, str]]:
    """The nodes of the case's own drawing that a token can be put on."""
    files = DefinitionVersion.objects.values_list("files", flat=True).get(pk=instance.version_id)
    for process in read_model(files[MODEL].encode()).processes.values():
        for node in process.nodes.values():
            if node.kind not in (NodeKind.BOUNDARY_EVENT, NodeKind.START_EVENT):
                yield node.id, wording.node(node.id, language, node.name)
