"""Service levels: the promises of process.yaml kept by clocks that start, pause and stop with what happens.

`apply` belongs to the step that makes it happen; `check_due` is called by whichever worker is awake. All of it
locks the instance before its clocks, so that a step and a rung never wait for each other in a circle.
"""

import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import Max

from workflows import clock as clocks_time
from workflows import level_sources
from workflows import service_level_clocks as clocks
from workflows.actors import Actor
from workflows.calendars import load_calendar
from workflows.clashes import is_clash, is_connection_lost
from workflows.engine.values import EngineEvent, EventKind
from workflows.errors import WorkflowError
from workflows.models.instance import ProcessInstance
from workflows.models.job import Incident
from workflows.models.service_level import ServiceLevelClock
from workflows.models.states import ClockState
from workflows.offered_levels import Offered, rename_nodes
from workflows.rows import fetch
from workflows.service_level_clocks import ClockClosed, ExtensionRefused, PauseStands
from workflows.service_level_dates import find_targets, follow_clocks, set_due_dates
from workflows.service_level_firing import fire_due
from workflows.service_level_policy import is_working_target, share_used
from workflows.service_level_signals import (
    Levels,
    Meaning,
    Variables,
    evaluate_level,
    find_manifest,
    gather_levels,
    read_scope,
    read_signals,
)

__all__ = [
    "ClockClosed", "ClockUnknown", "ExtensionRefused", "PauseStands", "Remaining",
    "apply", "check_due", "extend", "pause", "remaining", "resume", "set_anew", "withdraw_pause",
]  # fmt: skip

log = structlog.get_logger(__name__)

BATCH = 50
ENDS = (EventKind.INSTANCE_COMPLETED, EventKind.INSTANCE_CANCELLED)
CALL_ENDS = (EventKind.CALL_ENDED, EventKind.CALL_CANCELLED)
#: A clock that cannot fire rests, with an incident, and is tried again.
REST = timedelta(hours=1)
CLAIM = """
SELECT c.id FROM workflows_servicelevelclock c JOIN workflows_processinstance i ON i.id = c.instance_id
WHERE c.next_at <= workflows_now()
ORDER BY c.next_at, c.id LIMIT %(limit)s
FOR NO KEY UPDATE OF i, c SKIP LOCKED
"""


class ClockUnknown(WorkflowError):
    """There is no such service-level clock."""


class Versioned(Protocol):
    """What a step knows of its process version: a DefinitionVersion or the runtime's Deployed."""

    @property
    def manifest(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True)
class Remaining:
    """What a chip shows: time left (negative once over; working time when `working`), and percent used."""

    left: timedelta
    working: bool
    used: int
    paused: bool
    target_at: datetime


def apply(
    instance_id: UUID,
    version: Versioned,
    outcome_events: Iterable[EngineEvent],
    variables: Variables,
    now: datetime,
) -> None:
    """Start, pause, resume and stop the clocks of an instance and of the processes it calls by the events of one step.

    Called inside the step's transaction, after its rows are written. `variables` may be a function of the call
    (empty for the process itself), called only when a clock starts. A selector or target that cannot be evaluated
    opens an incident and leaves the step alone.
    """
    events = list(outcome_events)
    ended = [event.kind for event in events if event.kind in ENDS]
    levels = gather_levels(version.manifest)
    signals = [signal for event in events for signal in read_signals(event, levels)]
    calls = [str(event.data["running"]) for event in events if event.kind in CALL_ENDS]
    offered = Offered(instance_id, events, now)
    moved = bool(signals or calls or ended or (offered.events and level_sources.has_any()))
    if not moved or ProcessInstance.objects.filter(id=instance_id, is_test=True).exists():
        return
    step = Step(instance_id, version, variables, now, offered)
    for signal in signals:
        step.follow(signal)
    for signal in offered.list_meanings(step.open):
        step.follow(signal)
    step.set_due_dates(levels)
    for call in calls:
        step.cancel_rest(call)
    if ended:
        step.cancel_rest()


def follow_migration(
    instance_id: UUID, version: Versioned, mapping: Mapping[str, str], now: datetime
) -> None:
    """Carry open pauses to the renamed nodes of the new version; where that no longer pauses, the clock runs on."""
    pausing = {
        (process, level["id"]): {pause["node"] for pause in level["pause"]}
        for process, levels in gather_levels(version.manifest).items()
        for level in levels
    }
    carry_offered(instance_id, mapping)
    clocks_open = ServiceLevelClock.objects.filter(instance_id=instance_id, state=ClockState.PAUSED)
    for clock in clocks_open.select_for_update():
        for pause in clock.pauses.filter(resumed_at=None).exclude(node_id=""):
            node = mapping.get(pause.node_id, pause.node_id)
            if node in pausing.get((clock.process, clock.level), list_pausing(clock)):
                clock.pauses.filter(id=pause.id).update(node_id=node)
            else:
                clocks.resume(clock, now=now, node_id=pause.node_id)


def carry_offered(instance_id: UUID, mapping: Mapping[str, str]) -> None:
    """Clocks of policies follow the nodes of the new version by their own copies."""
    mine = ServiceLevelClock.objects.filter(instance_id=instance_id, state__in=clocks.OPEN)
    for clock in mine.filter(level__contains=level_sources.MARK).select_for_update():
        clock.policy = rename_nodes(clock.policy, mapping)
        clock.save(update_fields=["policy"])


def list_pausing(clock: ServiceLevelClock) -> set[str]:
    """The nodes that pause a clock of a policy; none of another."""
    offered = level_sources.is_offered(clock.level)
    return {pause["node"] for pause in clock.policy["pause"] if "node" in pause} if offered else set()


class Step:
    """The clocks of one instance during one step."""

    def __init__(
        self, instance_id: UUID, version: Versioned, variables: Variables, now: datetime, offered: Offered
    ) -> None:
        self.instance_id, self.version, self.variables, self.now = instance_id, version, variables, now
        self.offered = offered
        rows = ServiceLevelClock.objects.select_for_update().filter(
            instance_id=instance_id, state__in=clocks.OPEN
        )
        self.open = {(row.call, row.level): row for row in rows}

    def follow(self, meaning: Meaning) -> None:
        found, signal = self.open.get(meaning.key), meaning.signal
        if signal == "start" and found is None:
            self.start(meaning)
        elif found is not None and signal in ("stop", "cancel"):
            clocks.stop(found, now=self.now, cancelled=signal == "cancel")
            del self.open[meaning.key]
        elif found is not None and signal == "pause":
            pause = next(pause for pause in meaning.level["pause"] if pause.get("node") == meaning.node)
            planned = pause.get("planned_days")
            clocks.pause(found, pause["reason"], now=self.now, node_id=meaning.node, planned_days=planned)
        elif found is not None and signal == "resume":
            clocks.resume(found, now=self.now, node_id=meaning.node)

    def start(self, meaning: Meaning) -> None:
        level = meaning.level
        try:
            target = self.find_target(meaning)
        except WorkflowError as error:
            self.open_incident(level, error)
            return
        if target is not None:
            known = ServiceLevelClock.objects.filter(
                instance_id=self.instance_id, call=meaning.call, level=level["id"]
            )
            occurrence = (known.aggregate(last=Max("occurrence"))["last"] or 0) + 1
            place = clocks.Place(self.instance_id, meaning.call, meaning.process, occurrence)
            self.open[meaning.key] = clocks.start(place, level, target, now=self.now)

    def cancel_rest(self, call: str = "") -> None:
        """No clock outlives its instance or call, not even that of a level the present version no longer has."""
        ended = [key for key in self.open if not call or f"{key[0]}/".startswith(f"{call}/")]
        for key in ended:
            clocks.stop(self.open.pop(key), now=self.now, cancelled=True)

    def find_target(self, meaning: Meaning) -> dict[str, Any] | None:
        """The target as stored JSON; None when the selector says that the level does not concern this case.

        Nor has a call that ended in the step in which it began promised anything.
        """
        if level_sources.is_offered(str(meaning.level["id"])):
            return self.offered.find_target(meaning)
        scope = read_scope(self.variables, meaning.call)
        if scope is None:
            return None
        manifest = find_manifest(self.version.manifest, meaning.process)
        return evaluate_level(meaning.level, manifest, scope, self.now)

    def open_incident(self, level: Mapping[str, Any], error: WorkflowError) -> None:
        Incident.objects.create(
            instance_id=self.instance_id,
            kind="service_level_failed",
            message=f"The service level {level['id']!r} could not start: {error}"[:2000],
            opened_at=self.now,
        )

    def set_due_dates(self, levels: Levels) -> None:
        """Open tasks of the nodes a level names are due with its clock; the earliest target wins."""
        due = {(process, level["id"]): level["due"] for process in levels for level in levels[process]}
        named = (
            (
                found,
                found.policy["due"]
                if level_sources.is_offered(level)
                else due.get((found.process, level), ()),
            )
            for (_call, level), found in self.open.items()
        )
        set_due_dates(self.instance_id, find_targets(named))


def check_due(now: datetime | None = None, limit: int = BATCH) -> int:
    """Fire the rungs that are due, clock by clock; the number of clocks claimed.

    Two workers never take the same clock, and one busy in a step is left for the next round. Due is decided by
    the database's clock; `now` is what is written.
    """
    moment = now or clocks_time.ask_database()
    with transaction.atomic():
        claimed = [row[0] for row in fetch(CLAIM, {"limit": limit})]
        for clock in ServiceLevelClock.objects.filter(id__in=claimed).order_by("next_at", "id"):
            check(clock, moment)
    return len(claimed)


def check(clock: ServiceLevelClock, now: datetime) -> None:
    """One clock behind a savepoint, so that its failure is its own."""
    try:
        with transaction.atomic():
            fire_due(clock, now)
    except Exception as error:
        if is_clash(error) or is_connection_lost(error):
            raise
        log.exception("service_level_failed", clock=clock.id)
        ServiceLevelClock.objects.filter(id=clock.id).update(next_at=now + REST)
        Incident.objects.create(
            instance_id=clock.instance_id,
            kind="service_level_failed",
            message=f"{clock.level}: {type(error).__name__}: {error}"[:2000],
            detail="".join(traceback.format_exception(error))[-8000:],
            opened_at=now,
        )


@transaction.atomic
def pause(
    clock_id: int, reason: str, *, now: datetime, by: Actor, planned_days: int | None = None
) -> ServiceLevelClock:
    """A person stops a clock. Raises ClockUnknown, ClockClosed, ReasonMissing."""
    clock = lock(clock_id)
    clocks.pause(clock, reason, now=now, by=by, planned_days=planned_days)
    follow_clocks(clock.instance_id)
    return clock


@transaction.atomic
def resume(clock_id: int, *, now: datetime, by: Actor) -> ServiceLevelClock:
    """The person's pause ends; a node that still waits keeps the clock paused. Raises ClockUnknown."""
    clock = lock(clock_id)
    clocks.resume(clock, now=now, by=by)
    follow_clocks(clock.instance_id)
    return clock


@transaction.atomic
def withdraw_pause(clock_id: int, *, now: datetime, by: Actor) -> ServiceLevelClock:
    """A person's pause made by mistake counts for nothing; on the day it was made only.

    Raises ClockUnknown, ClockClosed, PauseStands.
    """
    clock = lock(clock_id)
    clocks.withdraw(clock, now=now, by=by)
    follow_clocks(clock.instance_id)
    return clock


@transaction.atomic
def extend(clock_id: int, days: int, reason: str, *, now: datetime, by: Actor) -> ServiceLevelClock:
    """Grant more days, up to the cap of the level. Raises ClockUnknown, ExtensionRefused, ReasonMissing."""
    clock = lock(clock_id)
    clocks.extend(clock, days, reason, now=now, by=by)
    follow_clocks(clock.instance_id)
    return clock


@transaction.atomic
def set_anew(clock_id: int, reason: str, *, now: datetime, by: Actor) -> ServiceLevelClock:
    """A person has a clock counted on the calendar as it is now. Raises ClockUnknown, ClockClosed, ReasonMissing."""
    clock = lock(clock_id)
    clocks.set_anew(clock, reason, now=now, by=by)
    follow_clocks(clock.instance_id)
    return clock


def lock(clock_id: int) -> ServiceLevelClock:
    """The clock, its instance locked before it."""
    found = ServiceLevelClock.objects.filter(id=clock_id).values_list("instance_id", flat=True).first()
    if found is None:
        raise ClockUnknown(clock=clock_id)
    ProcessInstance.objects.select_for_update(no_key=True).only("id").get(id=found)
    return ServiceLevelClock.objects.select_for_update().get(id=clock_id)


def remaining(clock: ServiceLevelClock, now: datetime) -> Remaining:
    """How much of the time is left at `now`; a paused clock shows what it had when it paused."""
    calendar = load_calendar(clock.policy["calendar"])
    working = is_working_target(clock.policy["resolved"])
    moment = clock.stopped_at or clock.paused_at or now
    left = calendar.working_time_between(moment, clock.target_at) if working else clock.target_at - moment
    used = share_used(clock.started_at, clock.target_at, moment, calendar, working=working)
    return Remaining(left, working, used, clock.state == ClockState.PAUSED, clock.target_at)
