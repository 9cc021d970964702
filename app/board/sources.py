"""How everything open stands at an instant, read from the kernel's clocks and tasks: what a count takes down.

Each source has the same columns: `key`, `case_file`, `of_process`, `of_promise`, `of_step`, `of_kind`, `condition`,
`age`, `soon`, `begun_at`, `ends_at`. Nothing is hidden here: who may see what is asked when figures are read.
"""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, F, Q, QuerySet, SmallIntegerField, TextField, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf

from app.board.ages import Age, of_age
from app.board.conditions import (
    OPEN,
    OPEN_TASKS,
    Condition,
    is_aside,
    judge_tasks,
    matches,
    tell_standing,
    tell_warning,
)
from app.board.models import NEVER, Subject
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.models import HumanTask, ServiceLevelClock

#: Working days ahead that the forecast looks.
HORIZONS = (5, 10)
TEXT = TextField()


def list_open_promises(now: datetime) -> QuerySet[Any]:
    """Promises still to be kept, none of a trial, each as it stands."""
    clocks = ServiceLevelClock.objects.filter(state__in=OPEN, instance__is_test=False)
    return clocks.annotate(
        key=F("pk"),
        case_file=F("instance__case_ref"),
        of_process=F("instance__definition_key"),
        of_promise=tell_promise(),
        of_step=Value("", TEXT),
        of_kind=F("kind"),
        condition=choose((one, matches(one, now)) for one in Condition),
        age=choose((one, of_age(one, now)) for one in Age),
        soon=tell_horizon(will_break, now),
        begun_at=F("started_at"),
        ends_at=F("target_at"),
    )


def list_open_tasks(now: datetime) -> QuerySet[Any]:
    """Open tasks, none of a trial, each as it stands."""
    tasks = HumanTask.objects.filter(state__in=OPEN_TASKS, instance__is_test=False)
    return tasks.annotate(warn_at=tell_warning(), stands=tell_standing()).annotate(
        key=F("pk"),
        case_file=F("case_ref"),
        of_process=F("definition_key"),
        of_promise=Value("", TEXT),
        of_step=Concat(F("definition_key"), Value("/"), F("node_id"), output_field=TEXT),
        of_kind=Value("", TEXT),
        condition=choose(judge_tasks(now)),
        age=choose((one, of_age(one, now, "created_at")) for one in Age),
        soon=tell_horizon(will_be_late, now),
        begun_at=F("created_at"),
        ends_at=Coalesce("due_at", Value(NEVER)),
    )


SOURCES: dict[Subject, Callable[[datetime], QuerySet[Any]]] = {
    Subject.PROMISE: list_open_promises,
    Subject.TASK: list_open_tasks,
}


def tell_promise() -> Any:
    """The called process that made it, else that of the case, and the level's id."""
    by = Coalesce(NullIf(F("process"), Value("", TEXT)), F("instance__definition_key"))
    return Concat(by, Value("/"), F("level"), output_field=TEXT)


def choose(cases: Iterable[tuple[str, Q]]) -> Choice:
    """The first of these words whose condition holds; the last where none does, which they do not leave open."""
    *others, (last, _holds) = cases
    whens = (When(holds, then=Value(str(word))) for word, holds in others)
    return Choice(*whens, default=Value(str(last)), output_field=CharField())


def tell_horizon(match: Callable[[int, datetime], Q], now: datetime) -> Choice:
    """The first horizon within which it runs out; null beyond them all."""
    within = (When(match(days, now), then=Value(days)) for days in HORIZONS)
    return Choice(*within, default=None, output_field=SmallIntegerField())


def will_break(days: int, now: datetime) -> Q:
    """Running clocks not broken yet whose target lies within so many working days, today being the first."""
    return ~matches(Condition.BREACHED, now) & Q(state="running", target_at__lte=end_of_horizon(days, now))


def will_be_late(days: int, now: datetime) -> Q:
    """Tasks neither late nor put aside that are due within so many working days."""
    due = Q(due_at__isnull=False, due_at__gt=now, due_at__lte=end_of_horizon(days, now))
    return due & ~is_aside(now)


def end_of_horizon(days: int, now: datetime) -> datetime:
    """The midnight after the last of so many working days."""
    last = find_last_day(days, now.astimezone(BRUSSELS).date())
    return datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=BRUSSELS)


def find_last_day(days: int, today: date) -> date:
    """Of so many working days from today on, today included when it is one."""
    calendar = load_calendar()
    first = today if calendar.is_working_day(today) else calendar.next_working_day(today)
    return calendar.add_working_days(first, days - 1) if days > 1 else first
