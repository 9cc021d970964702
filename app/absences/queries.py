"""What is read of absences: those of a day, of a person, and for whom somebody stands in."""

from datetime import date

from django.db.models import Count, Q, QuerySet

from app.absences import chains
from app.absences.chains import DayOff, StandIn
from app.absences.models import Absence
from app.accounts.hiding import list_hidden, of_cases
from app.accounts.models import User


def on_day(day: date) -> Q:
    return Q(first_day__lte=day, cancelled_at=None) & (Q(last_day=None) | Q(last_day__gte=day))


def read_away(day: date) -> DayOff:
    """Everybody away on a day and their substitutes who work here, in one statement."""
    rows = Absence.objects.filter(on_day(day)).values_list(
        "person_id", "substitutes__process", "substitutes__person_id", "substitutes__person__is_active"
    )
    away: dict[int, dict[str, int]] = {}
    for absent, process, person, is_active in rows:
        named = away.setdefault(absent, {})
        if is_active:
            named[process] = person
    return away


def list_stand_ins(user: User, day: date) -> list[StandIn]:
    """For whom the user stands in on a day. Read once for each request's user."""
    known: tuple[date, list[StandIn]] | None = getattr(user, "_stand_ins", None)
    if known is None or known[0] != day:
        known = user._stand_ins = (day, chains.list_stand_ins(user.pk, read_away(day)))  # type: ignore[attr-defined]
    return known[1]


def find_stand_in(person: int, process: str, day: date) -> int | None:
    return chains.find_stand_in(person, process, read_away(day))


def list_running(day: date) -> QuerySet[Absence]:
    """Present and coming absences, the first to begin first."""
    absences = Absence.objects.filter(Q(last_day=None) | Q(last_day__gte=day), cancelled_at=None)
    return (
        absences.select_related("person").prefetch_related("substitutes__person").order_by("first_day", "id")
    )


def list_past(person: User, day: date, most: int = 20) -> list[Absence]:
    past = Absence.objects.filter(Q(last_day__lt=day) | Q(cancelled_at__isnull=False), person=person)
    return list(past.prefetch_related("substitutes__person").order_by("-first_day", "-id")[:most])


def count_open_tasks(people: list[int]) -> dict[int, int]:
    """How much work waits with each person."""
    from workflows.models import HumanTask, TaskState

    open_tasks = HumanTask.objects.filter(
        assignee__in=people, state__in=(TaskState.READY, TaskState.CLAIMED), instance__is_test=False
    )
    if hidden := list_hidden():
        open_tasks = open_tasks.exclude(of_cases(hidden))
    return dict(open_tasks.values_list("assignee_id").annotate(Count("pk")))
