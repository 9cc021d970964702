"""What the events of a step mean to the levels that policies offer: which start, and what moves those that run.

A clock keeps the copy it was started with, so what moves it is read from the copy. Only a start asks what is in force.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from workflows import level_sources
from workflows.engine.values import EngineEvent, EventKind
from workflows.feel import Budget, Environment, parse
from workflows.level_sources import Facts, Level, is_offered
from workflows.models.human_task import OPEN, HumanTask
from workflows.models.service_level import ServiceLevelClock
from workflows.models.states import TaskState
from workflows.service_level_signals import Meaning, list_meanings

FIRST_ACTION, STEP, TOTAL = "first_action", "step", "total"
#: A selector is read at each step of each case: it may do little, and asks the host for nothing.
SELECTING = Environment(
    budget=Budget(
        steps=2_000, depth=16, list_items=100, string_length=2_000, pattern_length=100, matched_length=500
    )
)
TASK_FACTS = ("task", "task_role", "task_priority")
MOVING = frozenset(
    {
        EventKind.INSTANCE_STARTED,
        EventKind.INSTANCE_COMPLETED,
        EventKind.NODE_ENTERED,
        EventKind.NODE_COMPLETED,
        EventKind.NODE_CANCELLED,
    }
)
Open = Mapping[tuple[str, str], ServiceLevelClock]


def is_selected(level: Level, facts: Facts) -> bool:
    """Whether the selector is true of the facts; what is not known selects nothing. Raises FeelBudgetExceeded."""
    return parse(level["selector"], names=tuple(facts)).evaluate(facts, SELECTING) is True


def take_target(level: Level) -> dict[str, Any]:
    return {"span": dict(level["target"])}


def for_step(level: Level, node: str) -> dict[str, Any]:
    """The level of one open task: it starts, stops and is due with its node."""
    own = {"id": f"{level['id']}:{node}", "start": {"entered": node}, "stop": [node], "due": [node]}
    return {**level, **own}


def rename_nodes(level: Level, mapping: Mapping[str, str]) -> dict[str, Any]:
    """The copy of a clock whose process moved to a version that calls its nodes otherwise."""
    pauses = [
        {**one, "node": mapping.get(one["node"], one["node"])} if "node" in one else one
        for one in level["pause"]
    ]
    named = {name: [mapping.get(node, node) for node in level[name]] for name in ("stop", "due")}
    return {**level, **named, "pause": pauses}


class Offered:
    """The offered levels during one step of one instance."""

    def __init__(self, instance_id: UUID, events: Sequence[EngineEvent], now: datetime) -> None:
        self.instance_id, self.now = instance_id, now
        self.events = [event for event in events if event.kind in MOVING]

    def list_meanings(self, running: Open) -> Iterator[Meaning]:
        """In the order of the events. `running` may change between two of them."""
        if not self.events or not level_sources.has_any():
            return
        for event in self.events:
            yield from list(self.list_moves(event, running))
            yield from self.list_starts(event)

    def list_moves(self, event: EngineEvent, running: Open) -> Iterator[Meaning]:
        for (call, level_id), clock in running.items():
            if is_offered(level_id):
                for signal in self.list_signals(event, clock):
                    yield Meaning(clock.policy, signal, event.node_id, call, clock.process)

    def list_signals(self, event: EngineEvent, clock: ServiceLevelClock) -> Iterator[str]:
        measure = clock.policy["measure"]
        if measure == FIRST_ACTION and event.kind is EventKind.NODE_COMPLETED and self.has_acted:
            yield "stop"
            return
        if str(event.data.get("call", "")) != clock.call or "instance" in event.data:
            return
        if (
            measure == STEP
            and event.kind is EventKind.NODE_CANCELLED
            and event.node_id in clock.policy["stop"]
        ):
            yield "cancel"
            return
        yield from (one for one in list_meanings(event, clock.policy) if one in ("stop", "pause", "resume"))

    def list_starts(self, event: EngineEvent) -> Iterator[Meaning]:
        if event.kind is EventKind.INSTANCE_STARTED:
            for level in self.in_force:
                if level["measure"] != STEP:
                    yield Meaning(level, "start", event.node_id)
        elif event.kind is EventKind.NODE_ENTERED and "instance" not in event.data:
            yield from self.list_task_starts(event)

    def list_task_starts(self, event: EngineEvent) -> Iterator[Meaning]:
        call, process = str(event.data.get("call", "")), str(event.data.get("within", ""))
        if (call, event.node_id) in self.tasks:
            for level in self.in_force:
                if level["measure"] == STEP:
                    yield Meaning(for_step(level, event.node_id), "start", event.node_id, call, process)

    @cached_property
    def in_force(self) -> Sequence[Level]:
        return level_sources.list_levels(self.now)

    @cached_property
    def tasks(self) -> Mapping[tuple[str, str], Facts]:
        """What is known of the open tasks of this step, by call and node; not asked where no policy is about one."""
        entered = {one.node_id for one in self.events if one.kind is EventKind.NODE_ENTERED}
        if not entered or not any(level["measure"] == STEP for level in self.in_force):
            return {}
        rows = HumanTask.objects.filter(OPEN, instance_id=self.instance_id, node_id__in=entered)
        return {
            (one.call, one.node_id): dict(zip(TASK_FACTS, (one.node_id, one.role, one.priority), strict=True))
            for one in rows.only("call", "node_id", "role", "priority")
        }

    @cached_property
    def has_acted(self) -> bool:
        """Whether a person has done a task of this instance."""
        return HumanTask.objects.filter(instance_id=self.instance_id, state=TaskState.COMPLETED).exists()

    @cached_property
    def case(self) -> Facts | None:
        return level_sources.read_facts([self.instance_id]).get(self.instance_id)

    def find_target(self, meaning: Meaning) -> dict[str, Any] | None:
        """The target of a level that starts; None where its policy is not about this case or task."""
        if self.case is None:
            return None
        task = self.tasks.get((meaning.call, meaning.node)) if meaning.level["measure"] == STEP else None
        facts = {**self.case, **(task or dict.fromkeys(TASK_FACTS))}
        return take_target(meaning.level) if is_selected(meaning.level, facts) else None


def list_selected(levels: Iterable[Level], facts: Facts | None) -> list[Level]:
    """Those of the levels of a case that are about it. Raises WorkflowError where one cannot be read."""
    if facts is None:
        return []
    known = {**facts, **dict.fromkeys(TASK_FACTS)}
    return [level for level in levels if level["measure"] != STEP and is_selected(level, known)]
