"""Setting a running clock on another edition of its policy, and back: somebody's deliberate act, never a consequence.

Start, pauses and extensions stay; the target and the rungs still to come are reckoned anew from them.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from workflows import service_levels
from workflows.actors import Actor
from workflows.calendars import load_calendar
from workflows.errors import WorkflowError
from workflows.level_sources import Level
from workflows.models.service_level import ServiceLevelClock, ServiceLevelStep
from workflows.service_level_clocks import OPEN, set_next, tell
from workflows.service_level_dates import follow_clocks
from workflows.service_level_policy import Rung, Stop, find_target, list_rungs


class ClockStays(WorkflowError):
    """A clock that has stopped, or whose promise is broken, keeps its policy."""


def foresee(clock: ServiceLevelClock, level: Level) -> datetime:
    """The target of an open clock if it ran on `level` (with its `resolved` target). Writes nothing."""
    return find_target(
        level["resolved"],
        started_at=clock.started_at,
        calendar=load_calendar(level["calendar"]),
        rule=level.get("rule"),
        stops=[Stop(one.paused_at, one.resumed_at) for one in clock.pauses.all()],
        extended_days=clock.extended_days,
    )


@transaction.atomic
def set_level(clock_id: int, level: Level, *, reason: str, now: datetime, by: Actor) -> dict[str, Any]:
    """Let an open clock run on another `level`; what it was before, for `set_back`. Raises ClockUnknown, ClockStays."""
    clock = lock(clock_id)
    before = describe(clock)
    rewrite(clock, {**level, "reset": now.isoformat()}, now, {})
    told = {"reason": reason, "target": clock.target_at.isoformat(), "before": before["target_at"]}
    tell(clock, "service_level_reset", now, told, by=by)
    return before


@transaction.atomic
def set_back(clock_id: int, before: Mapping[str, Any], *, reason: str, now: datetime, by: Actor) -> datetime:
    """Undo `set_level`: what had fired before has fired still. The target. Raises ClockUnknown, ClockStays."""
    clock = lock(clock_id)
    rewrite(clock, before["policy"], now, before["fired"])
    told = {"reason": reason, "target": clock.target_at.isoformat()}
    tell(clock, "service_level_set_back", now, told, by=by)
    return clock.target_at


def lock(clock_id: int) -> ServiceLevelClock:
    clock = service_levels.lock(clock_id)
    if clock.state not in OPEN or clock.breached_at is not None:
        raise ClockStays(level=clock.level, state=clock.state)
    return clock


def describe(clock: ServiceLevelClock) -> dict[str, Any]:
    fired = clock.steps.filter(fired_at__isnull=False)
    return {
        "policy": clock.policy,
        "target_at": clock.target_at.isoformat(),
        "fired": {one.name: one.fired_at.isoformat() for one in fired if one.fired_at},
    }


def rewrite(clock: ServiceLevelClock, level: Level, now: datetime, fired: Mapping[str, str]) -> None:
    """The policy, its target and its ladder. A rung that has fired and whose new time has passed stays fired."""
    calendar = load_calendar(level["calendar"])
    done = {one.name: one.fired_at for one in clock.steps.exclude(fired_at=None)}
    done |= {name: datetime.fromisoformat(at) for name, at in fired.items()}
    clock.policy, clock.target_at = dict(level), foresee(clock, level)
    clock.first_target_at = find_target(
        level["resolved"], started_at=clock.started_at, calendar=calendar, rule=level.get("rule")
    )
    rungs = list_rungs(
        level, level["resolved"], started_at=clock.started_at, target_at=clock.target_at, calendar=calendar
    )
    steps = [make_step(clock, rung, done.get(rung.name) if rung.due_at <= now else None) for rung in rungs]
    clock.steps.all().delete()
    ServiceLevelStep.objects.bulk_create(steps)
    warned = (one.due_at for one in steps if one.name == "warning" and one.fired_at)
    clock.warned_at = next(warned, None)
    clock.save(update_fields=["policy", "first_target_at", "warned_at"])
    set_next(clock)
    follow_clocks(clock.instance_id)


def make_step(clock: ServiceLevelClock, rung: Rung, fired_at: datetime | None) -> ServiceLevelStep:
    return ServiceLevelStep(
        clock=clock,
        name=rung.name,
        position=rung.position,
        due_at=rung.due_at,
        action=dict(rung.action),
        fired_at=fired_at,
    )
