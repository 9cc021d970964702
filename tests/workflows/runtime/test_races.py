"""Two at once on the same instance: exactly one wins, nothing is half done, the loser hears why."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.factories.workflows import SYSTEM, deploy, launch, one_task, parallel_tasks, person, task_at
from tests.workflows.engine.drawing import boundary, ended, event, flows, node, started, timer, user
from tests.workflows.jobs.models import one_wait, publish
from workflows import api, instances, suspensions, timers
from workflows.engine import TimerNotWaiting
from workflows.errors import (
    InstanceEnded,
    ProcessSuspended,
    SuspensionStands,
    TaskAlreadyCompleted,
    TaskClosed,
    TaskNotYours,
)  # fmt: skip
from workflows.models import HistoryEvent, HumanTask, InboxMessage, ProcessInstance, ProcessSuspension, Timer

pytestmark = pytest.mark.django_db(transaction=True)
Act = Callable[[], Any]


def race(*acts: Act) -> list[Any]:
    """Let all go at the same moment; what each returned or raised, in order."""
    gate, results = Barrier(len(acts)), [None] * len(acts)

    def run(index: int, act: Act) -> None:
        connection.ensure_connection()
        gate.wait()
        try:
            results[index] = act()
        except Exception as error:  # noqa: BLE001  the outcome of a race is what it raised
            results[index] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def failures(results: list[Any], kind: type[Exception]) -> int:
    return sum(isinstance(result, kind) for result in results)


def test_of_two_who_complete_the_same_task_one_wins_each_time() -> None:
    one_task()
    anna, ben = person("anna"), person("ben")
    for _ in range(100):
        task = task_at(launch(), "check")
        results = race(
            lambda task=task: api.complete(task.id, {"by": "anna"}, by=anna),
            lambda task=task: api.complete(task.id, {"by": "ben"}, by=ben),
        )
        assert failures(results, TaskAlreadyCompleted) == 1
    assert HistoryEvent.objects.filter(kind="task_completed").count() == 100


def test_the_data_of_the_loser_leave_no_trace() -> None:
    one_task()
    anna, ben = person("anna"), person("ben")
    task = task_at(launch(), "check")
    race(
        lambda: api.complete(task.id, {"by": "anna"}, by=anna),
        lambda: api.complete(task.id, {"by": "ben"}, by=ben),
    )
    task.refresh_from_db()
    winner = {str(anna): "anna", str(ben): "ben"}[task.closed_by]
    assert task.outcome == {"by": winner}
    assert api.read_variables(task.instance_id) == {"by": winner}


def test_of_two_who_claim_the_same_task_one_gets_it() -> None:
    one_task()
    people = [person(name) for name in ("anna", "ben", "carl", "dina")]
    for _ in range(10):
        task = task_at(launch(), "check")
        results = race(*[lambda by=by, task=task: api.claim(task.id, by=by) for by in people])
        assert failures(results, TaskNotYours) == 3


def deadline() -> None:
    """check (user task) with an interrupting timer of five days that leads to lapsed."""
    deploy(
        started(),
        user("check"),
        boundary("expired", "check", timer("Duration", "P5D")),
        ended(),
        ended("lapsed"),
        flows("started > check > ended", "expired > lapsed"),
    )


def test_a_completion_and_the_deadline_end_the_instance_in_one_way() -> None:
    deadline()
    by = person()
    for _ in range(10):
        instance = launch()
        task, due = task_at(instance, "check"), Timer.objects.get(instance=instance)
        results = race(
            lambda task=task: api.complete(task.id, {}, by=by),
            lambda due=due: instances.step(due.instance_id, instances.Fire(due.engine_timer)),
        )
        instance.refresh_from_db()
        lost = (
            failures(results, TaskClosed)
            + failures(results, InstanceEnded)
            + failures(results, TimerNotWaiting)
        )
        assert (lost, instance.rev) == (1, 2)
        assert instance.ended_in in {"ended", "lapsed"}
    assert not Timer.objects.exists()


def test_a_completion_and_a_cancellation_do_not_both_count() -> None:
    one_task()
    by = person()
    for _ in range(10):
        instance = launch()
        task = task_at(instance, "check")
        results = race(
            lambda task=task: api.complete(task.id, {}, by=by),
            lambda instance=instance: api.cancel(instance.id, "twice", by=by),
        )
        instance.refresh_from_db()
        assert failures(results, TaskClosed) + failures(results, InstanceEnded) == 1
        assert HumanTask.objects.get(id=task.id).state == instance.status


def test_the_last_two_branches_of_a_join_pass_it_once() -> None:
    parallel_tasks()
    by = person()
    for _ in range(10):
        instance = launch()
        left, right = task_at(instance, "left"), task_at(instance, "right")
        results = race(
            lambda left=left: api.complete(left.id, {"l": 1}, by=by),
            lambda right=right: api.complete(right.id, {"r": 1}, by=by),
        )
        assert failures(results, Exception) == 0
        assert HumanTask.objects.filter(instance=instance, node_id="after").count() == 1
        assert set(api.read_variables(instance.id)) == {"l", "r"}


def waits() -> None:
    deploy(
        started(),
        node(
            "intermediateCatchEvent",
            "answered",
            event("message", "answer"),
            extension='<vigie:correlation value="file"/>',
        ),
        user("read"),
        ended(),
        flows("started > answered > read > ended"),
    )


def test_the_same_message_twice_at_once_moves_the_instance_once() -> None:
    waits()
    for number in range(10):
        instance = launch(data={"file": str(number)})
        results = race(
            *[lambda number=number: api.receive("bank", str(number), "answer", str(number), {})] * 3
        )
        instance.refresh_from_db()
        assert (failures(results, Exception), instance.rev) == (0, 2)


def test_a_message_and_its_receiver_find_each_other_whoever_is_first() -> None:
    waits()
    for number in range(20):
        results = race(
            lambda number=number: launch(data={"file": str(number)}),
            lambda number=number: api.receive("bank", str(number), "answer", str(number), {}),
        )
        assert failures(results, Exception) == 0
    assert set(InboxMessage.objects.values_list("outcome", flat=True)) == {"delivered"}
    assert HumanTask.objects.filter(node_id="read").count() == 20


def test_of_two_starts_with_the_same_business_key_one_wins() -> None:
    one_task()
    for number in range(10):
        race(*[lambda number=number: launch(business_key=f"K{number}")] * 2)
    assert ProcessInstance.objects.count() == 10


def test_no_case_starts_after_a_suspension_that_raced_with_starts() -> None:
    one_task()
    for _ in range(20):
        results = race(
            *[launch] * 3, lambda: suspensions.suspend("sample", "why", holds_running=False, by=SYSTEM)
        )
        assert [
            one for one in results if isinstance(one, Exception) and not isinstance(one, ProcessSuspended)
        ] == []
        row = ProcessSuspension.objects.get(resumed_at=None)
        # What started was committed before the suspension was: none of it has begun after it.
        assert not ProcessInstance.objects.filter(started_at__gt=row.suspended_at).exists()
        suspensions.resume("sample", "why", by=SYSTEM)


def test_of_two_who_suspend_one_hears_that_it_is_done() -> None:
    one_task()
    results = race(*[lambda: suspensions.suspend("sample", "why", holds_running=True, by=SYSTEM)] * 2)
    assert failures(results, SuspensionStands) == 1


def test_a_timer_that_races_with_a_suspension_fires_before_it_or_not_at_all() -> None:
    publish("sample", *one_wait("PT0S"))
    for _ in range(20):
        instance = launch()
        results = race(
            lambda: timers.run_due(owner="one"),
            lambda: suspensions.suspend("sample", "why", holds_running=True, by=SYSTEM),
        )
        assert failures(results, Exception) == 0
        row = ProcessSuspension.objects.get(resumed_at=None)
        fired = HistoryEvent.objects.filter(
            instance_id=instance.pk, kind="timer_fired", at__gt=row.suspended_at
        )
        assert not fired.exists()
        suspensions.resume("sample", "why", by=SYSTEM)
        timers.run_due(owner="two")
    assert HistoryEvent.objects.filter(kind="timer_fired").count() == 20
