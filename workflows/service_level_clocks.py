"""Starting, pausing, resuming, extending and stopping one clock. The caller holds the lock of the instance."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Min

from workflows.actors import Actor, system
from workflows.calendars import Calendar, load_calendar
from workflows.errors import ReasonMissing, WorkflowError
from workflows.history import append
from workflows.models.instance import ProcessInstance
from workflows.models.service_level import ServiceLevelClock, ServiceLevelPause, ServiceLevelStep
from workflows.models.states import ClockState
from workflows.service_level_firing import fire_due
from workflows.service_level_overruns import next_overrun
from workflows.service_level_policy import Stop, count_paused_days, find_target, list_rungs

ACTOR = system("service_levels")
OPEN = (ClockState.RUNNING, ClockState.PAUSED)


class ClockClosed(WorkflowError):
    """The service-level clock has stopped."""


class ExtensionRefused(WorkflowError):
    """The service level allows no such extension."""


class PauseStands(WorkflowError):
    """A pause can be withdrawn on the day it was made; later it can only be ended."""


@dataclass(frozen=True, slots=True)
class Place:
    """Whose clock: an instance or one call in it, of which process, and the how manieth of its level there."""

    instance_id: UUID
    call: str = ""
    process: str = ""
    occurrence: int = 1


def start(
    place: Place, level: Mapping[str, Any], target: Mapping[str, Any], *, now: datetime
) -> ServiceLevelClock:
    """Start a clock with a copy of its policy and every rung of its ladder."""
    calendar = load_calendar(level["calendar"])
    target_at = find_target(target, started_at=now, calendar=calendar, rule=level.get("rule"))
    clock = ServiceLevelClock.objects.create(
        instance_id=place.instance_id,
        call=place.call,
        process=place.process,
        level=level["id"],
        occurrence=place.occurrence,
        kind=level["kind"],
        policy={**level, "resolved": dict(target)},
        started_at=now,
        first_target_at=target_at,
        target_at=target_at,
    )
    rungs = list_rungs(level, target, started_at=now, target_at=target_at, calendar=calendar)
    ServiceLevelStep.objects.bulk_create(
        ServiceLevelStep(
            clock=clock, name=rung.name, position=rung.position, due_at=rung.due_at, action=dict(rung.action)
        )
        for rung in rungs
    )
    set_next(clock)
    tell(clock, "service_level_started", now, {"target": target_at.isoformat()})
    return clock


def pause(
    clock: ServiceLevelClock,
    reason: str,
    *,
    now: datetime,
    by: Actor = ACTOR,
    node_id: str = "",
    planned_days: int | None = None,
) -> None:
    """Stop the time of a clock; pausing it again for the same node changes nothing. Raises ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing()
    refuse_closed(clock)
    fire_due(clock, now)
    _, created = ServiceLevelPause.objects.get_or_create(
        clock=clock,
        node_id=node_id,
        resumed_at=None,
        defaults={
            "reason": reason.strip(),
            "paused_at": now,
            "paused_by": str(by),
            "planned_days": planned_days,
        },
    )
    if not created:
        return
    if clock.state == ClockState.RUNNING:
        clock.state, clock.paused_at = ClockState.PAUSED, now
    set_next(clock)
    told = {"reason": reason.strip(), "planned_days": planned_days}
    tell(clock, "service_level_paused", now, told, by=by, node_id=node_id)


def resume(clock: ServiceLevelClock, *, now: datetime, by: Actor = ACTOR, node_id: str = "") -> None:
    """End the pause of a node (or of a person). With the last one the clock runs on with the time it had left."""
    ended = ServiceLevelPause.objects.filter(clock=clock, node_id=node_id, resumed_at=None).first()
    if ended is None:
        return
    days = end_pause(ended, clock, now)
    told: dict[str, Any] = {"planned_days": ended.planned_days, "actual_days": days}
    if not clock.pauses.filter(resumed_at=None).exists():
        run_on(clock, now)
        told["target"] = clock.target_at.isoformat()
    tell(clock, "service_level_resumed", now, told, by=by, node_id=node_id)


def withdraw(clock: ServiceLevelClock, *, now: datetime, by: Actor) -> None:
    """A person's pause of today never was: the clock has run on meanwhile. Raises PauseStands, ClockClosed."""
    refuse_closed(clock)
    mistaken = ServiceLevelPause.objects.filter(clock=clock, node_id="", resumed_at=None).first()
    if mistaken is None or count_paused_days(mistaken.paused_at, now, read_calendar(clock)):
        raise PauseStands(level=clock.level)
    mistaken.resumed_at, mistaken.actual_days = mistaken.paused_at, 0
    mistaken.save(update_fields=["resumed_at", "actual_days"])
    others = clock.pauses.filter(resumed_at=None).aggregate(first=Min("paused_at"))
    if others["first"] is None:
        run_on(clock, mistaken.paused_at)
    else:
        clock.paused_at = others["first"]
        set_next(clock)
    tell(clock, "service_level_pause_withdrawn", now, {"target": clock.target_at.isoformat()}, by=by)


def end_pause(ended: ServiceLevelPause, clock: ServiceLevelClock, now: datetime) -> int:
    ended.resumed_at = now
    ended.actual_days = count_paused_days(ended.paused_at, now, read_calendar(clock))
    ended.save(update_fields=["resumed_at", "actual_days"])
    return ended.actual_days


def run_on(clock: ServiceLevelClock, now: datetime) -> None:
    paused_at = clock.paused_at or now
    clock.state, clock.paused_at = ClockState.RUNNING, None
    if clock.breached_at is None:
        reckon(clock)
    else:
        unfired(clock).update(due_at=F("due_at") + (now - paused_at))
    set_next(clock)


def extend(clock: ServiceLevelClock, days: int, reason: str, *, now: datetime, by: Actor) -> None:
    """Grant `days` more in the unit of the target, up to the level's `longest_extension` over its whole life.

    Raises ExtensionRefused (also once the promise is broken), ReasonMissing, ClockClosed.
    """
    if not reason.strip():
        raise ReasonMissing()
    refuse_closed(clock)
    fire_due(clock, now)
    most = int(clock.policy.get("longest_extension") or 0)
    if clock.breached_at is not None:
        raise ExtensionRefused("The target has passed: an extension comes before it.", level=clock.level)
    if days < 1 or clock.extended_days + days > most:
        message = f"{clock.level} may be extended by {most - clock.extended_days} more days, not by {days}."
        raise ExtensionRefused(message, level=clock.level)
    clock.extended_days += days
    reckon(clock)
    set_next(clock)
    told = {"days": days, "reason": reason.strip(), "target": clock.target_at.isoformat()}
    tell(clock, "service_level_extended", now, told, by=by)


def stop(clock: ServiceLevelClock, *, now: datetime, cancelled: bool = False) -> None:
    """End a clock: met, met late, or cancelled with its instance. Rungs that came due before fire first."""
    refuse_closed(clock)
    for ended in clock.pauses.filter(resumed_at=None):
        end_pause(ended, clock, now)
    if clock.state == ClockState.PAUSED:
        run_on(clock, now)
    fire_due(clock, now)
    clock.state = find_ending(clock, cancelled)
    clock.stopped_at, clock.next_at = now, None
    clock.save(update_fields=["state", "stopped_at", "next_at"])
    tell(clock, f"service_level_{clock.state}", now, {"target": clock.target_at.isoformat()})


def find_ending(clock: ServiceLevelClock, cancelled: bool) -> ClockState:
    if cancelled:
        return ClockState.CANCELLED
    return ClockState.MET if clock.breached_at is None else ClockState.MET_LATE


def reckon(clock: ServiceLevelClock) -> None:
    """Compute target and unfired rungs afresh from start, pauses and extensions."""
    calendar, target = read_calendar(clock), clock.policy["resolved"]
    clock.target_at = compute_target(clock, calendar)
    rungs = list_rungs(
        clock.policy, target, started_at=clock.started_at, target_at=clock.target_at, calendar=calendar
    )
    for rung in rungs:
        unfired(clock).filter(name=rung.name).update(due_at=rung.due_at)


def compute_target(clock: ServiceLevelClock, calendar: Calendar) -> datetime:
    """Where a clock would end on this calendar, from its start, pauses and extensions."""
    return find_target(
        clock.policy["resolved"],
        started_at=clock.started_at,
        calendar=calendar,
        rule=clock.policy.get("rule"),
        stops=[Stop(pause.paused_at, pause.resumed_at) for pause in clock.pauses.all()],
        extended_days=clock.extended_days,
    )


def set_anew(clock: ServiceLevelClock, reason: str, *, now: datetime, by: Actor) -> None:
    """Count a clock once more on the calendar as it is now, because a person says so. A broken promise stays.

    Raises ReasonMissing, ClockClosed.
    """
    if not reason.strip():
        raise ReasonMissing()
    refuse_closed(clock)
    fire_due(clock, now)
    before, rungs = clock.target_at, list_unfired(clock)
    if clock.breached_at is None:
        reckon(clock)
    if clock.target_at == before and list_unfired(clock) == rungs:
        return
    set_next(clock)
    told = {"reason": reason.strip(), "before": before.isoformat(), "target": clock.target_at.isoformat()}
    tell(clock, "service_level_set_anew", now, told, by=by)


def list_unfired(clock: ServiceLevelClock) -> dict[str, datetime]:
    """The rungs that have not fired, by name, with their instants."""
    return dict(unfired(clock).values_list("name", "due_at"))


def foresee_rungs(clock: ServiceLevelClock, calendar: Calendar) -> dict[str, datetime]:
    """Where the unfired rungs of a clock would lie on this calendar. Writes nothing."""
    rungs = list_rungs(
        clock.policy,
        clock.policy["resolved"],
        started_at=clock.started_at,
        target_at=compute_target(clock, calendar),
        calendar=calendar,
    )
    open_ = list_unfired(clock)
    return {rung.name: rung.due_at for rung in rungs if rung.name in open_}


def set_next(clock: ServiceLevelClock) -> None:
    """Write the clock with the instant of its next rung, or while it is paused of the end of a planned pause."""
    if clock.state == ClockState.RUNNING:
        clock.next_at = unfired(clock).aggregate(due=Min("due_at"))["due"]
    else:
        clock.next_at = next_overrun(clock)
    clock.save(update_fields=["state", "paused_at", "target_at", "extended_days", "next_at"])


def unfired(clock: ServiceLevelClock) -> Any:
    return ServiceLevelStep.objects.filter(clock=clock, fired_at=None)


def read_calendar(clock: ServiceLevelClock) -> Calendar:
    return load_calendar(clock.policy["calendar"])


def refuse_closed(clock: ServiceLevelClock) -> None:
    if clock.state not in OPEN:
        raise ClockClosed(level=clock.level, state=clock.state)


def tell(
    clock: ServiceLevelClock,
    kind: str,
    now: datetime,
    data: Mapping[str, Any],
    *,
    by: Actor = ACTOR,
    node_id: str = "",
) -> None:
    """One line in the history of the instance."""
    rev = ProcessInstance.objects.values_list("rev", flat=True).get(id=clock.instance_id)
    told = {"level": clock.level, "occurrence": clock.occurrence, **clock.called, **data}
    append(clock.instance_id, rev, kind, actor=by, now=now, node_id=node_id, data=told)


__all__ = [
    "ACTOR", "OPEN", "ClockClosed", "ExtensionRefused", "PauseStands",
    "compute_target", "extend", "pause", "resume", "set_anew", "start", "stop", "withdraw",
]  # fmt: skip
