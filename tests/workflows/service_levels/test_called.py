"""Promises of a called process: clocks of their own for each call, beside those of the caller."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest

from tests.workflows.engine.drawing import boundary, ended, event, flows, node, process, started, timer, user
from workflows import actors, api, clock, migration, service_levels
from workflows.history import ensure_months
from workflows.manifest import LEVEL_DEFAULTS
from workflows.models import (
    DefinitionVersion,
    HistoryEvent,
    HumanTask,
    Incident,
    OutboxMessage,
    ProcessDefinition,
    ProcessInstance,
    ServiceLevelClock,
)

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BY, OPERATOR = actors.system("test"), actors.operator(1)
SPEAK: dict[str, Any] = {
    **LEVEL_DEFAULTS,
    "id": "speak",
    "titles": {"en": "Speak"},
    "kind": "service",
    "start": "started",
    "stop": ["spoken", "ended"],
    "target": {"value": 2, "unit": "working_days"},
    "calendar": "belgium",
    "due": ["spoken"],
    "escalation": [{"after": "1 working day", "raise_priority": 80}],
}
INNER = process(
    started(), user("spoken"),
    node("intermediateCatchEvent", "answered", event("message", "answer")), user("noted"), ended(),
    flows("started > spoken > answered > noted > ended"), process_id="inner",
)  # fmt: skip
MULTI = (
    "<bpmn:multiInstanceLoopCharacteristics><bpmn:loopCardinality>2</bpmn:loopCardinality>"
    "</bpmn:multiInstanceLoopCharacteristics>"
)


def publish(
    *levels: dict[str, Any], own: tuple[dict[str, Any], ...] = (), loop: str = "", after: str = "after"
) -> str:
    """started → called (inner) → after → ended, and a way out of the call after five days."""
    outer = process(
        started(), node("callActivity", "called", loop, calledElement="inner",
                        extension='<vigie:input target="*"/>'),
        boundary("lapsed", "called", timer("Duration", "P5D")), user(after), ended(), ended("ended_late"),
        flows(f"started > called > {after} > ended", "lapsed > ended_late"), process_id="outer",
    )  # fmt: skip
    inner = {"owner": "speakers", "titles": {"en": "Inner"}, "variables": {}, "service_levels": list(levels)}
    definition, _ = ProcessDefinition.objects.get_or_create(key="outer")
    number = definition.versions.count() + 1
    digest = sha256(repr((outer, levels, own, number, id(levels))).encode()).hexdigest()
    definition.current = DefinitionVersion.objects.create(
        definition=definition, number=number, sha256=digest, state="published", published_at=MONDAY,
        files={"process.bpmn": outer.decode(), "called/inner/process.bpmn": INNER.decode()},
        manifest={"process": "outer", "owner": "owners", "service_levels": list(own), "called": {"inner": inner}},
    )  # fmt: skip
    definition.save()
    return "outer"


@pytest.fixture(autouse=True)
def _library() -> None:
    clock.begin(MONDAY)
    ensure_months(MONDAY.date().replace(month=1), MONDAY.date().replace(month=12))


def begin(*levels: dict[str, Any], **more: Any) -> ProcessInstance:
    return api.start(publish(*levels, **more), {}, by=BY)


def task(node_id: str) -> HumanTask:
    return HumanTask.objects.filter(node_id=node_id, state="ready").order_by("created_at", "id")[0]


def states() -> list[tuple[str, str, str]]:
    rows = ServiceLevelClock.objects.order_by("id")
    return [(one.process, one.level, one.state) for one in rows]


def test_a_call_starts_the_promises_of_the_called_process_beside_the_callers() -> None:
    begin(SPEAK, own=({**SPEAK, "stop": ["ended"], "due": []},))
    assert states() == [("", "speak", "running"), ("inner", "speak", "running")]


def test_its_clock_is_kept_by_its_own_node_and_leaves_the_callers_running() -> None:
    begin(SPEAK, own=({**SPEAK, "stop": ["ended"], "due": []},))
    api.complete(task("spoken").id, {}, by=BY)
    assert states() == [("", "speak", "running"), ("inner", "speak", "met")]


def test_its_tasks_are_due_with_its_clock() -> None:
    begin(SPEAK)
    assert task("spoken").due_at == ServiceLevelClock.objects.get().target_at
    assert task("spoken").call == ServiceLevelClock.objects.get().call != ""


def test_it_warns_breaches_and_escalates_each_once_for_its_own_tasks_and_owner() -> None:
    begin({**SPEAK, "warning": {"before": "1 working day"}})
    later = MONDAY + timedelta(days=4)
    clock.move_to(later)
    service_levels.check_due(later)
    service_levels.check_due(later)
    told = [(row.payload["step"], row.payload["roles"]) for row in OutboxMessage.objects.order_by("id")]
    assert [step for step, _ in told] == ["warning", "breach", "escalation-1"]
    assert "speakers" in told[1][1]
    assert OutboxMessage.objects.order_by("id")[0].payload["process"] == "inner"
    assert task("spoken").priority == 80
    assert HistoryEvent.objects.filter(kind="service_level_breached").count() == 1


def test_it_pauses_and_resumes_at_the_nodes_of_the_called_process() -> None:
    level = {
        **SPEAK,
        "stop": ["noted"],
        "due": ["noted"],
        "pause": [{"node": "answered", "reason": "waiting"}],
    }
    begin(level)
    first = ServiceLevelClock.objects.get().target_at
    api.complete(task("spoken").id, {}, by=BY)
    assert states() == [("inner", "speak", "paused")]
    clock.move_to(MONDAY + timedelta(days=3))
    api.receive("register", "m1", "answer", "", {})
    assert states() == [("inner", "speak", "running")]
    assert ServiceLevelClock.objects.get().target_at > first
    assert task("noted").due_at == ServiceLevelClock.objects.get().target_at


def test_a_call_that_ends_stops_what_is_kept_by_its_end() -> None:
    begin(
        {**SPEAK, "stop": ["ended"], "due": []},
        {**SPEAK, "id": "other", "stop": ["answered"], "start": "noted", "due": []},
    )
    api.complete(task("spoken").id, {}, by=BY)
    api.receive("register", "m1", "answer", "", {})
    api.complete(task("noted").id, {}, by=BY)
    assert states() == [("inner", "speak", "met"), ("inner", "other", "cancelled")]
    assert task("after")


def test_a_call_that_is_left_by_a_boundary_event_cancels_its_clocks_alone() -> None:
    begin({**SPEAK, "stop": ["noted"]}, own=({**SPEAK, "stop": ["ended_late"], "due": []},))
    clock.move_to(MONDAY + timedelta(days=6))
    from workflows.worker import Worker

    Worker().drain()
    assert states()[1] == ("inner", "speak", "cancelled")
    assert states()[0][2] == "met_late"


def test_a_case_that_is_cancelled_cancels_the_promises_of_its_calls() -> None:
    instance = begin(SPEAK)
    api.cancel(instance.id, "withdrawn", by=BY)
    assert states() == [("inner", "speak", "cancelled")]


def test_each_call_of_a_multi_instance_has_a_clock_of_its_own() -> None:
    begin(SPEAK, loop=MULTI)
    assert states() == [("inner", "speak", "running")] * 2
    api.complete(task("spoken").id, {}, by=BY)
    assert sorted(state for *_, state in states()) == ["met", "running"]


def test_a_selector_sees_the_variables_of_the_called_process() -> None:
    key = publish({**SPEAK, "selector": "urgent"}, {**SPEAK, "id": "calm", "selector": "not(urgent)"})
    api.start(key, {"urgent": True}, by=BY)
    assert states() == [("inner", "speak", "running")]


def test_a_selector_that_fails_is_an_incident_and_not_the_end_of_the_step() -> None:
    begin({**SPEAK, "selector": "1 + 1"})
    assert Incident.objects.get().kind == "service_level_failed"
    assert task("spoken")


def test_many_starts_begin_the_promises_of_calls_too() -> None:
    key = publish(SPEAK, own=({**SPEAK, "stop": ["ended"], "due": []},))
    api.start_many(key, [api.Start(business_key=str(number), data={}) for number in range(12)], by=BY)
    assert states().count(("inner", "speak", "running")) == 12
    assert states().count(("", "speak", "running")) == 12


def test_a_migrated_case_keeps_the_clocks_of_its_calls() -> None:
    begin(SPEAK)
    publish(SPEAK, after="later")
    plan = {"called": "called", "spoken": "spoken", "after": "later"}
    batch = migration.prepare("outer", 1, 2, plan, reason="new law", by=OPERATOR)
    migration.run(batch.id, by=OPERATOR)
    assert states() == [("inner", "speak", "running")]
    api.complete(task("spoken").id, {}, by=BY)
    assert states() == [("inner", "speak", "met")]


def test_a_level_the_new_version_no_longer_has_ends_with_the_call() -> None:
    begin({**SPEAK, "stop": ["noted"]})
    publish(after="later")
    batch = migration.prepare(
        "outer", 1, 2, {"called": "called", "spoken": "spoken"}, reason="new", by=OPERATOR
    )
    migration.run(batch.id, by=OPERATOR)
    api.complete(task("spoken").id, {}, by=BY)
    api.receive("register", "m1", "answer", "", {})
    api.complete(task("noted").id, {}, by=BY)
    assert states() == [("inner", "speak", "cancelled")]
