"""An operator retries, skips, completes with data or cancels; each time with a reason that stays."""

import pytest
from django.core.management import CommandError, call_command

from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import ended, flows, node, started, user
from tests.workflows.jobs import offered
from tests.workflows.jobs.models import kept, one_call
from workflows import api, incidents
from workflows.errors import IncidentResolved, IncidentUnknown, ReasonMissing
from workflows.models import HistoryEvent, HumanTask, Incident, Job, ProcessInstance
from workflows.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def stuck() -> ProcessInstance:
    """started → check → chosen (exclusive gateway: amount > 10) → big (a person): check sends no amount."""
    deploy(
        started(),
        user("check"),
        node("exclusiveGateway", "chosen"),
        user("big"),
        ended(),
        ended("small"),
        flows(
            "started > check > chosen",
            "chosen > big if amount > 10",
            "chosen > small if amount <= 10",
            "big > ended",
        ),
    )
    instance = launch()
    api.complete(task_at(instance, "check").id, {}, by=person())
    return instance


@pytest.fixture
def failed() -> ProcessInstance:
    """An instance whose operation `trial.fail` has used up its attempts."""
    deploy(*one_call("trial.fail", outputs=kept("answer", "result.answer")))
    instance = launch()
    offered.failures["left"] = 9
    Job.objects.update(attempts=2)
    Worker().drain()
    offered.failures["left"] = 0
    return instance


def test_a_condition_that_cannot_be_decided_is_an_incident_at_its_node(stuck: ProcessInstance) -> None:
    incident = Incident.objects.get()
    assert (incident.instance_id, incident.node_id, incident.state) == (stuck.id, "chosen", "open")
    assert HumanTask.objects.get(node_id="check").state == "completed"


def test_a_retry_that_fails_again_keeps_the_incident_open(stuck: ProcessInstance) -> None:
    incidents.retry(Incident.objects.get().id, "again", by=person())
    assert Incident.objects.get().state == "open"


def test_skipping_a_gateway_takes_the_flow_given(stuck: ProcessInstance) -> None:
    incident = incidents.skip(Incident.objects.get().id, "seen on paper", by=person(), flow_id="chosen_big")
    assert task_at(stuck, "big")
    assert (incident.state, incident.resolution) == ("resolved", "skip: seen on paper")
    assert HistoryEvent.objects.filter(kind="operator_skip").exists()


def test_a_retry_with_the_missing_variable_goes_on(stuck: ProcessInstance) -> None:
    incident = incidents.retry(
        Incident.objects.get().id, "from the paper file", by=person(), data={"amount": 12}
    )
    assert task_at(stuck, "big")
    assert incident.resolution == "retry: from the paper file"


def test_cancelling_ends_the_instance_and_the_incident(stuck: ProcessInstance) -> None:
    incidents.cancel(Incident.objects.get().id, "entered twice", by=person())
    stuck.refresh_from_db()
    assert (stuck.status, Incident.objects.get().state) == ("cancelled", "resolved")


def test_no_decision_without_a_reason(stuck: ProcessInstance) -> None:
    with pytest.raises(ReasonMissing):
        incidents.retry(Incident.objects.get().id, " ", by=person())


def test_a_resolved_incident_is_not_resolved_again(stuck: ProcessInstance) -> None:
    incident = Incident.objects.get()
    incidents.cancel(incident.id, "entered twice", by=person("anna"))
    with pytest.raises(IncidentResolved, match=str(person("anna"))):
        incidents.retry(incident.id, "again", by=person("ben"))


def test_an_unknown_incident_is_said_so() -> None:
    with pytest.raises(IncidentUnknown):
        incidents.retry(404, "again", by=person())


def test_a_failed_operation_is_called_again_on_retry(failed: ProcessInstance) -> None:
    incidents.retry(Incident.objects.get().id, "the register is back", by=person())
    Worker().drain()
    assert task_at(failed, "checked")
    assert Incident.objects.get().state == "resolved"


def test_a_failed_operation_takes_the_result_an_operator_gives(failed: ProcessInstance) -> None:
    incidents.complete(Incident.objects.get().id, {"answer": "by phone"}, "called them", by=person())
    assert api.read_variables(failed.id) == {"answer": "by phone"}
    assert (Job.objects.get().state, Incident.objects.get().state) == ("done", "resolved")


def test_a_failed_operation_is_skipped_without_its_result(failed: ProcessInstance) -> None:
    incidents.skip(Incident.objects.get().id, "not needed", by=person())
    assert task_at(failed, "checked")
    assert Incident.objects.get().resolution == "skip: not needed"


def test_a_result_the_outputs_cannot_use_does_not_call_the_operation_again() -> None:
    gateway = node("exclusiveGateway", "chosen")
    booked = one_call("trial.book", outputs=kept("amount", "result.key"))[1]
    deploy(
        started(), booked, gateway, ended(), ended("small"),
        flows("started > booked > chosen", "chosen > ended if amount > 10", "chosen > small if amount <= 10"),
    )  # fmt: skip
    launch()
    Worker().drain()
    assert Incident.objects.get().node_id == "chosen"
    incidents.retry(Incident.objects.get().id, "corrected", by=person(), data={"amount": 12})
    Worker().drain()
    assert Job.objects.count() == 1
    assert ProcessInstance.objects.get().status == "completed"


def test_the_command_lists_open_incidents(stuck: ProcessInstance, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("incident", "list")
    assert f"chosen\tsample {stuck.id}" in capsys.readouterr().out


def test_the_command_retries_with_typed_data(stuck: ProcessInstance) -> None:
    key = str(Incident.objects.get().id)
    call_command(
        "incident", "retry", key, "--reason=paper", "--by=7", '--data={"amount": {"$decimal": "12.50"}}'
    )
    assert str(api.read_variables(stuck.id)["amount"]) == "12.50"
    assert Incident.objects.get(id=key).resolved_by == "operator:7"


def test_the_command_says_what_is_wrong(stuck: ProcessInstance) -> None:
    with pytest.raises(CommandError, match="no such incident"):
        call_command("incident", "retry", "404", "--reason=x", "--by=7")
