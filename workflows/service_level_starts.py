"""The clocks of many new instances, written together: what `service_levels.apply` would write one by one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from workflows import engine, level_sources, service_levels
from workflows.bulk_rows import ManyRows
from workflows.calendars import load_calendar
from workflows.engine.values import EventKind
from workflows.errors import WorkflowError
from workflows.history import Entry, add
from workflows.level_sources import Facts, Level
from workflows.models.service_level import ServiceLevelClock, ServiceLevelStep
from workflows.offered_levels import STEP, list_selected, take_target
from workflows.service_level_clocks import ACTOR
from workflows.service_level_policy import find_target, list_rungs
from workflows.service_level_signals import evaluate_level, gather_levels, read_signals
from workflows.steps import Save


class Intricate(Exception):
    """The first step of an instance does more than start clocks."""


Started = tuple[ServiceLevelClock, list[ServiceLevelStep]]


def apply_first(saves: Sequence[Save]) -> list[Save]:
    """Start the clocks of instances just written in few statements; those that need `apply` are given back."""
    started: list[tuple[Save, Started]] = []
    left: list[Save] = []
    offered = level_sources.list_levels(saves[0].now) if saves else []
    facts = level_sources.read_facts([save.instance_id for save in saves]) if offered else {}
    for save in saves:
        try:
            own = list_starts(save)
            own += list_offered(save, offered, facts.get(save.instance_id))
            started += [(save, one) for one in own]
        except (Intricate, WorkflowError):
            left.append(save)
    write([one for _save, one in started])
    tell(started)
    return left


def list_starts(save: Save) -> list[Started]:
    """The clocks that the first step of an instance starts. Raises Intricate, or what a target refuses."""
    levels = gather_levels(save.deployed.manifest)
    signals = [one for event in save.outcome.events for one in read_signals(event, levels)]
    ended = any(event.kind in service_levels.ENDS for event in save.outcome.events)
    started: dict[str, Started | None] = {}
    for one in signals if not save.is_test else ():
        level = one.level
        if one.call:
            raise Intricate
        if one.signal == "start" and level["id"] not in started:
            started[level["id"]] = build(save, level)
        elif one.signal not in ("start", "due") and started.get(level["id"]) is not None:
            raise Intricate
    found = [one for one in started.values() if one is not None]
    if found and (ended or any(clock.policy["due"] for clock, _steps in found)):
        raise Intricate
    return found


def list_offered(save: Save, offered: Sequence[Level], facts: Facts | None) -> list[Started]:
    """The clocks that policies start with an instance. Raises Intricate where its first step opens a task that they
    may be about, ends the case, or waits where one pauses."""
    if save.is_test or facts is None:
        return []
    chosen = list_selected(offered, facts)
    entered = {one.node_id for one in save.outcome.events if one.kind is EventKind.NODE_ENTERED}
    pausing = {pause.get("node") for level in chosen for pause in level["pause"]}
    has_task = bool(save.outcome.tasks) and any(level["measure"] == STEP for level in offered)
    if has_task or save.ended_at or entered & pausing:
        raise Intricate
    return [make(save, level, take_target(level)) for level in chosen]


def build(save: Save, level: Level) -> Started | None:
    """A clock with its rungs, not yet written; None when the level does not concern this case."""
    variables = engine.read_variables(save.deployed.definition, save.outcome.state)
    target = evaluate_level(level, save.deployed.manifest, variables, save.now)
    return None if target is None else make(save, level, target)


def make(save: Save, level: Level, target: Mapping[str, Any]) -> Started:
    calendar = load_calendar(level["calendar"])
    target_at = find_target(target, started_at=save.now, calendar=calendar, rule=level.get("rule"))
    rungs = list_rungs(level, target, started_at=save.now, target_at=target_at, calendar=calendar)
    clock = ServiceLevelClock(
        instance_id=save.instance_id,
        level=level["id"],
        kind=level["kind"],
        policy={**level, "resolved": dict(target)},
        started_at=save.now,
        first_target_at=target_at,
        target_at=target_at,
        next_at=find_first([rung.due_at for rung in rungs]),
    )
    steps = [
        ServiceLevelStep(
            clock=clock, name=rung.name, position=rung.position, due_at=rung.due_at, action=dict(rung.action)
        )
        for rung in rungs
    ]
    return clock, steps


def find_first(instants: Sequence[datetime]) -> datetime | None:
    return min(instants, default=None)


def write(started: Sequence[Started]) -> None:
    ServiceLevelClock.objects.bulk_create([clock for clock, _steps in started], batch_size=500)
    steps = [step for _clock, steps in started for step in steps]
    for step in steps:
        step.clock_id = step.clock.pk
    ServiceLevelStep.objects.bulk_create(steps, batch_size=1000)


def tell(started: Sequence[tuple[Save, Started]]) -> None:
    """One line of each clock in the history of its instance."""
    batch = ManyRows()
    for save, (clock, _steps) in started:
        told = {"level": clock.level, "occurrence": clock.occurrence, "target": clock.target_at.isoformat()}
        entry = Entry("service_level_started", data=told)
        add(batch, save.instance_id, save.rev, [entry], actor=ACTOR, now=save.now, in_step=False)
    batch.execute()
