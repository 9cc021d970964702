"""When a waiting timer would be due if it were begun anew: nothing is written, the instance read is thrown away."""

from __future__ import annotations

from datetime import datetime

from SpiffWorkflow.util.task import TaskState

from workflows.engine import codec, timers
from workflows.engine.definition import Definition
from workflows.engine.errors import TimerNotWaiting
from workflows.engine.instance import Instance
from workflows.engine.tokens import Token
from workflows.engine.values import Host


def find_armed(definition: Definition, state: bytes, timer_id: str, now: datetime, host: Host) -> str:
    """The token with which the timer began: its own, or of the activity it hangs on. Raises TimerNotWaiting."""
    return find_host(find_timer(codec.load(definition, state, now, host), timer_id)).id


def recount_timer(
    definition: Definition, state: bytes, timer_id: str, armed_at: datetime, host: Host
) -> datetime | None:
    """The due instant its own expression gives at `armed_at` with the functions of `host`, in UTC; None of a cycle.

    Variables are as they are now. Raises TimerNotWaiting, ProcessFault for an expression that no longer gives a moment.
    """
    token = find_timer(codec.load(definition, state, armed_at, host), timer_id)
    if timers.load(token.internal_data["timer"]).period:
        return None
    planned = timers.load(token.task_spec.arm(find_host(token))["timer"])
    return None if planned.period else planned.due


def find_timer(instance: Instance, timer_id: str) -> Token:
    token = instance.find(timer_id)
    if token is None or token._state != TaskState.WAITING or "timer" not in token.internal_data:
        raise TimerNotWaiting(timer_id=timer_id)
    return token


def find_host(token: Token) -> Token:
    parent: Token = token.parent
    return parent if token.internal_data.get("armed") else token
