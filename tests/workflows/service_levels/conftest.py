"""A library that promises an answer: one instance, and the events that move its clocks."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from workflows import clock, service_levels
from workflows.engine.values import EngineEvent, EventKind
from workflows.history import ensure_months
from workflows.manifest import read_manifest_text
from workflows.models import (
    DefinitionVersion,
    HistoryEvent,
    HumanTask,
    OutboxMessage,
    ProcessDefinition,
    ProcessInstance,
    ServiceLevelClock,
    TaskCandidate,
)

MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)  # 10:00 in Brussels
HEAD = """
process: library_loan
titles: {fr: Prêt, nl: Uitlening, de: Ausleihe, en: Loan}
owner: librarians
service_levels:
"""
ANSWER = """
  - id: answer
    titles: {en: Answer the reader}
    kind: service
    start: started
    stop: answer_reader
    target: {value: 5, unit: working_days}
    due: [answer_reader]
    pause: [{node: await_reader, reason: Waiting for the reader, planned_days: 10}]
    warning: {before: 1 working day}
    longest_extension: 3
    escalation:
      - {at: breach, raise_priority: 70}
      - {after: 2 working days, notify: head_librarian, reassign: head_librarian}
"""


@dataclass
class Case:
    """One instance and what its service levels did to it."""

    instance: ProcessInstance
    version: DefinitionVersion
    variables: dict[str, Any] = field(default_factory=dict)

    def happen(self, kind: EventKind, node: str = "", *, at: datetime) -> None:
        clock.move_to(at)
        events = [EngineEvent(kind, node)]
        service_levels.apply(self.instance.id, self.version, events, self.variables, at)

    def start(self, at: datetime = MONDAY) -> ServiceLevelClock:
        self.happen(EventKind.INSTANCE_STARTED, at=at)
        return self.clock

    def check(self, at: datetime) -> None:
        clock.move_to(at)
        service_levels.check_due(at)

    @property
    def clock(self) -> ServiceLevelClock:
        return ServiceLevelClock.objects.filter(instance=self.instance).latest("id")

    def list_history(self) -> list[str]:
        rows = HistoryEvent.objects.filter(instance_id=self.instance.id).order_by("id")
        return [row.kind.removeprefix("service_level_") for row in rows]

    def list_notified(self) -> list[tuple[str, list[str]]]:
        return [(row.payload["step"], row.payload["roles"]) for row in OutboxMessage.objects.order_by("id")]

    def add_task(self, node: str = "answer_reader") -> HumanTask:
        task = HumanTask.objects.create(
            instance=self.instance, engine_task=node, definition_key="library_loan", node_id=node, name=node,
            role="desk", created_at=MONDAY,
        )  # fmt: skip
        TaskCandidate.objects.create(task=task, role="desk", sort_due=datetime(9999, 1, 1, tzinfo=UTC))
        return task


def build(levels: str) -> Case:
    manifest = read_manifest_text(HEAD + levels)
    definition, _ = ProcessDefinition.objects.get_or_create(key="library_loan")
    number = definition.versions.count() + 1
    version = DefinitionVersion.objects.create(
        definition=definition, number=number, sha256=f"{number:064}", files={}, manifest=manifest
    )
    instance = ProcessInstance.objects.create(
        version=version, definition_key="library_loan", state=b"", rev=1, started_at=MONDAY
    )
    return Case(instance, version)


@pytest.fixture
def library(db: None) -> Callable[[str], Case]:
    clock.begin(MONDAY)
    ensure_months(MONDAY.date().replace(month=1), MONDAY.date().replace(month=12))
    return build


@pytest.fixture
def case(library: Callable[[str], Case]) -> Case:
    return library(ANSWER)


def list_steps(clocks: Iterable[ServiceLevelClock]) -> list[str]:
    return [step.name for one in clocks for step in one.steps.exclude(fired_at=None).order_by("position")]
