"""Published processes as operators see them: how many cases run, whether they are suspended, and the log of that."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count

from app.cases.suspended import Suspended, list_suspended
from app.cases.timeline import name_actors
from app.cases.wording import choose, tell_apart
from workflows.models import InstanceStatus, ProcessDefinition, ProcessInstance, ProcessSuspension

OPEN = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)
LOG = 50


@dataclass(frozen=True)
class Row:
    key: str
    title: str
    running: int
    suspended: Suspended | None


@dataclass(frozen=True)
class Past:
    """One suspension; without `until` it stands."""

    at: datetime
    by: str
    reason: str
    stands_still: bool
    until: datetime | None
    ended_by: str
    ended_because: str


def list_processes(language: str) -> list[Row]:
    """The suspended ones first, then by title."""
    running = ProcessInstance.objects.filter(status__in=OPEN, is_test=False).values_list("definition_key")
    counts = dict(running.annotate(count=Count("pk")).order_by())
    suspended = {one.process: one for one in list_suspended(language)}
    rows = [
        Row(
            one.key,
            choose(one.titles, language) or tell_apart(one.key),
            counts.get(one.key, 0),
            suspended.get(one.key),
        )
        for one in ProcessDefinition.objects.filter(current__isnull=False)
    ]
    return sorted(rows, key=lambda row: (row.suspended is None, row.title.casefold()))


def find_process(key: str, language: str) -> Row | None:
    return next((row for row in list_processes(language) if row.key == key), None)


def list_past(key: str) -> list[Past]:
    """The newest first."""
    rows = list(ProcessSuspension.objects.filter(definition=key).order_by("-suspended_at", "-pk")[:LOG])
    name = name_actors([by for row in rows for by in (row.suspended_by, row.resumed_by) if by])
    return [
        Past(
            row.suspended_at, name(row.suspended_by), row.reason, row.holds_running,
            row.resumed_at, name(row.resumed_by) if row.resumed_by else "", row.resumed_because,
        )
        for row in rows
    ]  # fmt: skip


def list_callers(key: str, language: str) -> list[str]:
    """Processes that call this one: they go on with their own copy of it."""
    calling = ProcessDefinition.objects.filter(current__manifest__called__has_key=key).order_by("key")
    return [choose(one.titles, language) or tell_apart(one.key) for one in calling]
