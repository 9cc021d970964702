"""Timers fire once, in batches, and one that fails hurts no other."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from tests.workflows.engine.drawing import boundary, ended, flows, started, timer, user
from tests.workflows.jobs.conftest import pass_time
from tests.workflows.jobs.models import one_task, one_wait, publish
from workflows import actors, api, clock, incidents, instances, timers
from workflows.models import HumanTask, Incident, ProcessInstance, Timer
from workflows.steps import Save
from workflows.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
BY = actors.system("test")


def begin(*elements: str) -> ProcessInstance:
    publish("sample", *elements)
    return api.start("sample", {}, by=BY)


def end_leases() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflows_timer SET locked_until = statement_timestamp() - interval '1 second'"
        )


def open_nodes() -> list[str]:
    return list(HumanTask.objects.filter(state="ready").values_list("node_id", flat=True))


def test_a_timer_fires_when_it_is_due_and_not_before(worker: Worker) -> None:
    begin(*one_wait("P30D"))
    pass_time(days=29)
    worker.drain()
    assert open_nodes() == []
    pass_time(days=1)
    worker.drain()
    assert open_nodes() == ["checked"]


def test_a_fired_timer_is_gone(worker: Worker) -> None:
    begin(*one_wait("PT1H"))
    pass_time(hours=1)
    worker.drain()
    assert not Timer.objects.exists()
    assert worker.drain() == 0


def test_two_timers_of_one_instance_fire_in_their_order(worker: Worker) -> None:
    early, late = timer("Duration", "PT1H"), timer("Duration", "PT2H")
    begin(
        started(), user("checked"), ended(),
        boundary("reminded", "checked", early, interrupts=False), user("first"), ended("ended_first"),
        boundary("lapsed", "checked", late), user("second"), ended("ended_second"),
        flows("started > checked > ended", "reminded > first > ended_first", "lapsed > second > ended_second"),
    )  # fmt: skip
    pass_time(hours=3)
    worker.drain()
    assert sorted(open_nodes()) == ["first", "second"]


def test_a_timer_whose_task_was_done_does_nothing(worker: Worker) -> None:
    begin(
        started(), user("checked"), ended(),
        boundary("lapsed", "checked", timer("Duration", "PT1H")), user("reminded"), ended("ended_late"),
        flows("started > checked > ended", "lapsed > reminded > ended_late"),
    )  # fmt: skip
    pass_time(hours=1)
    claimed = timers.claim(owner="one")
    api.complete(HumanTask.objects.get().id, {}, by=BY)
    timers.fire_claimed(claimed, owner="one")
    assert ProcessInstance.objects.get().status == "completed"


def test_a_failing_timer_ends_as_an_incident_and_hurts_no_other(worker: Worker) -> None:
    publish("sample", *one_wait("PT1H"))
    broken = api.start("sample", {}, by=BY)
    whole = [api.start("sample", {}, by=BY) for _ in range(3)]
    ProcessInstance.objects.filter(id=broken.id).update(state=b"not a state")
    pass_time(hours=1)
    for _ in range(5):
        worker.drain()
        end_leases()
    assert HumanTask.objects.filter(instance__in=whole, state="ready").count() == 3
    incident = Incident.objects.get()
    assert (incident.kind, incident.instance_id) == ("timer_failed", broken.id)
    assert "StateUnreadable" in incident.message


def test_a_parked_timer_fires_after_an_operator_retried_it(worker: Worker) -> None:
    instance = begin(*one_wait("PT1H"))
    state = bytes(ProcessInstance.objects.get(id=instance.id).state)
    ProcessInstance.objects.update(state=b"not a state")
    pass_time(hours=1)
    for _ in range(4):
        worker.drain()
        end_leases()
    ProcessInstance.objects.update(state=state)
    incidents.retry(Incident.objects.get().id, "the state was restored", by=actors.operator(1))
    worker.drain()
    assert open_nodes() == ["checked"]


def test_a_timer_tried_before_is_taken_alone() -> None:
    publish("sample", *one_wait("PT1H"))
    for _ in range(3):
        api.start("sample", {}, by=BY)
    pass_time(hours=1)
    assert len(timers.claim(owner="crashed")) == 3
    end_leases()
    assert len(timers.claim(owner="two")) == 1


def test_a_timer_that_kills_its_worker_is_given_up() -> None:
    begin(*one_wait("PT1H"))
    pass_time(hours=1)
    for _ in range(3):
        timers.claim(owner="doomed")
        end_leases()
    timers.run_due(owner="last")
    assert "worker's death" in Incident.objects.get().message


def test_a_paused_instance_fires_nothing_until_it_goes_on(worker: Worker) -> None:
    instance = begin(*one_wait("PT1H"))
    api.pause(instance.id, "under review", by=BY)
    pass_time(hours=1)
    worker.drain()
    assert open_nodes() == []
    api.resume(instance.id, by=BY)
    worker.drain()
    assert open_nodes() == ["checked"]


def arm_start(cycle: dict[str, object] | None) -> None:
    version = publish("sample", *one_task())
    Timer.objects.create(
        version=version, engine_timer="started", node_id="started", due_at=clock.now(), cycle=cycle
    )


def test_a_timer_start_event_starts_an_instance_once(worker: Worker) -> None:
    arm_start(None)
    worker.drain()
    assert (ProcessInstance.objects.count(), Timer.objects.count()) == (1, 0)


def test_a_start_cycle_is_set_for_its_next_round(worker: Worker) -> None:
    arm_start({"period": "P1D", "left": 2})
    worker.drain()
    following = Timer.objects.get()
    assert following.due_at == datetime(2026, 5, 13, 8, 0, tzinfo=UTC)
    assert following.cycle == {"period": "P1D", "left": 1}


def test_each_missed_round_of_a_start_cycle_starts_an_instance(worker: Worker) -> None:
    arm_start({"period": "P1D", "left": 2})
    pass_time(days=10)
    worker.drain()
    assert (ProcessInstance.objects.count(), Timer.objects.count()) == (3, 0)


def test_a_daily_start_keeps_its_local_hour_when_summer_time_ends() -> None:
    from workflows.start_timers import next_round

    noon_before = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)  # 12:00 in Brussels
    following = next_round(noon_before, {"period": "P1D", "left": -1})
    assert following is not None
    assert following[0] == datetime(2026, 10, 25, 11, 0, tzinfo=UTC)  # 12:00 in Brussels again


def test_a_cycle_of_24_hours_moves_its_local_hour_when_summer_time_ends() -> None:
    from workflows.start_timers import next_round

    noon_before = datetime(2026, 10, 24, 10, 0, tzinfo=UTC)
    following = next_round(noon_before, {"period": "PT24H", "left": -1})
    assert following is not None
    assert following[0] == datetime(2026, 10, 25, 10, 0, tzinfo=UTC)  # 11:00 in Brussels


def test_timers_that_cannot_be_written_together_are_written_one_by_one(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish("sample", *one_wait("PT1H"))
    for _ in range(3):
        api.start("sample", {}, by=BY)
    announce = instances.announce

    def refuse_many(saves: Sequence[Save]) -> None:
        if len(saves) > 1:
            raise ValueError("one of them is refused")
        announce(saves)

    monkeypatch.setattr(instances, "announce", refuse_many)
    pass_time(hours=1)
    worker.drain()
    assert open_nodes() == ["checked"] * 3
    assert [row.rev for row in ProcessInstance.objects.all()] == [2, 2, 2]


def test_a_batch_of_timers_is_written_in_few_statements(
    django_assert_max_num_queries: Any, worker: Worker
) -> None:
    publish("sample", *one_wait("PT1H"))
    for _ in range(20):
        api.start("sample", {}, by=BY)
    pass_time(hours=1)
    with django_assert_max_num_queries(10):  # claim, savepoints, lock, waiting, live, write
        timers.run_due(owner="one")
    assert open_nodes() == ["checked"] * 20
