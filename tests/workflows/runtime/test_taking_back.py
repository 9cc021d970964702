"""What a person has just done can be taken back for a moment, whole, as long as nothing has come of it."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.factories.workflows import deploy, launch, one_task, parallel_tasks, person, task_at, two_tasks
from tests.workflows.engine.drawing import boundary, ended, event, flows, node, process, started, timer, user
from tests.workflows.jobs import offered
from tests.workflows.jobs.models import calls
from tests.workflows.runtime.test_races import race
from workflows import api, faults, instances, invariants, jobs, messages, taking_back
from workflows.errors import CompletionStands, OthersWentOn, TooLateToTakeBack
from workflows.models import (
    CompletionCopy,
    HistoryEvent,
    HumanTask,
    InboxMessage,
    Job,
    ProcessInstance,
    Queue,
    ServiceLevelClock,
    TaskCandidate,
    Timer,
)
from workflows.worker import Worker

pytestmark = pytest.mark.django_db
raced = pytest.mark.django_db(transaction=True)
GRACE = api.Grace(timedelta(minutes=5), {"answer": "yes, as typed"})
NO_TIME = api.Grace(timedelta(microseconds=1), {})


@pytest.fixture(autouse=True)
def _clean_counters() -> Iterator[None]:
    offered.calls.clear()
    yield
    offered.calls.clear()


def finish(task: HumanTask, grace: api.Grace = GRACE, name: str = "anna") -> None:
    api.complete(task.id, {"answer": "yes"}, by=person(name), grace=grace)


def booking() -> None:
    """started → check → booked (an operation) → after → ended."""
    deploy(
        started(),
        user("check"),
        calls("trial.book"),
        user("after"),
        ended(),
        flows("started > check > booked > after > ended"),
    )


def claim_jobs() -> list[jobs.ClaimedJob]:
    return jobs.claim(Queue.OPERATIONS, owner="tests", limit=10)


def breaches() -> list[str]:
    return [str(found) for found in invariants.check(everything=True)]


def test_the_last_task_is_open_again_with_its_holder_and_the_answers_given() -> None:
    one_task()
    task = task_at(launch(data={"file": "A"}), "check")
    api.claim(task.id, by=person("anna"))
    finish(task)
    api.take_back(task.id, by=person("anna"))
    task.refresh_from_db()
    assert (task.state, task.assignee_id, task.outcome) == ("claimed", person("anna").user_id, None)
    assert (task.draft, task.closed_at, task.closed_by) == ({"answer": "yes, as typed"}, None, "")
    assert TaskCandidate.objects.get().taken
    assert api.read_variables(task.instance_id) == {"file": "A"}
    assert (ProcessInstance.objects.get().status, breaches()) == ("active", [])


def test_a_task_nobody_had_claimed_is_free_again() -> None:
    one_task()
    task = task_at(launch(), "check")
    finish(task)
    api.take_back(task.id, by=person("anna"))
    task.refresh_from_db()
    assert (task.state, task.assignee_id, TaskCandidate.objects.get().taken) == ("ready", None, False)


def test_it_can_be_done_again_and_what_follows_has_a_task_of_its_own() -> None:
    two_tasks()
    instance = launch()
    task = task_at(instance, "check")
    finish(task)
    first = task_at(instance, "decide")
    api.take_back(task.id, by=person("anna"))
    finish(task)
    assert task_at(instance, "decide").engine_task != first.engine_task
    api.complete(task_at(instance, "decide").id, {}, by=person("ben"))
    first.refresh_from_db()
    assert (ProcessInstance.objects.get().status, first.state, breaches()) == ("completed", "cancelled", [])


def test_history_keeps_the_completion_and_tells_who_took_it_back() -> None:
    one_task()
    task = task_at(launch(), "check")
    finish(task)
    api.take_back(task.id, by=person("anna"))
    told = HistoryEvent.objects.filter(kind__in=["task_completed", "task_taken_back"]).order_by("id")
    assert [(one.kind, one.actor, one.node_id) for one in told] == [
        ("task_completed", str(person("anna")), "check"),
        ("task_taken_back", str(person("anna")), "check"),
    ]


def test_tasks_a_completion_had_cancelled_are_open_again_with_their_drafts() -> None:
    deploy(
        started(),
        node("parallelGateway", "split"),
        user("left"),
        user("right"),
        ended("all_ended", event("terminate")),
        ended(),
        flows("started > split > left > all_ended", "split > right > ended"),
    )
    instance = launch()
    left, right = task_at(instance, "left"), task_at(instance, "right")
    api.claim(right.id, by=person("ben"))
    api.save_draft(right.id, {"half": "done"}, rev=0, by=person("ben"))
    finish(left)
    api.take_back(left.id, by=person("anna"))
    right.refresh_from_db()
    assert (right.state, right.assignee_id, right.draft) == (
        "claimed",
        person("ben").user_id,
        {"half": "done"},
    )
    assert breaches() == []


def test_a_boundary_timer_is_due_when_it_was() -> None:
    deploy(
        started(),
        user("check"),
        boundary("expired", "check", timer("Duration", "P5D")),
        ended(),
        flows("started > check > ended", "expired > ended"),
    )
    task = task_at(launch(), "check")
    due = Timer.objects.get().due_at
    finish(task)
    assert not Timer.objects.exists()
    api.take_back(task.id, by=person("anna"))
    assert (Timer.objects.get().due_at, breaches()) == (due, [])


def test_no_worker_gets_the_job_that_follows_before_the_moment_is_over() -> None:
    booking()
    finish(task_at(launch(), "check"))
    assert claim_jobs() == []
    Job.objects.update(due_at=Job.objects.get().created_at)
    assert len(claim_jobs()) == 1


def test_taken_back_the_job_is_cancelled_and_the_effect_happens_once_in_the_end() -> None:
    booking()
    instance = launch()
    task = task_at(instance, "check")
    finish(task)
    api.take_back(task.id, by=person("anna"))
    assert [job.state for job in Job.objects.all()] == ["cancelled"]
    api.complete(task.id, {}, by=person("anna"))
    Worker().drain()
    assert (sum(offered.calls.values()), task_at(instance, "after").state, breaches()) == (1, "ready", [])


def test_a_job_already_taken_up_makes_it_stand() -> None:
    booking()
    task = task_at(launch(), "check")
    finish(task)
    Job.objects.update(due_at=Job.objects.get().created_at)
    claim_jobs()
    with pytest.raises(TooLateToTakeBack):
        api.take_back(task.id, by=person("anna"))
    task.refresh_from_db()
    assert (task.state, Job.objects.get().state) == ("completed", "locked")


def test_after_the_moment_it_stands() -> None:
    two_tasks()
    task = task_at(launch(), "check")
    finish(task, NO_TIME)
    assert not api.may_take_back(task.id, by=person("anna"))
    with pytest.raises(TooLateToTakeBack):
        api.take_back(task.id, by=person("anna"))


def test_it_stands_once_a_colleague_has_taken_what_follows_and_says_who() -> None:
    two_tasks()
    instance = launch()
    task = task_at(instance, "check")
    finish(task)
    api.claim(task_at(instance, "decide").id, by=person("ben"))
    with pytest.raises(OthersWentOn) as refused:
        api.take_back(task.id, by=person("anna"))
    assert (refused.value.by, refused.value.kind) == (str(person("ben")), "task_claimed")
    assert task_at(instance, "decide").assignee_id == person("ben").user_id


def test_it_stands_once_a_colleague_types_in_what_follows() -> None:
    two_tasks()
    instance = launch()
    task = task_at(instance, "check")
    finish(task)
    api.save_draft(task_at(instance, "decide").id, {"a": 1}, rev=0, by=person("ben"))
    with pytest.raises(CompletionStands):
        api.take_back(task.id, by=person("anna"))


def test_it_stands_once_a_parallel_task_was_done() -> None:
    parallel_tasks()
    instance = launch()
    left = task_at(instance, "left")
    finish(left)
    api.complete(task_at(instance, "right").id, {}, by=person("ben"))
    with pytest.raises(OthersWentOn) as refused:
        api.take_back(left.id, by=person("anna"))
    assert refused.value.kind == "task_completed"


def test_it_stands_while_the_instance_is_paused() -> None:
    two_tasks()
    instance = launch()
    task = task_at(instance, "check")
    finish(task)
    api.pause(instance.id, "asked to", by=person("ben"))
    with pytest.raises(OthersWentOn):
        api.take_back(task.id, by=person("anna"))


def test_only_who_did_it_takes_it_back_and_only_once() -> None:
    two_tasks()
    task = task_at(launch(), "check")
    finish(task)
    with pytest.raises(CompletionStands):
        api.take_back(task.id, by=person("ben"))
    api.take_back(task.id, by=person("anna"))
    with pytest.raises(CompletionStands):
        api.take_back(task.id, by=person("anna"))


def test_without_grace_nothing_is_kept_and_nothing_waits() -> None:
    booking()
    task = task_at(launch(), "check")
    api.complete(task.id, {}, by=person("anna"))
    assert (CompletionCopy.objects.exists(), len(claim_jobs())) == (False, 1)
    with pytest.raises(CompletionStands):
        api.take_back(task.id, by=person("anna"))


def test_a_completion_that_stops_work_in_progress_is_final_at_once() -> None:
    deploy(
        started(),
        node("parallelGateway", "split"),
        user("left"),
        calls("trial.book"),
        ended("all_ended", event("terminate")),
        ended(),
        flows("started > split > left > all_ended", "split > booked > ended"),
    )
    task = task_at(launch(), "left")
    finish(task)
    assert not api.may_take_back(task.id, by=person("anna"))


def telling() -> tuple[HumanTask, ProcessInstance]:
    """One instance tells another, which waits for it, once its task `check` is done."""
    deploy(
        started(),
        node("intermediateCatchEvent", "told", event("message", "answer")),
        user("read"),
        ended(),
        flows("started > told > read > ended"),
        key="hearer",
    )
    deploy(
        started(),
        user("check"),
        node("intermediateThrowEvent", "tell", event("message", "answer")),
        user("after"),
        ended(),
        flows("started > check > tell > after > ended"),
        key="teller",
    )
    hearer = launch("hearer")
    return task_at(launch("teller"), "check"), hearer


def test_a_message_for_others_waits_out_the_moment_and_goes_with_what_is_taken_back() -> None:
    task, hearer = telling()
    finish(task)
    assert messages.deliver_waiting() == 0
    api.take_back(task.id, by=person("anna"))
    assert not InboxMessage.objects.exists()
    assert not HumanTask.objects.filter(instance=hearer).exists()


def test_a_message_is_delivered_once_the_moment_is_over() -> None:
    task, hearer = telling()
    finish(task)
    InboxMessage.objects.update(held_until=InboxMessage.objects.get().received_at)
    assert messages.deliver_waiting() == 1
    assert task_at(hearer, "read").state == "ready"
    with pytest.raises(TooLateToTakeBack):
        api.take_back(task.id, by=person("anna"))


LEVEL: dict[str, Any] = {
    "id": "answer",
    "titles": {"en": "Answer"},
    "kind": "service",
    "start": "started",
    "stop": ["check"],
    "target": {"value": 5, "unit": "working_days"},
    "due": ["check"],
}
NEXT: dict[str, Any] = {**LEVEL, "id": "second", "start": "decide", "stop": ["ended"], "due": ["decide"]}


def test_clocks_run_as_before() -> None:
    deploy(
        started(),
        user("check"),
        user("decide"),
        ended(),
        flows("started > check > decide > ended"),
        manifest={"service_levels": [LEVEL, NEXT]},
    )
    task = task_at(launch(), "check")
    before = list(ServiceLevelClock.objects.values())
    finish(task)
    assert [one.state for one in ServiceLevelClock.objects.order_by("id")] == ["met", "running"]
    api.take_back(task.id, by=person("anna"))
    assert list(ServiceLevelClock.objects.values()) == before
    assert HumanTask.objects.get(id=task.id).due_at == task.due_at is not None
    finish(task)
    assert ServiceLevelClock.objects.get(level="answer").state == "met"


def test_a_paused_clock_stands_still_again() -> None:
    pausing = {
        **LEVEL,
        "stop": ["ended"],
        "due": [],
        "pause": [{"node": "check", "reason": "theirs", "planned_days": 3}],
    }
    deploy(
        started(),
        user("check"),
        user("decide"),
        ended(),
        flows("started > check > decide > ended"),
        manifest={"service_levels": [pausing]},
    )
    task = task_at(launch(), "check")
    before = ServiceLevelClock.objects.values().get(), _read_pause()
    finish(task)
    assert ServiceLevelClock.objects.get().state == "running"
    api.take_back(task.id, by=person("anna"))
    assert (ServiceLevelClock.objects.values().get(), _read_pause()) == before


def _read_pause() -> dict[str, Any]:
    return ServiceLevelClock.objects.get().pauses.values().get()


def test_a_copy_goes_soon_after_its_moment() -> None:
    one_task()
    finish(task_at(launch(), "check"))
    assert taking_back.forget() == 0
    CompletionCopy.objects.update(until=ProcessInstance.objects.get().started_at - timedelta(hours=1))
    assert taking_back.forget() == 1


@raced
def test_killed_before_its_commit_nothing_is_taken_back(monkeypatch: pytest.MonkeyPatch) -> None:
    booking()
    task = task_at(launch(), "check")
    finish(task)
    monkeypatch.setenv("VIGIE_FAULT", "take_back_before_commit:1:raise")
    faults.forget()
    with pytest.raises(faults.FaultProvoked):
        api.take_back(task.id, by=person("anna"))
    assert (Job.objects.get().state, breaches()) == ("ready", [])
    monkeypatch.delenv("VIGIE_FAULT")
    api.take_back(task.id, by=person("anna"))
    assert breaches() == []


@raced
def test_against_the_worker_either_it_is_taken_back_or_the_effect_happens_never_both() -> None:
    booking()
    anna, stood = person("anna"), 0
    for number in range(25):
        task = task_at(launch(), "check")
        finish(task)
        Job.objects.filter(instance=task.instance_id).update(due_at=task.created_at)
        results = race(lambda task=task: api.take_back(task.id, by=anna), lambda: Worker().drain())
        task.refresh_from_db()
        stands = isinstance(results[0], CompletionStands)
        assert (task.state == "completed") is stands
        assert sum(offered.calls.values()) == stood + stands, number
        stood += stands
    assert breaches() == []


@raced
def test_against_a_colleague_who_takes_what_follows_one_of_both_wins() -> None:
    two_tasks()
    anna, ben = person("anna"), person("ben")
    for _ in range(25):
        instance = launch()
        task = task_at(instance, "check")
        finish(task)
        following = task_at(instance, "decide")
        taken, claimed = race(
            lambda task=task: api.take_back(task.id, by=anna),
            lambda following=following: api.claim(following.id, by=ben),
        )
        assert isinstance(taken, Exception) != isinstance(claimed, Exception)
    assert breaches() == []


@raced
def test_of_two_clicks_one_takes_back_and_the_other_hears_that_it_is_done() -> None:
    one_task()
    anna = person("anna")
    task = task_at(launch(), "check")
    finish(task)
    results = race(*[lambda: api.take_back(task.id, by=anna)] * 2)
    assert sum(isinstance(one, CompletionStands) for one in results) == 1
    assert HistoryEvent.objects.filter(kind="task_taken_back").count() == 1


def test_a_called_process_that_had_ended_goes_on_where_it_was() -> None:
    inner = process(started(), user("ask"), ended(), flows("started > ask > ended"), process_id="inner")
    deploy(
        started(),
        node("callActivity", "call", calledElement="inner"),
        user("after"),
        ended(),
        flows("started > call > after > ended"),
        called={"inner": inner},
    )
    instance = launch()
    ask = task_at(instance, "ask")
    finish(ask)
    assert task_at(instance, "after")
    api.take_back(ask.id, by=person("anna"))
    assert [one.node_id for one in HumanTask.objects.filter(closed_at=None)] == ["ask"]
    finish(ask)
    api.complete(task_at(instance, "after").id, {}, by=person("ben"))
    assert (ProcessInstance.objects.get().status, breaches()) == ("completed", [])


def test_an_operator_who_cancels_meanwhile_makes_it_stand() -> None:
    two_tasks()
    instance = launch()
    task = task_at(instance, "check")
    finish(task)
    instances.cancel(instance.id, "twice", by=person("ben"))
    with pytest.raises(OthersWentOn):
        api.take_back(task.id, by=person("anna"))
    assert ProcessInstance.objects.get().status == "cancelled"
