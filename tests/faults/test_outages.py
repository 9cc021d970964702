"""F5: more than an hour in which nothing ran, then everything again: what came due is done once, and nothing storms."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.db.models import Count

from tests.factories.workflows import deploy
from tests.faults.fund import Fund, wait_for
from tests.workflows.engine.drawing import boundary, ended, flows, started, timer, user
from tests.workflows.jobs.models import one_call, one_wait, publish
from workflows import actors, api, clock
from workflows.manifest import read_manifest_text
from workflows.models import HistoryEvent, Incident, Job, OutboxMessage, PeriodicSlot, ServiceLevelStep, Timer
from workflows.worker import Worker

BY = actors.system("test")
MORNING = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)  # Monday, 10:00 in Brussels
BACK = MORNING + timedelta(minutes=85)
CASES = 10
#: Within the hour, 09:00; warned of at 08:30, escalated at 09:20.
PROMISED = """
process: promised
titles: {fr: Promesse, nl: Belofte, de: Zusage, en: Promise}
owner: librarians
service_levels:
  - id: answer
    titles: {en: Answer}
    kind: service
    start: started
    stop: check
    target: {value: 1, unit: hours}
    warning: {before: PT30M}
    escalation:
      - {at: breach, raise_priority: 70}
      - {after: PT20M, notify: head_librarian}
"""


@pytest.fixture
def still(fund: Fund, settings: LazySettings) -> Fund:
    """A fund whose clock stands at ten o'clock in Brussels; workers forked from here go by it too."""
    settings.VIRTUAL_CLOCK = True
    clock.begin(MORNING)
    return fund


def open_shop() -> None:
    """Ten cases each: that call an operation, wait half an hour, remind every ten minutes, and are promised."""
    publish("paying", *one_call("outside.pay"))
    publish("waiting", *one_wait("PT30M"))
    reminded = boundary("reminded", "check", timer("Cycle", "R3/PT10M"), interrupts=False)
    arrows = flows("started > check > ended", "reminded > told")
    deploy(started(), user("check"), reminded, ended(), ended("told"), arrows, key="reminding")
    plain = (started(), user("check"), ended(), flows("started > check > ended"))
    deploy(*plain, key="promised", manifest=read_manifest_text(PROMISED))
    for key in ("paying", "waiting", "reminding", "promised"):
        for _ in range(CASES):
            api.start(key, {}, by=BY)


def count_fired(node: str) -> Counter[str]:
    events = HistoryEvent.objects.filter(kind="node_completed", node_id=node)
    return Counter(str(event.instance_id) for event in events)


def test_f5_what_came_due_in_an_hour_without_workers_is_done_once(still: Fund) -> None:
    Worker().round()  # the duties have had their slots of this morning
    open_shop()
    slots = dict(PeriodicSlot.objects.values_list("name").annotate(Count("id")))
    clock.move_to(BACK)
    for _ in range(2):
        still.worker()
    wait_for(
        lambda: still.effects()[0] == CASES and not Timer.objects.exists(), seconds=40, what="it is caught up"
    )
    unfired = ServiceLevelStep.objects.filter(fired_at=None)
    wait_for(lambda: not unfired.exists(), seconds=40, what="the promises are told of")
    assert still.effects() == (CASES, CASES)
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}
    assert set(count_fired("waited").values()) == {1}
    assert set(count_fired("told").values()) == {3}
    told = Counter(
        OutboxMessage.objects.filter(topic="service_level").values_list("payload__step", flat=True)
    )
    assert told == dict.fromkeys(("warning", "breach", "escalation-1", "escalation-2"), CASES)
    assert not Incident.objects.exists()
    missed = dict(PeriodicSlot.objects.values_list("name").annotate(Count("id")))
    assert {name for name, count in missed.items() if count > slots.get(name, 0) + 1} == set()
