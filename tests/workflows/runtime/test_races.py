"""Two at once on the same instance: exactly one wins, nothing is half done, the loser hears why."""

from collections.abc import Callable
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection

from tests.factories.workflows import deploy, launch, one_task, parallel_tasks, person, task_at
from tests.workflows.engine.drawing import boundary, ended, event, flows, node, started, timer, user
from workflows import api, instances
from workflows.engine import TimerNotWaiting
from workflows.errors import InstanceEnded, TaskAlreadyCompleted, TaskClosed, TaskNotYours
from workflows.models import HistoryEvent, HumanTask, InboxMessage, ProcessInstance, Timer

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
