"""What operators read: incidents, and the figures of health and metrics."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from app.accounts.hiding import list_hidden, of_cases
from workflows.models import (
    HumanTask,
    Incident,
    IncidentState,
    InstanceStatus,
    Job,
    JobState,
    OutboxMessage,
    ProcessInstance,
    TaskState,
    Timer,
)

PAGE_SIZE = 50


@dataclass(frozen=True)
class IncidentFilters:
    state: str = IncidentState.OPEN
    process: str = ""
    kind: str = ""
    after: int = 0

    @property
    def is_narrowed(self) -> bool:
        return bool(self.process or self.kind)


def read_filters(query: QueryDict) -> IncidentFilters:
    state, after = query.get("state", ""), query.get("after", "")
    return IncidentFilters(
        state=state if state in IncidentState.values else IncidentState.OPEN,
        process=query.get("process", "").replace("\x00", "")[:100],
        kind=query.get("kind", "").replace("\x00", "")[:100],
        after=int(after) if after.isdecimal() and len(after) < 18 else 0,
    )


def list_incidents(filters: IncidentFilters) -> QuerySet[Incident]:
    """Newest first; `after` is the id of the last one seen."""
    incidents = list_unveiled().filter(state=filters.state)
    if filters.process:
        incidents = incidents.filter(instance__definition_key=filters.process)
    if filters.kind:
        incidents = incidents.filter(kind=filters.kind)
    if filters.after:
        incidents = incidents.filter(id__lt=filters.after)
    return select_light(incidents).order_by("-id")


def list_unveiled() -> QuerySet[Incident]:
    """Incidents of no file hidden from the reader."""
    hidden = list_hidden()
    incidents = Incident.objects.all()
    return incidents.exclude(of_cases(hidden, "instance__case_ref")) if hidden else incidents


def select_light(incidents: QuerySet[Incident]) -> QuerySet[Incident]:
    return incidents.select_related("instance", "job").defer("instance__state", "job__result")


def read_page(filters: IncidentFilters, size: int = PAGE_SIZE) -> tuple[list[Incident], int]:
    """One page, and the cursor of the next one (0 on the last)."""
    found = list(list_incidents(filters)[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else 0


def read_all(filters: IncidentFilters, size: int) -> Iterator[Incident]:
    """Every incident of the filters, read in pages of `size`."""
    while True:
        page, after = read_page(filters, size)
        yield from page
        if not after:
            return
        filters = replace(filters, after=after)


def list_kinds() -> list[str]:
    return list(list_unveiled().values_list("kind", flat=True).distinct().order_by("kind"))


def count_open() -> int:
    return list_unveiled().filter(state=IncidentState.OPEN).count()


def find_incident(incident_id: int) -> Incident | None:
    return select_light(Incident.objects.filter(pk=incident_id)).first()


@dataclass(frozen=True)
class Figures:
    """The state of the whole fund in a few numbers."""

    open_tasks: int
    late_tasks: int
    open_instances: int
    open_incidents: int
    jobs_ready: int
    jobs_failed: int
    jobs_overdue: int
    timers_overdue: int
    outbox_unsent: int


def read_figures(now: datetime) -> Figures:
    tasks = HumanTask.objects.filter(state__in=[TaskState.READY, TaskState.CLAIMED])
    counted = tasks.aggregate(all=Count("id"), late=Count("id", filter=Q(due_at__lt=now)))
    jobs = Job.objects.filter(state__in=[JobState.READY, JobState.FAILED]).aggregate(
        ready=Count("id", filter=Q(state=JobState.READY)),
        failed=Count("id", filter=Q(state=JobState.FAILED)),
        overdue=Count("id", filter=Q(state=JobState.READY, due_at__lt=now)),
    )
    instances = ProcessInstance.objects.filter(status__in=[InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED])
    return Figures(
        open_tasks=counted["all"],
        late_tasks=counted["late"],
        open_instances=instances.count(),
        open_incidents=count_open(),
        jobs_ready=jobs["ready"],
        jobs_failed=jobs["failed"],
        jobs_overdue=jobs["overdue"],
        timers_overdue=Timer.objects.filter(due_at__lt=now).count(),
        outbox_unsent=OutboxMessage.objects.filter(sent_at__isnull=True).count(),
    )
