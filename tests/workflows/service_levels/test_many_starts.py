"""Many instances started at once get the same service levels as each would by itself."""

from datetime import timedelta
from itertools import count
from typing import Any
from uuid import UUID

import pytest

from tests.workflows.jobs.models import one_task, one_wait, publish
from workflows import actors, api
from workflows.models import HistoryEvent, Incident, ServiceLevelClock

pytestmark = pytest.mark.django_db
BY = actors.system("test")
_numbers = count(1)
PLAIN: dict[str, Any] = {
    "id": "answer",
    "titles": {"en": "Answer"},
    "kind": "service",
    "start": "started",
    "stop": ["checked"],
    "selector": "wanted",
    "target": {"value": 5, "unit": "working_days"},
    "calendar": "belgium",
    "warning": {"before": "1 working day"},
    "escalation": [{"at": "breach", "notify": "lead"}],
}
Seen = list[tuple[object, ...]]


def describe(instance: UUID) -> Seen:
    """Clocks with their rungs and lines of history, without what differs between two instances."""
    clocks = ServiceLevelClock.objects.filter(instance=instance)
    seen: Seen = []
    for one in clocks:
        steps = [
            (step.name, step.position, step.due_at - one.started_at, step.action)
            for step in one.steps.order_by("position", "name")
        ]
        fixed = (one.level, one.occurrence, one.kind, one.state, one.policy)
        assert one.next_at is not None
        seen.append((*fixed, one.target_at - one.started_at, one.next_at - one.started_at, *steps))
    told = HistoryEvent.objects.filter(instance_id=instance, kind__startswith="service_level").order_by("id")
    return seen + [(line.kind, line.rev, line.seq, line.actor, line.data["level"]) for line in told]


def start_both(*drawn: str, level: dict[str, Any], wanted: bool = True) -> tuple[Seen, list[Seen]]:
    """What one start by itself gives, and each of twelve at once."""
    key = offer(*drawn, levels=[level])
    alone = api.start(key, {"wanted": wanted}, by=BY).id
    return describe(alone), [describe(one) for one in start_many(key, wanted=wanted)]


def offer(*drawn: str, levels: list[dict[str, Any]]) -> str:
    """A process of its own for each test: what is known of a version outlives the test's transaction."""
    key = f"loan_{next(_numbers)}"
    publish(key, *drawn, manifest={"service_levels": levels})
    return key


def start_many(key: str, *, wanted: bool = True) -> list[UUID]:
    starts = [api.Start(business_key=str(number), data={"wanted": wanted}) for number in range(12)]
    return api.start_many(key, starts, by=BY)


def round_up(seen: Seen) -> Seen:
    """Spans to the day's end are as long as the morning of the test is early."""

    def shorten(value: object) -> object:
        if isinstance(value, timedelta):
            return round(value / timedelta(minutes=5))
        return tuple(map(shorten, value)) if isinstance(value, tuple) else value

    return [tuple(shorten(part) for part in line) for line in seen]


@pytest.mark.parametrize(
    "change",
    [{}, {"due": ["checked"]}, {"target": 'duration("P3D")'}, {"stop": ["ended"]}],
    ids=["plain", "tasks due with it", "a duration", "to the end"],
)
def test_many_starts_begin_the_clocks_of_one(change: dict[str, Any]) -> None:
    alone, many = start_both(*one_task(), level={**PLAIN, **change})
    assert len(alone) == 2
    assert all(round_up(one) == round_up(alone) for one in many)


def test_a_level_that_does_not_concern_the_case_begins_no_clock() -> None:
    alone, many = start_both(*one_task(), level=PLAIN, wanted=False)
    assert [alone, *many] == [[]] * 13


def test_a_clock_that_the_first_step_pauses_is_paused_for_each() -> None:
    level = {**PLAIN, "pause": [{"node": "waited", "reason": "waiting", "planned_days": 10}]}
    start_many(offer(*one_wait(), levels=[level]))
    assert list(ServiceLevelClock.objects.values_list("state", flat=True)) == ["paused"] * 12


def test_a_selector_that_fails_opens_an_incident_and_starts_the_rest() -> None:
    level = {**PLAIN, "selector": "1 + 1"}
    start_many(offer(*one_task(), levels=[PLAIN, {**level, "id": "broken"}]))
    assert Incident.objects.filter(kind="service_level_failed").count() == 12
    assert ServiceLevelClock.objects.filter(level="answer").count() == 12
