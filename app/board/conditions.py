"""How a promise stands that is still to be kept. Each open clock is in exactly one condition at an instant."""

from datetime import datetime
from enum import StrEnum

from django.db.models import Q

from workflows.models import ClockState, ServiceLevelClock

OPEN = (ClockState.RUNNING, ClockState.PAUSED)


class Condition(StrEnum):
    BREACHED = "breached"
    AT_RISK = "at_risk"
    ON_TRACK = "on_track"
    PAUSED = "paused"


def matches(condition: Condition, now: datetime) -> Q:
    """Open clocks in this condition.

    A target that has just passed is broken before a worker has written so; a clock that stands still is not, unless
    it was broken before.
    """
    running = Q(state=ClockState.RUNNING)
    broken = Q(breached_at__isnull=False) | (running & Q(target_at__lte=now))
    return {
        Condition.BREACHED: broken,
        Condition.AT_RISK: running & ~broken & Q(warned_at__isnull=False),
        Condition.ON_TRACK: running & ~broken & Q(warned_at__isnull=True),
        Condition.PAUSED: Q(state=ClockState.PAUSED, breached_at__isnull=True),
    }[condition]


def find_condition(clock: ServiceLevelClock, now: datetime) -> Condition:
    """The same of an open clock that has been read."""
    is_running = clock.state == ClockState.RUNNING
    if clock.breached_at is not None or (is_running and clock.target_at <= now):
        return Condition.BREACHED
    if not is_running:
        return Condition.PAUSED
    return Condition.ON_TRACK if clock.warned_at is None else Condition.AT_RISK
