"""One user action is one transaction: state, rows and history move together or not at all."""

from decimal import Decimal

import pytest

from tests.factories.workflows import launch, one_task, person, task_at, two_tasks
from workflows import api
from workflows.errors import (
    BusinessKeyTaken,
    DataRefused,
    DataTooLarge,
    InstanceEnded,
    InstanceUnknown,
    ProcessUnknown,
    VersionUnknown,
)
from workflows.models import HistoryEvent, HumanTask, ProcessInstance, TaskCandidate

pytestmark = pytest.mark.django_db


def test_a_start_opens_the_first_task() -> None:
    one_task(roles={})
    instance = launch(case_ref="C-1")
    task = task_at(instance, "check")
    assert (task.state, task.name, task.case_ref, instance.rev) == ("ready", "Check it", "C-1", 1)


def test_completing_the_last_task_completes_the_instance() -> None:
    one_task()
    instance = launch()
    api.complete(task_at(instance, "check").id, {}, by=person())
    instance.refresh_from_db()
    assert (instance.status, instance.ended_in, instance.rev) == ("completed", "ended", 2)
    assert instance.ended_at is not None


def test_completing_a_task_opens_the_next_and_closes_its_own_row() -> None:
    two_tasks()
    instance = launch()
    done = task_at(instance, "check")
    api.complete(done.id, {"amount": 12}, by=person())
    done.refresh_from_db()
    assert (done.state, done.closed_by, done.outcome) == (
        "completed",
        str(person()),
        {"amount": {"$decimal": "12"}},
    )
    assert list(TaskCandidate.objects.values_list("task__node_id")) == [("decide",)]


def test_submitted_data_become_variables() -> None:
    two_tasks()
    instance = launch(data={"name": "Ada"})
    api.complete(task_at(instance, "check").id, {"amount": 12}, by=person())
    assert api.read_variables(instance.id) == {"name": "Ada", "amount": Decimal(12)}


def test_each_step_leaves_its_lines_in_order() -> None:
    two_tasks()
    instance = launch()
    api.complete(task_at(instance, "check").id, {}, by=person())
    lines = [(line.rev, line.seq, line.kind, line.actor) for line in api.history(instance.id)]
    assert lines[0] == (1, 0, "instance_started", "system:test")
    assert (2, 0, "task_completed", str(person())) in lines
    assert [seq for rev, seq, *_ in lines if rev == 2] == list(
        range(len([1 for rev, *_ in lines if rev == 2]))
    )


def test_a_bench_run_is_in_nobodys_inbox() -> None:
    one_task()
    instance = launch(is_test=True)
    assert task_at(instance, "check").state == "ready"
    assert api.open_tasks([""]).tasks == []


def test_an_unknown_process_is_named() -> None:
    with pytest.raises(ProcessUnknown, match="nowhere"):
        launch("nowhere")


def test_an_unknown_version_is_named() -> None:
    one_task()
    with pytest.raises(VersionUnknown, match="no version 7"):
        launch(version=7)


def test_a_wrong_type_for_a_declared_variable_is_refused_by_name() -> None:
    one_task(variables={"amount": {"type": "number"}})
    with pytest.raises(DataRefused, match="'amount' must be a number; it is a text"):
        launch(data={"amount": "twelve"})
    assert not ProcessInstance.objects.exists()


def test_a_wrong_type_at_completion_changes_nothing() -> None:
    one_task(variables={"amount": {"type": "number"}})
    instance = launch()
    task = task_at(instance, "check")
    with pytest.raises(DataRefused):
        api.complete(task.id, {"amount": True}, by=person())
    instance.refresh_from_db()
    assert (instance.rev, task_at(instance, "check").state) == (1, "ready")


def test_iso_text_becomes_the_declared_date() -> None:
    one_task(variables={"born": {"type": "date"}})
    instance = launch(data={"born": "1990-02-28"})
    assert str(api.read_variables(instance.id)["born"]) == "1990-02-28"


def test_a_variable_over_a_megabyte_is_refused() -> None:
    one_task()
    with pytest.raises(DataTooLarge, match="'text' has 1,000,003 bytes"):
        launch(data={"text": "x" * 1_000_001})


def test_a_null_character_is_refused_before_the_database_does() -> None:
    one_task()
    with pytest.raises(DataRefused, match=r"U\+0000"):
        launch(data={"text": "a\x00b"})


def test_a_cancelled_instance_takes_its_tasks_with_it() -> None:
    one_task()
    instance = launch()
    api.cancel(instance.id, "entered twice", by=person())
    instance.refresh_from_db()
    assert instance.status == "cancelled"
    assert list(HumanTask.objects.values_list("state")) == [("cancelled",)]
    assert not TaskCandidate.objects.exists()


def test_an_ended_instance_refuses_to_be_cancelled() -> None:
    one_task()
    instance = launch()
    api.cancel(instance.id, "entered twice", by=person())
    with pytest.raises(InstanceEnded):
        api.cancel(instance.id, "once more", by=person())


def test_an_unknown_instance_is_said_so() -> None:
    with pytest.raises(InstanceUnknown):
        api.cancel("00000000-0000-0000-0000-000000000001", "x", by=person())


def test_the_reason_of_a_cancellation_is_in_the_history() -> None:
    one_task()
    instance = launch()
    api.cancel(instance.id, "entered twice", by=person())
    assert HistoryEvent.objects.get(kind="operator_cancel").data == {"reason": "entered twice"}


def test_a_state_over_five_megabytes_is_refused_and_the_instance_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    two_tasks()
    instance = launch()
    monkeypatch.setattr("workflows.variables.MAX_INSTANCE", 200)
    task = task_at(instance, "check")
    with pytest.raises(DataTooLarge, match="it may have 200"):
        api.complete(task.id, {f"v{n}": f"{n * 7919 % 1000003}" for n in range(200)}, by=person())
    instance.refresh_from_db()
    assert (instance.rev, task_at(instance, "check").id) == (1, task.id)


def test_a_business_key_starts_a_process_once() -> None:
    one_task()
    first = launch(business_key="2026-Q1")
    with pytest.raises(BusinessKeyTaken) as refused:
        launch(business_key="2026-Q1")
    assert refused.value.context["instance"] == first.id
    assert ProcessInstance.objects.count() == 1
