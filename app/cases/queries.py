"""What the screens read of cases."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import MAXYEAR, date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.timezone import make_aware

from app.accounts.models import User
from app.accounts.roles import may_operate, may_read_cases, roles_of
from app.cases.models import Case
from app.cases.rows import read_along
from app.cases.searching import search_cases
from workflows.models import HumanTask, Incident, IncidentState, InstanceStatus, ProcessInstance, TaskState

PAGE_SIZE = 50
OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)


@dataclass(frozen=True)
class CaseFilters:
    text: str = ""
    process: str = ""
    status: str = ""
    first_day: date | None = None
    last_day: date | None = None
    before: tuple[datetime, int] | None = None

    @property
    def is_narrowed(self) -> bool:
        return bool(self.kept)

    @property
    def kept(self) -> dict[str, str]:
        """What the address says of them, but for the page."""
        days = {"opened_from": self.first_day, "opened_until": self.last_day}
        told = {"q": self.text, "process": self.process, "status": self.status}
        told |= {name: day.isoformat() for name, day in days.items() if day}
        return {name: value for name, value in told.items() if value}


def read_filters(query: QueryDict) -> CaseFilters:
    status = query.get("status", "")
    return CaseFilters(
        text=query.get("q", "").replace("\x00", "").strip()[:100],
        process=query.get("process", "").replace("\x00", "")[:100],
        status=status if status in InstanceStatus.values else "",
        first_day=read_day(query.get("opened_from", "")),
        last_day=read_day(query.get("opened_until", "")),
        before=read_cursor(query.get("before", "")),
    )


def read_day(text: str) -> date | None:
    """A day such as 2026-03-31; None for anything else, and for the last days of the calendar."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year < MAXYEAR else None


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """`2026-05-12T08:00:00+00:00~41`; None for anything else."""
    instant, _tilde, key = text.partition("~")
    if not key.isdecimal() or len(key) > 18:
        return None
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return (at, int(key)) if at.tzinfo else None


def list_visible(user: User) -> QuerySet[Case]:
    """All cases for those whose work it is; for others, the ones in which a role of theirs has had a task."""
    if may_read_cases(user):
        return Case.objects.all()
    tasks = HumanTask.objects.filter(Q(role__in=roles_of(user)) | Q(assignee=user)).exclude(case_ref="")
    return Case.objects.filter(reference__in=tasks.values("case_ref"))


def find_case(user: User, reference: str) -> Case | None:
    """A case the user may read; operators may read those with an incident and those that are paused."""
    case = list_visible(user).select_related("party").filter(reference=reference).first()
    if case is None and may_operate(user):
        case = Case.objects.filter(reference=reference).first() if stands_still(reference) else None
    return case


def stands_still(reference: str) -> bool:
    """Something of the case has stopped, or was stopped."""
    paused = ProcessInstance.objects.filter(case_ref=reference, status=InstanceStatus.SUSPENDED)
    return Incident.objects.filter(instance__case_ref=reference).exists() or paused.exists()


def list_filtered(user: User, filters: CaseFilters) -> QuerySet[Case]:
    cases = list_visible(user)
    if filters.text:
        cases = search_cases(cases, filters.text)
    if filters.process:
        cases = cases.filter(process=filters.process)
    if filters.status:
        cases = cases.filter(status=filters.status)
    if filters.first_day:
        cases = cases.filter(opened_at__gte=start_of(filters.first_day))
    if filters.last_day:
        cases = cases.filter(opened_at__lt=start_of(filters.last_day + timedelta(days=1)))
    return cases


def start_of(day: date) -> datetime:
    """In Brussels, whatever day it is elsewhere."""
    return make_aware(datetime.combine(day, time()))


def read_page(user: User, filters: CaseFilters, size: int = PAGE_SIZE) -> tuple[list[Case], str]:
    """Newest first; with the cursor of the following page, empty on the last one."""
    cases = list_filtered(user, filters).order_by("-opened_at", "-id")
    if filters.before:
        at, key = filters.before
        cases = cases.filter(Q(opened_at__lt=at) | Q(opened_at=at, id__lt=key))
    found = list(cases[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], f"{last.opened_at.isoformat()}~{last.pk}"


def read_all(user: User, filters: CaseFilters, size: int) -> Iterator[Case]:
    """Every case of the filters, read in pages of `size`."""
    following = ""
    while True:
        page, following = read_page(user, filters, size)
        yield from page
        if not following:
            return
        filters = replace(filters, before=read_cursor(following))


def list_instances(case: Case) -> list[ProcessInstance]:
    """The runs of a case, the main one first; without their engine state."""
    instances = ProcessInstance.objects.filter(case_ref=case.reference).order_by("started_at", "id")
    along = instances.select_related("version__definition")
    return list(along.defer("state", "version__files", "version__manifest"))


def list_open_tasks(case: Case) -> QuerySet[HumanTask]:
    tasks = HumanTask.objects.filter(case_ref=case.reference, state__in=OPEN_STATES)
    return read_along(tasks).order_by("due_at", "id")


def list_open_incidents(instances: list[ProcessInstance]) -> list[Incident]:
    ids = [instance.pk for instance in instances]
    found = Incident.objects.filter(instance__in=ids, state=IncidentState.OPEN).order_by("opened_at")
    return list(found.select_related("instance").defer("instance__state"))
