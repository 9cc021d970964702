"""How much work each person holds, what of it is due this week, and how much room they have; what nobody holds."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from app.absences.models import Absence
from app.accounts.hiding import list_hidden, of_cases
from app.accounts.models import User
from app.board.sources import end_of_horizon
from app.teams.models import Schedule
from app.teams.queries import read_schedules
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.models import HumanTask, TaskState

OPEN_STATES = (TaskState.READY, TaskState.CLAIMED)
#: Working days that count as this week: today and the four after it.
WEEK = 5


@dataclass(frozen=True)
class Held:
    """Open tasks: all, those due within the week, late ones, and those put aside, which the others leave out."""

    open: int = 0
    due: int = 0
    late: int = 0
    aside: int = 0


@dataclass(frozen=True)
class Load:
    """A person's work and room. `hours` of the next five working days, absences and closed days left out."""

    user: User
    held: Held
    capacity: int
    hours: int
    away: bool

    @property
    def percent(self) -> int:
        """Of the room that is used up; more than 100 where there is more work than room."""
        return round(100 * self.held.open / self.capacity) if self.capacity else 100 * bool(self.held.open)

    @property
    def width(self) -> int:
        """The same as the length of a bar."""
        return min(self.percent, 100)

    @property
    def tone(self) -> str:
        return "late" if self.percent > 100 else "warn" if self.percent > 80 else "ok"


def list_open_tasks() -> QuerySet[HumanTask]:
    tasks = HumanTask.objects.filter(state__in=OPEN_STATES, instance__is_test=False)
    hidden = list_hidden()
    return tasks.exclude(of_cases(hidden)) if hidden else tasks


def count_held(now: datetime) -> Mapping[int | None, Held]:
    """By the key of the holder; None for what nobody holds."""
    awake = Q(follow_up_at=None) | Q(follow_up_at__lte=now)
    counts = {
        "open": Count("pk", filter=awake),
        "due": Count("pk", filter=awake & Q(due_at__gte=now, due_at__lte=end_of_horizon(WEEK, now))),
        "late": Count("pk", filter=awake & Q(due_at__lt=now)),
        "aside": Count("pk", filter=~awake),
    }
    rows = list_open_tasks().values_list("assignee_id").annotate(**counts).order_by()
    return {holder: Held(*numbers) for holder, *numbers in rows}


def list_loads(now: datetime, held: Mapping[int | None, Held]) -> list[Load]:
    """Everybody who may be given work or holds some of `held`, the fullest first."""
    people = User.objects.filter(
        Q(is_active=True, groups__isnull=False) | Q(pk__in=[one for one in held if one])
    )
    users = list(people.distinct())
    schedules = read_schedules([user.pk for user in users])
    days = list_days(now.astimezone(BRUSSELS).date())
    absences = read_absences(days)
    loads = [make_load(user, held, schedules[user.pk], days, absences.get(user.pk, ())) for user in users]
    return sorted(loads, key=lambda one: (-one.percent, -one.held.open, str(one.user).casefold()))


def make_load(
    user: User,
    held: Mapping[int | None, Held],
    schedule: Schedule,
    days: Collection[date],
    absences: Collection[Absence],
) -> Load:
    there = [day for day in days if not any(covers(one, day) for one in absences)]
    return Load(
        user=user,
        held=held.get(user.pk, Held()),
        capacity=schedule.capacity,
        hours=sum(schedule.hours[day.weekday()] for day in there),
        away=bool(days) and min(days) not in there,
    )


def covers(absence: Absence, day: date) -> bool:
    return absence.first_day <= day and (absence.last_day is None or day <= absence.last_day)


def list_days(today: date) -> list[date]:
    """The next five working days of the fund, today included when it is one."""
    return list(walk_working_days(today))


def walk_working_days(today: date) -> Iterator[date]:
    calendar, day, found = load_calendar(), today, 0
    while found < WEEK:
        if calendar.is_working_day(day):
            found += 1
            yield day
        day += timedelta(days=1)


def read_absences(days: Collection[date]) -> Mapping[int, list[Absence]]:
    """Those that touch these days, by person."""
    touching = Q(first_day__lte=max(days)) & (Q(last_day=None) | Q(last_day__gte=min(days)))
    found: dict[int, list[Absence]] = {}
    for absence in Absence.objects.filter(touching, cancelled_at=None):
        found.setdefault(absence.person_id, []).append(absence)
    return found


def list_tasks_of(user: User | None) -> QuerySet[HumanTask]:
    """What a person holds, or nobody does; the first due first."""
    return list_open_tasks().filter(assignee=user).order_by("due_at", "id")
