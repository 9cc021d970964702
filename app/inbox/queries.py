"""What the inbox reads: the open tasks a person may see, one page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import BooleanField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.utils.dateparse import parse_datetime

from app import page_time
from app.accounts.hiding import of_cases
from app.accounts.models import User
from app.accounts.roles import roles_of
from app.cases.models import Case
from app.cases.rows import read_along
from app.cases.searching import search_cases
from app.confidentiality.veil import refusal_of, veil_of
from app.inbox import role_queues, standing_in
from app.inbox.counting import CAP, count_views, end_of_day
from app.inbox.filters import AGE_DAYS, Cursor, DueWithin, Filters, Sort, Urgency, View
from app.people.searching import fold
from app.teams.queries import limit_of
from workflows.errors import WorkflowError
from workflows.models import HumanTask, TaskCandidate, TaskState
from workflows.models.human_task import SORT_DUE

PAGE_SIZE = 25
OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)
HIGH_PRIORITY, LOW_PRIORITY = 70, 30
#: A task the user holds whose case they have not had before them since it was opened.
NEW = """workflows_humantask.assignee_id = %s AND workflows_humantask.case_ref <> '' AND NOT EXISTS (
    SELECT FROM teamwork_seen s WHERE s.user_id = %s AND s.case_ref = workflows_humantask.case_ref
    AND s.at >= workflows_humantask.created_at)"""
ORDERS = {
    Sort.DUE: ("sort_due", "id"),
    Sort.PRIORITY: ("-priority", "id"),
    Sort.OLDEST: ("created_at", "id"),
    Sort.NEWEST: ("-created_at", "id"),
}


@dataclass(frozen=True)
class Page:
    """Tasks of one page; `following` is the cursor of the next one."""

    tasks: list[HumanTask]
    following: Cursor | None


def list_visible(user: User) -> QuerySet[HumanTask]:
    """Open tasks that are the user's own or that one of the user's roles may take."""
    tasks = HumanTask.objects.filter(unveiled(user), state__in=OPEN_STATES, instance__is_test=False)
    return tasks.filter(standing_in.own(user) | Exists(candidates_of(roles_of(user))))


def unveiled(user: User) -> Q:
    """Tasks of no file that is hidden from the user, and of the processes of their teams or their own."""
    hidden, limit = veil_of(user).hidden, limit_of(user)
    open_to = ~of_cases(hidden) if hidden else Q()
    return (
        open_to if limit is None else open_to & (Q(definition_key__in=sorted(limit)) | standing_in.own(user))
    )


def narrow_view(user: User, view: View, now: datetime) -> Q:
    awake = Q(follow_up_at__isnull=True) | Q(follow_up_at__lte=now)
    return {
        View.MINE: standing_in.own(user) & awake,
        View.FREE: Q(assignee__isnull=True) & awake,
        View.LATE: Q(due_at__lt=now),
        View.TEAM: Q(),
        View.LATER: Q(follow_up_at__gt=now),
    }[view]


def own_tasks(user: User) -> QuerySet[HumanTask]:
    own = HumanTask.objects.filter(standing_in.own(user), unveiled(user))
    return own.filter(state__in=OPEN_STATES, instance__is_test=False)


def candidates_of(roles: Collection[str]) -> QuerySet[TaskCandidate]:
    return TaskCandidate.objects.filter(task=OuterRef("pk"), role__in=roles)


def count_filtered(user: User, filters: Filters) -> str:
    """How many tasks the view holds under its filters, as it is shown: "1000+" from the cap on."""
    if not filters.is_narrowed:
        number = count_views(user)[filters.view]
    elif filters.view is View.MINE or filters.sort is not Sort.DUE:
        number = list_filtered(user, filters)[:CAP].count()
    else:
        number = len(read_keys(user, filters, CAP))
    return f"{CAP}+" if number >= CAP else str(number)


def list_filtered(user: User, filters: Filters) -> QuerySet[HumanTask]:
    """The tasks of a view and its filters, without order or page."""
    tasks = own_tasks(user) if filters.view is View.MINE else list_visible(user)
    return tasks.filter(narrow_filters(user, filters))


def narrow_filters(user: User, filters: Filters) -> Q:
    """The view and its filters as one condition on a task."""
    now = page_time.now()
    narrow = narrow_view(user, filters.view, now)
    if filters.process:
        narrow &= Q(definition_key=filters.process)
    if filters.urgency:
        narrow &= narrow_urgency(filters.urgency)
    if filters.due:
        narrow &= narrow_due(filters.due, now)
    if filters.text:
        narrow &= match_text(filters.text)
    return narrow & narrow_more(filters, now) & unveiled(user)


def narrow_more(filters: Filters, now: datetime) -> Q:
    narrow = Q()
    if filters.language:
        narrow &= Q(case_ref__in=Case.objects.filter(language=filters.language).values("reference"))
    if filters.age:
        narrow &= Q(created_at__lte=now - timedelta(days=AGE_DAYS[filters.age]))
    if filters.role:
        narrow &= Q(role=filters.role)
    if filters.holder:
        narrow &= Q(assignee=filters.holder)
    return narrow


def narrow_urgency(urgency: Urgency) -> Q:
    return {
        Urgency.HIGH: Q(priority__gte=HIGH_PRIORITY),
        Urgency.NORMAL: Q(priority__gte=LOW_PRIORITY, priority__lt=HIGH_PRIORITY),
        Urgency.LOW: Q(priority__lt=LOW_PRIORITY),
    }[urgency]


def narrow_due(due: DueWithin, now: datetime) -> Q:
    return {
        DueWithin.LATE: Q(due_at__lt=now),
        DueWithin.TODAY: Q(due_at__gte=now, due_at__lt=end_of_day(now)),
        DueWithin.WEEK: Q(due_at__lt=end_of_day(now) + timedelta(days=6)),
        DueWithin.NONE: Q(due_at__isnull=True),
    }[due]


def match_text(text: str) -> Q:
    """The task's name, or the reference, subject or party of its case."""
    cases = search_cases(Case.objects.all(), text).values("reference")
    return Q(name__icontains=text) | Q(case_ref__in=cases) if fold(text) else Q()


def order(tasks: QuerySet[HumanTask], sort: Sort) -> QuerySet[HumanTask]:
    return tasks.annotate(sort_due=SORT_DUE).order_by(*ORDERS[sort])


def read_page(user: User, filters: Filters, size: int = PAGE_SIZE) -> Page:
    """One page by keyset: as fast on the last page as on the first.

    By due date the queues of the roles are merged; other orders sort what the view holds.
    """
    if filters.sort is Sort.DUE and filters.view not in (View.MINE, View.LATER):
        return read_merged(user, filters, size)
    tasks = order(list_filtered(user, filters), filters.sort)
    if filters.after:
        tasks = tasks.filter(come_after(filters.after, filters.sort))
    found = list(mark_new(read_along(tasks), user)[: size + 1])
    following = make_cursor(found[size - 1], filters.sort) if len(found) > size else None
    return Page(found[:size], following)


def mark_new(tasks: QuerySet[HumanTask], user: User) -> QuerySet[HumanTask]:
    """`is_new`: given to the user and not looked at since; told along with the row."""
    return tasks.annotate(is_new=RawSQL(NEW, (user.pk, user.pk), BooleanField()))  # noqa: S611 – a constant


def read_merged(user: User, filters: Filters, size: int) -> Page:
    keys = read_keys(user, filters, size + 1)
    chosen = HumanTask.objects.filter(instance__is_test=False, pk__in=[key for _, key in keys[:size]])
    found = mark_new(read_along(chosen), user)
    rows = {task.pk: task for task in found}
    following = Cursor(keys[size - 1][0].isoformat(), str(keys[size - 1][1])) if len(keys) > size else None
    return Page([rows[task] for _, task in keys[:size] if task in rows], following)


def read_keys(user: User, filters: Filters, limit: int) -> list[role_queues.Key]:
    after = filters.after and read_value(filters.after.value, filters.sort)
    return role_queues.read_keys(
        user,
        roles_of(user),
        narrow_filters(user, filters),
        free_only=filters.view is View.FREE,
        after=(after, filters.after.task_id) if filters.after and isinstance(after, datetime) else None,
        limit=limit,
    )


def come_after(cursor: Cursor, sort: Sort) -> Q:
    field = ORDERS[sort][0]
    name, comparison = field.lstrip("-"), "lt" if field.startswith("-") else "gt"
    value = read_value(cursor.value, sort)
    if value is None:
        return Q()
    return Q(**{f"{name}__{comparison}": value}) | Q(**{name: value, "id__gt": cursor.task_id})


def read_value(text: str, sort: Sort) -> int | datetime | None:
    if sort is Sort.PRIORITY:
        return int(text) if text.isdecimal() and len(text) < 4 else None
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def make_cursor(task: HumanTask, sort: Sort) -> Cursor:
    value = getattr(task, ORDERS[sort][0].lstrip("-"))
    text = str(value) if isinstance(value, int) else value.isoformat()
    return Cursor(text, str(task.pk))


def find_task(user: User, task_id: str) -> HumanTask | None:
    """A task the user may see: open and visible, or closed by the user or in a role of theirs."""
    task = (
        HumanTask.objects.select_related("assignee", "instance__version")
        .defer("instance__state", "instance__version__files", "instance__version__manifest")
        .filter(pk=task_id)
        .first()
    )
    return task if task and may_see(user, task) and find_refusal_of(user, task) is None else None


def may_see(user: User, task: HumanTask) -> bool:
    if task.assignee_id == user.pk or standing_in.acts_for(user, task):
        return True
    limit = limit_of(user)
    if limit is not None and task.definition_key not in limit:
        return False
    if task.role in roles_of(user):
        return True
    return TaskCandidate.objects.filter(task=task, role__in=roles_of(user)).exists()


def find_refusal_of(user: User, task: HumanTask) -> type[WorkflowError] | None:
    """Why the file of a task is closed to the user; None when it is not."""
    return refusal_of(user, task.case_ref)


def find_next(user: User, filters: Filters, *, besides: str = "") -> HumanTask | None:
    """The task to do next: the first of the user's own, else the first that is free; most urgent first."""
    own = order(list_filtered(user, Filters(sort=filters.sort)), filters.sort)
    mine = next((task for task in own.only("pk")[:2] if str(task.pk) != besides), None)
    if mine:
        return mine
    free = read_page(user, Filters(view=View.FREE, sort=filters.sort), size=2).tasks
    return next((task for task in free if str(task.pk) != besides), None)


def list_takers(person: User, tasks: Collection[UUID]) -> QuerySet[TaskCandidate, UUID]:
    """Which of these tasks one of the person's roles may do."""
    found = TaskCandidate.objects.filter(task__in=tasks, role__in=roles_of(person))
    return found.values_list("task_id", flat=True)


def list_colleagues(task: HumanTask) -> QuerySet[User]:
    """Who may be given the task: active people in one of its candidate roles."""
    roles = task.candidates.values_list("role", flat=True)
    people = User.objects.filter(is_active=True, groups__name__in=[*roles, task.role])
    return people.distinct().order_by(F("last_name"), F("first_name"))
