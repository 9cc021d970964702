"""What starts a process by itself: the timers and subscriptions of its current version, and of no other."""

from datetime import datetime
from typing import Any

from workflows import definitions
from workflows.clock import BRUSSELS
from workflows.engine import StartEvent, StartKind
from workflows.engine.timers import Plan, follow, is_literal, plan
from workflows.errors import WorkflowError
from workflows.feel import parse
from workflows.feel_functions import environment
from workflows.models.definition import DefinitionVersion
from workflows.models.waiting import Subscription, Timer


class StartTimerRefused(WorkflowError):
    """The timer of a start event gives no time."""


def switch(old: DefinitionVersion | None, new: DefinitionVersion, *, now: datetime) -> None:
    """Move everything that starts by itself from the old version to the new one.

    A timer whose node and expression stay keeps its due instant and its rounds; one that has fired for good does
    not come back.
    """
    kept = keep_timers(old, new) if old is not None else set[str]()
    if old is not None:
        end_all(old)
    for start in definitions.of_version(new).definition.starts:
        if start.kind is StartKind.TIMER and start.id not in kept:
            arm(start, new, now)
        elif start.kind in (StartKind.MESSAGE, StartKind.SIGNAL):
            subscribe(start, new, now)


def end_all(version: DefinitionVersion) -> None:
    """Nothing starts this version by itself any more."""
    Timer.objects.filter(version=version).delete()
    Subscription.objects.filter(version=version).delete()


def keep_timers(old: DefinitionVersion, new: DefinitionVersion) -> set[str]:
    """Carry unchanged timer starts over; the ids of their nodes."""
    before = {start.id: start for start in definitions.of_version(old).definition.starts}
    after = definitions.of_version(new).definition.starts
    same = {start.id for start in after if start.kind is StartKind.TIMER and before.get(start.id) == start}
    Timer.objects.filter(version=old, node_id__in=same).update(version=new)
    return same


def arm(start: StartEvent, version: DefinitionVersion, now: datetime) -> None:
    planned: Plan | None = read_plan(start, version, now)
    while planned is not None and planned.due < now:
        planned = follow(planned, BRUSSELS)  # a round from before the process existed starts nothing
    if planned is not None:
        Timer.objects.create(
            version=version,
            engine_timer=start.id,
            node_id=start.id,
            due_at=planned.due,
            cycle=write_cycle(planned),
        )


def read_plan(start: StartEvent, version: DefinitionVersion, now: datetime) -> Plan:
    value: Any = start.timer
    try:
        if not is_literal(start.timer.strip()):
            value = parse(start.timer).evaluate({}, environment(now, version.manifest))
        return plan(value, now, BRUSSELS)
    except WorkflowError as error:
        message = f"The start event {start.id} of {version}: {error}"
        raise StartTimerRefused(message, node=start.id) from error


def write_cycle(planned: Plan) -> dict[str, Any] | None:
    if not planned.period or planned.anchor is None:
        return None
    return {
        "period": planned.period,
        "left": planned.left,
        "anchor": planned.anchor.isoformat(),
        "done": planned.done,
    }


def subscribe(start: StartEvent, version: DefinitionVersion, now: datetime) -> None:
    Subscription.objects.create(
        version=version,
        engine_subscription=start.id,
        node_id=start.id,
        kind=start.kind.value,
        name=start.name,
        created_at=now,
    )
