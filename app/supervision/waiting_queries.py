"""What operators list besides incidents: deadlines that wait and jobs, in pages by key."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from app.accounts.hiding import list_hidden, of_cases
from app.logbook import read_text
from workflows.models import Job, JobState, Queue, ServiceLevelClock, Timer
from workflows.models.states import ClockState

PAGE_SIZE = 50
Row = TypeVar("Row", bound=Model)
#: What `due` narrows to: whatever is past, or due within so many days.
SPANS = {"late": 0, "day": 1, "week": 7}
OPEN = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True)
class TimerFilters:
    process: str = ""
    node: str = ""
    due: str = ""
    skip: int = 0


@dataclass(frozen=True)
class JobFilters:
    state: str = ""
    queue: str = ""
    operation: str = ""
    after: int = 0


def read_number(query: QueryDict, name: str) -> int:
    text = query.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0


def read_timer_filters(query: QueryDict) -> TimerFilters:
    due = query.get("due", "")
    return TimerFilters(
        process=read_text(query, "process", 100),
        node=read_text(query, "node", 100),
        due=due if due in SPANS else "",
        skip=min(read_number(query, "skip"), 5000),
    )


def read_job_filters(query: QueryDict) -> JobFilters:
    state, queue, after = query.get("state", ""), query.get("queue", ""), query.get("after", "")
    return JobFilters(
        state=state if state in JobState.values else "",
        queue=queue if queue in Queue.values else "",
        operation=read_text(query, "operation", 100),
        after=int(after) if after.isascii() and after.isdecimal() and len(after) < 18 else 0,
    )


def unveil(rows: QuerySet[Row]) -> QuerySet[Row]:
    """Without those of files hidden from the reader."""
    hidden = list_hidden()
    return rows.exclude(of_cases(hidden, "instance__case_ref")) if hidden else rows


def list_timers(filters: TimerFilters, now: datetime) -> QuerySet[Timer]:
    """Of running cases, the next due first; trials of the studio are left out."""
    timers = unveil(Timer.objects.filter(instance__isnull=False, instance__is_test=False))
    if filters.process:
        timers = timers.filter(instance__definition_key=filters.process)
    if filters.node:
        timers = timers.filter(node_id=filters.node)
    if filters.due:
        timers = timers.filter(due_at__lt=now + timedelta(days=SPANS[filters.due]))
    return timers.select_related("instance").defer("instance__state").order_by("due_at", "id")


def list_jobs(filters: JobFilters) -> QuerySet[Job]:
    """The newest first; without a state those that are not over."""
    jobs = unveil(Job.objects.exclude(instance__is_test=True))
    over = Q(state__in=[JobState.DONE, JobState.CANCELLED])
    jobs = jobs.filter(state=filters.state) if filters.state else jobs.exclude(over)
    if filters.queue:
        jobs = jobs.filter(queue=filters.queue)
    if filters.operation:
        jobs = jobs.filter(operation=filters.operation)
    if filters.after:
        jobs = jobs.filter(pk__lt=filters.after)
    return jobs.select_related("instance").defer("instance__state", "result", "inputs").order_by("-pk")


def list_operations() -> list[str]:
    """Of the jobs that are not over."""
    live = Job.objects.filter(state__in=[JobState.READY, JobState.LOCKED, JobState.FAILED])
    return list(live.values_list("operation", flat=True).distinct().order_by("operation"))


def find_timer(timer_id: int) -> Timer | None:
    timers = Timer.objects.filter(pk=timer_id, instance__isnull=False).select_related("instance")
    return timers.defer("instance__state").first()


def find_job(job_id: int) -> Job | None:
    jobs = Job.objects.filter(pk=job_id).select_related("instance")
    return jobs.defer("instance__state", "result", "inputs").first()


def list_promises_passed(timer: Timer, due_at: datetime) -> list[ServiceLevelClock]:
    """The open promises of the case whose last instant would come before the new date of a deadline."""
    clocks = ServiceLevelClock.objects.filter(instance=timer.instance_id, state__in=OPEN)
    return list(clocks.filter(target_at__gt=timer.due_at, target_at__lte=due_at).order_by("target_at"))
