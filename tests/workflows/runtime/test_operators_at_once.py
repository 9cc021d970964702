"""Two operators at the same moment: one act is done, the other hears why not."""

from datetime import timedelta

import pytest

from tests.factories.workflows import launch, person, two_tasks
from tests.workflows.jobs.models import one_wait, publish
from tests.workflows.runtime.test_races import failures, race
from workflows import actors, api
from workflows.engine import TimerNotWaiting
from workflows.errors import InstanceMoved, TimerChanged
from workflows.models import HistoryEvent, ProcessInstance, Timer

pytestmark = pytest.mark.django_db(transaction=True)
BY = actors.operator(1, "Otto")


def begin() -> tuple[ProcessInstance, Timer]:
    publish("sample", *one_wait("P30D"))
    instance = api.start("sample", {}, by=actors.system("test"))
    return instance, Timer.objects.get()


def test_a_deadline_fired_by_two_fires_once() -> None:
    instance, timer = begin()
    results = race(*[lambda: api.fire_now(instance.pk, timer.engine_timer, "now", by=BY)] * 2)
    assert failures(results, TimerNotWaiting) == 1
    assert HistoryEvent.objects.filter(kind="timer_fired").count() == 1


def test_of_two_new_dates_one_stands() -> None:
    instance, timer = begin()
    later = timer.due_at + timedelta(days=10)

    def move() -> object:
        return api.reschedule(instance.pk, timer.engine_timer, later, "time", by=BY, seen=timer.due_at)

    assert failures(race(move, move), TimerChanged) == 1
    assert Timer.objects.get().due_at == later


def test_of_two_moves_seen_at_the_same_revision_one_is_done() -> None:
    two_tasks()
    instance, by = launch(), person()

    def move() -> object:
        return api.move(instance.pk, "check", "decide", "on paper", by=by, rev=1)

    assert failures(race(move, move), InstanceMoved) == 1
    assert HistoryEvent.objects.filter(kind="operator_move").count() == 1
