"""Which cause a case's own record proposes for a promise that was not kept: what took most of its time.

Looked at from the start of the clock until it stopped (or now): standing still for the person, a message to an
institution without its answer, an open incident, a task nobody had taken. What took less than a quarter of the time
proposes nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F
from django.db.models.functions import Coalesce

from app.exchanges.models import Transmission
from workflows.models import HumanTask, Incident, ServiceLevelClock
from workflows.models.service_level import ServiceLevelPause

#: Percent of the time below which nothing is proposed.
LEAST = 25
Span = tuple[datetime, datetime | None]
Spans = Mapping[Any, Sequence[Span]]


@dataclass(frozen=True)
class Proposal:
    """A cause of the charter, and what percent of the clock's time it took."""

    cause: str
    percent: int


def propose(clocks: Iterable[ServiceLevelClock], now: datetime) -> dict[int, Proposal]:
    """By clock, where its record proposes anything; in four queries however many clocks."""
    clocks = list(clocks)
    waits = read_waits(clocks)
    found = {}
    for clock in clocks:
        keys = {"citizen": clock.pk, "institution": clock.instance.case_ref}
        whole = (clock.started_at, clock.stopped_at or now)
        shares = [
            Proposal(cause, measure(spans.get(keys.get(cause, clock.instance_id), ()), whole))
            for cause, spans in waits.items()
        ]
        longest = max(shares, key=lambda one: one.percent)
        if longest.percent >= LEAST:
            found[clock.pk] = longest
    return found


def read_waits(clocks: Sequence[ServiceLevelClock]) -> dict[str, Spans]:
    """By cause the spans of each clock, case or instance; of two that took as long the first is proposed."""
    instances = [clock.instance_id for clock in clocks]
    pauses = ServiceLevelPause.objects.filter(clock__in=clocks)
    sent = Transmission.objects.filter(
        case_ref__in={clock.instance.case_ref for clock in clocks} - {""}, sent_at__isnull=False
    )
    incidents = Incident.objects.filter(instance__in=instances)
    tasks = HumanTask.objects.filter(instance__in=instances).annotate(
        taken=Coalesce("claimed_at", "closed_at")
    )
    return {
        "citizen": gather(pauses.values_list("clock_id", "paused_at", "resumed_at")),
        "institution": gather(sent.values_list("case_ref", "sent_at", "answered_at")),
        "system": gather(incidents.values_list("instance_id", "opened_at", "resolved_at")),
        "workload": gather(tasks.values_list("instance_id", F("created_at"), "taken")),
    }


def gather(rows: Iterable[tuple[Any, Any, datetime | None]]) -> Spans:
    found: defaultdict[Any, list[Span]] = defaultdict(list)
    for key, begun, ended in rows:
        found[key].append((begun, ended))
    return found


def measure(spans: Iterable[Span], whole: tuple[datetime, datetime]) -> int:
    """What percent of `whole` the spans cover, those that overlap once; one without an end lasts."""
    first, last = whole
    seconds, reached = 0.0, first
    for begun, ended in sorted((max(begun, first), min(ended or last, last)) for begun, ended in spans):
        begin = max(begun, reached)
        if ended > begin:
            seconds, reached = seconds + (ended - begin).total_seconds(), ended
    total = (last - first).total_seconds()
    return round(100 * seconds / total) if total > 0 else 0
