"""Rows of task lists: a task with its case, in the reader's words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, F, QuerySet
from django.db.models.expressions import RawSQL

from app.accounts.models import User
from app.cases.due import Due, describe_due, describe_pause
from app.cases.models import Case
from app.cases.wording import find_wording, name_task
from workflows.calendars import Calendar, load_calendar
from workflows.models import ClockState, HumanTask, TaskState
from workflows.models.service_level import ServiceLevelClock

#: Whether a clock the task is due with stands still. Told along with the row, by the index of the open clocks.
PAUSED = """workflows_humantask.due_at IS NULL AND EXISTS (
    SELECT FROM workflows_servicelevelclock c
    WHERE c.instance_id = workflows_humantask.instance_id AND c.call = workflows_humantask.call
      AND c.state = 'paused' AND c.policy->'due' ? workflows_humantask.node_id)"""
BARS = ((70, 3), (30, 2), (0, 1))
LONGEST_SUBJECT = 90


@dataclass(frozen=True)
class Row:
    """One line of the list. `bars` is the priority as one to three bars, `subject` the case's, cut where it is long."""

    id: str
    title: str
    process: str
    case: Case | None
    case_ref: str
    subject: str
    due: Due | None
    priority: int
    bars: int
    holder: User | None
    is_mine: bool
    can_claim: bool
    created_at: datetime
    follow_up_at: datetime | None
    #: The absent holder whose task it is, where the reader stands in.
    acted_for: User | None = None
    #: Given to the reader, who has not looked at it yet.
    is_new: bool = False


def build_rows(
    tasks: Iterable[HumanTask], *, user: User, language: str, now: datetime, known: Collection[Case] = ()
) -> list[Row]:
    """Rows in the same order; the cases of all of them but those `known` are read with one query."""
    tasks = list(tasks)
    have = {case.reference: case for case in known}
    references = {task.case_ref for task in tasks if task.case_ref} - have.keys()
    cases = have | ({case.reference: case for case in read_cases(references)} if references else {})
    calendar = load_calendar()
    return [build_row(task, cases.get(task.case_ref), user, language, now, calendar) for task in tasks]


def read_along(tasks: QuerySet[HumanTask]) -> QuerySet[HumanTask]:
    """What a row shows and no more: drafts and engine states are heavy. `version_id` is the instance's."""
    rows = tasks.select_related("assignee").annotate(
        version_id=F("instance__version_id"),
        is_paused=RawSQL(PAUSED, (), BooleanField()),  # noqa: S611 – a constant
    )
    return rows.only(
        "instance_id",
        "definition_key",
        "case_ref",
        "node_id",
        "name",
        "role",
        "state",
        "priority",
        "due_at",
        "follow_up_at",
        "created_at",
        "assignee__username",
        "assignee__first_name",
        "assignee__last_name",
    )


def read_cases(references: Collection[str]) -> QuerySet[Case]:
    """What a row says of a case and no more."""
    return Case.objects.filter(reference__in=references).only(
        "reference", "subject", "subject_parts", "party_name", "language"
    )


def find_version(task: HumanTask) -> int:
    """The version whose words the task speaks: read along with the tasks of a list, else from the instance."""
    known: int | None = getattr(task, "version_id", None)
    return task.instance.version_id if known is None else known


def is_paused(task: HumanTask) -> bool:
    """A task without a date whose clock stands still; read along with the tasks of a list, else asked."""
    if task.due_at is not None:
        return False
    known: bool | None = getattr(task, "is_paused", None)
    return has_paused_clock(task) if known is None else known


def has_paused_clock(task: HumanTask) -> bool:
    paused = ServiceLevelClock.objects.filter(
        instance_id=task.instance_id, call=task.call, state=ClockState.PAUSED
    )
    return paused.filter(policy__due__contains=[task.node_id]).exists()


def build_row(
    task: HumanTask,
    case: Case | None,
    user: User,
    language: str,
    now: datetime,
    calendar: Calendar | None = None,
) -> Row:
    wording = find_wording(find_version(task))
    return Row(
        id=str(task.pk),
        title=name_task(task, wording, language),
        process=wording.title(language),
        case=case,
        case_ref=task.case_ref,
        subject=shorten(case.about) if case else "",
        due=describe_pause()
        if is_paused(task)
        else describe_due(task.due_at, task.created_at, now, calendar),
        priority=task.priority,
        bars=next(bars for least, bars in BARS if task.priority >= least),
        holder=task.assignee,
        is_mine=task.assignee_id == user.pk,
        can_claim=task.assignee_id is None and task.state == TaskState.READY,
        created_at=task.created_at,
        follow_up_at=task.follow_up_at,
        is_new=bool(getattr(task, "is_new", False)),
    )


def shorten(subject: str) -> str:
    return subject if len(subject) <= LONGEST_SUBJECT else f"{subject[: LONGEST_SUBJECT - 1]}…"
