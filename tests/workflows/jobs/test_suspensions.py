"""A suspended process starts nothing; what its cases do by themselves goes on or waits, as was chosen."""

import pytest
from django.db import IntegrityError, transaction

from tests.workflows.engine.drawing import ended, event, flows, started, user
from tests.workflows.jobs.conftest import pass_time
from tests.workflows.jobs.models import one_call, one_task, one_wait, publish
from tests.workflows.jobs.test_bulk import approve, prepare
from tests.workflows.jobs.test_running_jobs import open_nodes
from tests.workflows.jobs.test_timers import arm_start
from workflows import actors, api, execution, jobs, messages, simulation, suspensions, timers
from workflows.api import Start
from workflows.errors import InstanceHeld, ProcessSuspended, ProcessUnknown, ReasonMissing, SuspensionStands
from workflows.execution import Ending
from workflows.models import (
    HumanTask,
    InboxMessage,
    Incident,
    Job,
    ProcessInstance,
    ProcessSuspension,
    Queue,
    Subscription,
    Timer,
)  # fmt: skip
from workflows.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
BY = actors.operator(1, "Otto")
SYSTEM = actors.system("test")


def begin(*elements: str) -> ProcessInstance:
    publish("sample", *elements)
    return api.start("sample", {}, by=SYSTEM)


def suspend(*, holds_running: bool = False) -> ProcessSuspension:
    return suspensions.suspend("sample", "The table of amounts is wrong", holds_running=holds_running, by=BY)


def go_on() -> None:
    suspensions.resume("sample", "The table is mended", by=BY)


def test_no_case_starts_and_the_refusal_says_since_when_and_why() -> None:
    publish("sample", *one_task())
    suspend()
    with pytest.raises(ProcessSuspended, match="since 2026-05-12 .The table of amounts is wrong."):
        api.start("sample", {}, by=SYSTEM)
    with pytest.raises(ProcessSuspended):
        api.start_many("sample", [Start(business_key="1", case_ref="", data={})], by=SYSTEM)


def test_a_test_of_an_operator_starts_all_the_same() -> None:
    publish("sample", *one_task())
    suspend()
    assert api.start("sample", {}, by=SYSTEM, is_test=True).is_test


def test_after_going_on_cases_start_again_and_the_log_keeps_who_and_why() -> None:
    publish("sample", *one_task())
    suspend()
    go_on()
    assert api.start("sample", {}, by=SYSTEM).pk
    row = ProcessSuspension.objects.get()
    assert (row.reason, row.resumed_because) == ("The table of amounts is wrong", "The table is mended")
    assert row.suspended_by == row.resumed_by == str(BY)


def test_a_reason_is_needed_for_both() -> None:
    publish("sample", *one_task())
    with pytest.raises(ReasonMissing):
        suspensions.suspend("sample", "  ", holds_running=False, by=BY)
    with pytest.raises(ReasonMissing):
        suspensions.resume("sample", "", by=BY)


def test_a_process_that_is_none_is_refused_and_one_that_is_not_suspended_stays() -> None:
    with pytest.raises(ProcessUnknown):
        suspensions.suspend("nothing", "why", holds_running=False, by=BY)
    publish("sample", *one_task())
    assert suspensions.resume("sample", "why", by=BY) is None


def test_a_process_is_suspended_once() -> None:
    publish("sample", *one_task())
    row = suspend()
    with pytest.raises(SuspensionStands):
        suspend()
    with pytest.raises(IntegrityError, match="process_suspended_once"), transaction.atomic():
        ProcessSuspension.objects.create(
            definition_id="sample",
            holds_running=False,
            suspended_at=row.suspended_at,
            suspended_by="x",
            reason="y",
        )


def test_running_cases_go_on_where_that_was_chosen(worker: Worker) -> None:
    instance = begin(*one_wait("PT1H"))
    suspend(holds_running=False)
    pass_time(hours=1)
    worker.drain()
    assert open_nodes(instance) == ["checked"]


def test_timers_of_running_cases_wait_and_fire_once_it_goes_on(worker: Worker) -> None:
    instance = begin(*one_wait("PT1H"))
    suspend(holds_running=True)
    pass_time(hours=1)
    worker.drain()
    assert open_nodes(instance) == []
    go_on()
    worker.drain()
    assert open_nodes(instance) == ["checked"]


def test_jobs_of_running_cases_wait_and_are_done_once_it_goes_on(worker: Worker) -> None:
    instance = begin(*one_call("trial.book"))
    suspend(holds_running=True)
    worker.drain()
    assert Job.objects.get().attempts == 0
    go_on()
    worker.drain()
    assert open_nodes(instance) == ["checked"]


def test_a_job_claimed_before_the_suspension_is_given_back_with_its_attempt() -> None:
    begin(*one_call("trial.book"))
    claimed = jobs.claim(Queue.OPERATIONS, owner="one", limit=1)[0]
    suspend(holds_running=True)
    assert execution.run(claimed) is Ending.RELEASED
    job = Job.objects.get()
    assert (job.state, job.attempts, job.lock_owner) == ("ready", 0, "")


def test_a_timer_claimed_before_the_suspension_is_given_back_with_its_attempt() -> None:
    instance = begin(*one_wait("PT1H"))
    pass_time(hours=1)
    claimed = timers.claim(owner="one")
    suspend(holds_running=True)
    timers.fire_claimed(claimed, owner="one")
    timer = Timer.objects.get()
    assert (timer.attempts, timer.lock_owner, open_nodes(instance)) == (0, "", [])


def test_people_finish_their_tasks_meanwhile() -> None:
    instance = begin(*one_task())
    suspend(holds_running=True)
    api.complete(HumanTask.objects.get().pk, {}, by=SYSTEM)
    instance.refresh_from_db()
    assert instance.status == "completed"


def test_a_start_by_timer_waits_without_an_incident_and_each_missed_round_starts(worker: Worker) -> None:
    arm_start({"period": "P1D", "left": 2})
    suspend()
    pass_time(days=10)
    worker.drain()
    assert not ProcessInstance.objects.exists()
    go_on()
    worker.drain()
    # The round of 12 May and the two that were left.
    assert (ProcessInstance.objects.count(), Incident.objects.count()) == (3, 0)


def test_a_start_timer_claimed_before_the_suspension_is_given_back() -> None:
    arm_start(None)
    claimed = timers.claim(owner="one")
    suspend()
    timers.fire_claimed(claimed, owner="one")
    assert (Timer.objects.get().attempts, ProcessInstance.objects.count()) == (0, 0)


def test_a_message_that_starts_it_waits_until_it_goes_on() -> None:
    version = publish(
        "sample",
        started("asked", event("message", "letter")),
        user("read"),
        ended(),
        flows("asked > read > ended"),
    )
    Subscription.objects.create(
        version=version, engine_subscription="asked", node_id="asked", kind="message", name="letter",
        created_at=version.published_at,
    )  # fmt: skip
    suspend()
    assert api.receive("bank", "1", "letter", "", {}).outcome == "buffered"
    assert messages.deliver_waiting() == 0
    go_on()
    messages.deliver_waiting()
    assert (InboxMessage.objects.get().outcome, Incident.objects.count()) == ("started", 0)


def test_an_approved_list_waits_with_its_attempts(worker: Worker) -> None:
    run = prepare(2)
    approve(run)
    suspend()
    worker.drain()
    assert set(run.items.values_list("state", "attempts")) == {("waiting", 0)}
    go_on()
    worker.drain()
    assert ProcessInstance.objects.count() == 2


def test_another_process_is_not_touched(worker: Worker) -> None:
    begin(*one_wait("PT1H"))
    publish("other", *one_wait("PT1H"))
    other = api.start("other", {}, by=SYSTEM)
    suspend(holds_running=True)
    pass_time(hours=1)
    worker.drain()
    assert open_nodes(other) == ["checked"]


def test_what_stands_still_does_not_hold_the_simulated_clock_up() -> None:
    begin(*one_wait("PT1H"))
    suspend(holds_running=True)
    assert simulation.find_next(ProcessInstance.objects.get().started_at).year == 9999


def test_a_held_instance_is_told_as_a_paused_one_to_who_asks() -> None:
    begin(*one_task())
    suspend(holds_running=True)
    with pytest.raises(InstanceHeld):
        suspensions.refuse_held("sample")
