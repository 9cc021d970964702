"""An operator gives one deadline another date or lets it fire now; nobody's change is lost."""

from datetime import timedelta

import pytest

from tests.workflows.jobs.conftest import pass_time
from tests.workflows.jobs.models import one_wait, publish
from workflows import actors, api
from workflows.engine import TimerNotWaiting
from workflows.errors import InstancePaused, ReasonMissing, TimerChanged
from workflows.models import HistoryEvent, HumanTask, ProcessInstance, Timer
from workflows.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
OTTO = actors.operator(1, "Otto")


@pytest.fixture
def waiting(db: None) -> ProcessInstance:
    publish("sample", *one_wait("P30D"))
    return api.start("sample", {}, by=actors.system("test"))


def move(instance: ProcessInstance, days: int, *, reason: str = "they asked for time") -> None:
    timer = Timer.objects.get()
    api.reschedule(
        instance.pk,
        timer.engine_timer,
        timer.due_at + timedelta(days=days),
        reason,
        by=OTTO,
        seen=timer.due_at,
    )


def test_a_deadline_moved_by_ten_days_fires_ten_days_later(waiting: ProcessInstance, worker: Worker) -> None:
    move(waiting, 10)
    pass_time(days=39)
    worker.drain()
    assert not HumanTask.objects.exists()
    pass_time(days=1)
    worker.drain()
    assert HumanTask.objects.get().node_id == "checked"


def test_who_moved_a_deadline_and_why_stays(waiting: ProcessInstance) -> None:
    move(waiting, 10)
    event = HistoryEvent.objects.get(kind="operator_shifttimers")
    assert (event.actor, event.data["reason"]) == (str(OTTO), "they asked for time")


def test_a_deadline_is_not_moved_without_a_reason(waiting: ProcessInstance) -> None:
    with pytest.raises(ReasonMissing):
        move(waiting, 10, reason=" ")


def test_a_second_operator_who_saw_the_old_date_is_refused(waiting: ProcessInstance) -> None:
    timer = Timer.objects.get()
    move(waiting, 10)
    with pytest.raises(TimerChanged):
        api.reschedule(waiting.pk, timer.engine_timer, timer.due_at, "x", by=OTTO, seen=timer.due_at)
    assert Timer.objects.get().due_at == timer.due_at + timedelta(days=10)


def test_a_deadline_fired_by_hand_goes_on_and_fires_no_second_time(waiting: ProcessInstance) -> None:
    timer = Timer.objects.get()
    api.fire_now(waiting.pk, timer.engine_timer, "nobody will answer", by=OTTO)
    assert HumanTask.objects.get().node_id == "checked"
    assert HistoryEvent.objects.get(kind="timer_fired").data["reason"] == "nobody will answer"
    with pytest.raises(TimerNotWaiting):
        api.fire_now(waiting.pk, timer.engine_timer, "again", by=OTTO)


def test_a_paused_case_fires_nothing_by_hand_and_keeps_its_deadline(waiting: ProcessInstance) -> None:
    api.pause(waiting.pk, "looked into", by=OTTO)
    with pytest.raises(InstancePaused):
        api.fire_now(waiting.pk, Timer.objects.get().engine_timer, "now", by=OTTO)
    assert Timer.objects.count() == 1


def test_what_came_due_while_paused_fires_once_after_resuming(
    waiting: ProcessInstance, worker: Worker
) -> None:
    api.pause(waiting.pk, "looked into", by=OTTO)
    pass_time(days=31)
    worker.drain()
    assert not HumanTask.objects.exists()
    api.resume(waiting.pk, by=OTTO)
    worker.drain()
    worker.drain()
    assert HistoryEvent.objects.filter(kind="timer_fired").count() == 1
