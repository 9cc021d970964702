"""A service task becomes a job; a worker runs it and delivers its result."""

import pytest

from tests.workflows.jobs import offered
from tests.workflows.jobs.conftest import pass_time
from tests.workflows.jobs.models import given, kept, one_call, publish, refusal_caught
from workflows import actors, api, incidents
from workflows.models import HumanTask, Incident, Job, ProcessInstance, Queue
from workflows.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
BY = actors.system("test")


def begin(*elements: str) -> ProcessInstance:
    publish("sample", *elements)
    return api.start("sample", {}, by=BY)


def open_nodes(instance: ProcessInstance) -> list[str]:
    return list(HumanTask.objects.filter(instance=instance, state="ready").values_list("node_id", flat=True))


def test_a_job_runs_once_and_its_token_goes_on(worker: Worker) -> None:
    instance = begin(*one_call("trial.book"))
    worker.drain()
    assert open_nodes(instance) == ["checked"]
    assert list(offered.calls.values()) == [1]
    assert Job.objects.get().state == "done"


def test_the_result_reaches_the_variables_as_a_decimal(worker: Worker) -> None:
    instance = begin(
        *one_call("trial.book", given("amount", "12.50"), kept("booked_amount", "result.amount"))
    )
    worker.drain()
    assert str(api.read_variables(instance.id)["booked_amount"]) == "12.50"


def test_a_failing_job_rests_before_it_is_tried_again(worker: Worker) -> None:
    offered.failures["left"] = 1
    instance = begin(*one_call("trial.fail"))
    worker.drain()
    assert open_nodes(instance) == []
    pass_time(seconds=9)
    worker.drain()
    assert open_nodes(instance) == []
    pass_time(seconds=1)
    worker.drain()
    assert open_nodes(instance) == ["checked"]


def test_three_failures_open_one_incident(worker: Worker) -> None:
    offered.failures["left"] = 99
    begin(*one_call("trial.fail"))
    for _ in range(5):
        worker.drain()
        pass_time(hours=2)
    incident = Incident.objects.get()
    assert (incident.kind, incident.node_id) == ("operation_failed", "booked")
    assert "the register does not answer" in incident.message
    assert sum(offered.calls.values()) == 3


def test_an_operator_retries_after_the_cause_is_gone(worker: Worker) -> None:
    offered.failures["left"] = 3
    instance = begin(*one_call("trial.fail"))
    for _ in range(3):
        worker.drain()
        pass_time(hours=2)
    incidents.retry(Incident.objects.get().id, "the register is back", by=actors.operator(1))
    worker.drain()
    assert open_nodes(instance) == ["checked"]


def test_a_business_refusal_takes_the_error_boundary(worker: Worker) -> None:
    instance = begin(*refusal_caught("trial.refuse"))
    worker.drain()
    assert open_nodes(instance) == ["corrected"]
    assert not Incident.objects.exists()


def test_a_business_refusal_nobody_catches_is_an_incident(worker: Worker) -> None:
    begin(*one_call("trial.refuse"))
    worker.drain()
    assert Incident.objects.get().kind == "unhandled_error"


def test_a_wrong_input_is_an_incident_at_once_that_names_it(worker: Worker) -> None:
    begin(*one_call("trial.book", given("amount", "&quot;much&quot;")))
    worker.drain()
    assert "'amount' must be a number; it is string" in Incident.objects.get().message
    assert not offered.calls


def test_an_operation_nobody_offers_is_an_incident(worker: Worker) -> None:
    begin(*one_call("trial.unheard_of"))
    worker.drain()
    assert "No app offers this operation" in Incident.objects.get().message


def test_an_operation_is_stopped_at_its_timeout(worker: Worker) -> None:
    begin(*one_call("trial.dawdle"))
    worker.drain()
    assert "TimeLimitReached" in Incident.objects.get().message


def test_a_paused_instance_is_left_alone(worker: Worker) -> None:
    instance = begin(*one_call("trial.book"))
    api.pause(instance.id, "under review", by=BY)
    assert worker.run_jobs(Queue.OPERATIONS) == 0
    api.resume(instance.id, by=BY)
    worker.drain()
    assert open_nodes(instance) == ["checked"]


def test_a_job_goes_to_the_queue_its_operation_names() -> None:
    begin(*one_call("trial.send", given("letter", "&quot;welcome&quot;")))
    assert Job.objects.get().queue == "letters"
