"""How a promise or a task stands that is still open. Each is in exactly one condition at an instant."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db.models import BooleanField, DateTimeField, DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.expressions import RawSQL

from app.cases.due import SOON_PERCENT
from app.cases.rows import PAUSED as CLOCK_STANDS
from workflows.models import ClockState, TaskState

OPEN = (ClockState.RUNNING, ClockState.PAUSED)
OPEN_TASKS = (TaskState.READY, TaskState.CLAIMED)


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


def judge_tasks(now: datetime) -> list[tuple[Condition, Q]]:
    """The conditions of open tasks, of which the first that holds counts; the last always does.

    Late whoever put it aside; else put aside, or without a date because its clock stands still; else at risk once three
    quarters of its time have passed. A task without a date is on track. In this order whether a clock stands still is
    asked once, and of few. The tasks carry `warn_at` and `stands` (`tell_warning`, `tell_standing`).
    """
    return [
        (Condition.BREACHED, is_late(now)),
        (Condition.PAUSED, is_aside(now) | Q(stands=True)),
        (Condition.AT_RISK, Q(due_at__isnull=False, warn_at__lte=now)),
        (Condition.ON_TRACK, Q()),
    ]


def is_late(now: datetime) -> Q:
    return Q(due_at__isnull=False, due_at__lte=now)


def is_aside(now: datetime) -> Q:
    return Q(follow_up_at__isnull=False, follow_up_at__gt=now)


def tell_warning() -> Any:
    """The instant at which so much of a task's time has passed that it is at risk."""
    whole = ExpressionWrapper(F("due_at") - F("created_at"), DurationField())
    share = ExpressionWrapper(whole * Value(SOON_PERCENT / 100), DurationField())
    return ExpressionWrapper(F("created_at") + share, DateTimeField())


def tell_standing() -> RawSQL:
    """Whether the clock that a task is due with stands still."""
    return RawSQL(f"({CLOCK_STANDS})", (), BooleanField())  # noqa: S611 – a constant
