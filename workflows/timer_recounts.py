"""Where waiting timers would lie on another calendar, each counted from when it began. Nothing is written.

Only a timer whose own expression asks the calendar can move. One that waits for a day a case holds (`reply_by`) does
not: that day was counted, and often told somebody, before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from workflows.calendars import DEFAULT, Calendar
from workflows.definitions import of_version
from workflows.engine import Host, compile_definition, find_armed, recount_timer
from workflows.engine.timers import is_literal
from workflows.errors import WorkflowError
from workflows.feel import parse
from workflows.feel.errors import FeelError
from workflows.feel_functions import environment
from workflows.models import DefinitionVersion, HistoryEvent, Timer
from workflows.models.states import InstanceStatus

RUNNING = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)


@dataclass(frozen=True)
class Recount:
    """A timer and where it would lie."""

    timer: Timer
    would_be: datetime


def list_counting(calendar: str, since: datetime) -> QuerySet[Timer]:
    """The timers due from `since` on whose expression asks this calendar, soonest first; cycles are left out."""
    return list_waiting(calendar, since).filter(pk__in=walk_keys(calendar, since)).order_by("due_at", "pk")


def list_waiting(calendar: str, since: datetime) -> QuerySet[Timer]:
    """All timers of running cases of processes that name the calendar."""
    found = Timer.objects.filter(
        instance__status__in=RUNNING, instance__is_test=False, cycle__isnull=True, due_at__gte=since
    )
    versions = list_versions(calendar)
    return found.filter(instance__version_id__in=versions).select_related("instance__version")


def list_versions(calendar: str) -> list[int]:
    rows = DefinitionVersion.objects.values_list("pk", "manifest__calendar")
    return [key for key, name in rows if (name or DEFAULT) == calendar]


def walk_keys(calendar: str, since: datetime) -> list[int]:
    keys: list[int] = []
    waiting = list_waiting(calendar, since).order_by()
    for version in DefinitionVersion.objects.filter(pk__in=waiting.values("instance__version_id").distinct()):
        nodes = list_counting_nodes(version)
        keys += waiting.filter(instance__version_id=version.pk, node_id__in=nodes).values_list(
            "pk", flat=True
        )
    return keys


def list_counting_nodes(version: DefinitionVersion) -> list[str]:
    """The nodes of a version whose timer asks a function of the host."""
    texts = compile_definition(of_version(version).bundle).timers
    return [node for node, text in texts.items() if asks_calendar(text)]


def asks_calendar(text: str) -> bool:
    if is_literal(text):
        return False
    try:
        return bool(parse(text).functions)
    except FeelError:
        return False


def walk_moved(timers: QuerySet[Timer], calendar: Calendar, known: Sequence[Calendar]) -> Iterator[Recount]:
    """Those that would lie elsewhere on `calendar`.

    One that no `known` calendar put where it is, somebody put there, or its data have changed: it stays.
    """
    for timer in timers.iterator(chunk_size=200):
        would_be = recount(timer, calendar)
        if would_be is None or would_be == timer.due_at:
            continue
        if any(recount(timer, one) == timer.due_at for one in known):
            yield Recount(timer, would_be)


def recount(timer: Timer, calendar: Calendar) -> datetime | None:
    """None of a timer that cannot be counted anew: its beginning is no longer in the history, or its data are gone."""
    instance = timer.instance
    if instance is None:
        return None
    deployed = of_version(instance.version)
    definition, state = compile_definition(deployed.bundle), bytes(instance.state)
    host = Host(environment(manifest=deployed.manifest, calendar=calendar))
    try:
        token = find_armed(definition, state, timer.engine_timer, timer.due_at, host)
        began = find_beginning(instance.pk, token)
        return began and recount_timer(definition, state, timer.engine_timer, began, host)
    except WorkflowError:
        return None


def find_beginning(instance: UUID, token: str) -> datetime | None:
    events = HistoryEvent.objects.filter(instance_id=instance, token_id=token, kind="node_entered")
    return events.order_by("-at").values_list("at", flat=True).first()
