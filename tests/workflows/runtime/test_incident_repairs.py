"""An incident is repaired only in a way that applies to its kind and to what still stands."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests.factories.workflows import deploy, launch, person, task_at
from tests.workflows.engine.drawing import ended, event, flows, node, started, user
from tests.workflows.jobs import offered
from tests.workflows.jobs.models import kept, one_call
from workflows import api, incidents, messages
from workflows.errors import ResolutionRefused
from workflows.models import InboxMessage, Incident, Job, OutboxMessage, ProcessInstance
from workflows.worker import Worker

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 1, 5, tzinfo=UTC)


def make_incident(kind: str, **values: Any) -> Incident:
    return Incident.objects.create(kind=kind, message="x", opened_at=NOW, **values)


def offer(incident: Incident) -> list[str]:
    incident.refresh_from_db()
    return [str(repair) for repair in api.list_repairs(incident)]


@pytest.fixture
def stuck() -> Incident:
    """check → chosen (gateway: amount > 10): check sent no amount, so nothing can be chosen."""
    arrows = flows(
        "started > check > chosen", "chosen > ended if amount > 10", "chosen > small if amount <= 10"
    )
    deploy(started(), user("check"), node("exclusiveGateway", "chosen"), ended(), ended("small"), arrows)
    instance = launch()
    api.complete(task_at(instance, "check").id, {}, by=person())
    return Incident.objects.get()


@pytest.fixture
def failed() -> Incident:
    """An operation that has used up its attempts."""
    deploy(*one_call("trial.fail", outputs=kept("answer", "result.answer")))
    launch()
    offered.failures["left"] = 9
    Job.objects.update(attempts=2)
    Worker().drain()
    offered.failures["left"] = 0
    return Incident.objects.get()


@pytest.fixture
def unclaimed() -> Incident:
    """A message nobody came for in time."""
    deploy(started(), wait_for("answer"), ended(), flows("started > answered > ended"))
    api.receive("register", "m1", "answer", "7", {})
    InboxMessage.objects.update(expires_at=NOW)
    messages.expire()
    return Incident.objects.get()


def wait_for(name: str) -> Any:
    return node(
        "intermediateCatchEvent",
        "answered",
        event("message", name),
        extension='<vigie:correlation value="number"/>',
    )


def test_a_step_that_stopped_is_tried_again_skipped_or_cancelled(stuck: Incident) -> None:
    assert offer(stuck) == ["retry", "skip", "cancel"]


def test_a_failed_operation_may_be_completed_by_hand_too(failed: Incident) -> None:
    assert offer(failed) == ["retry", "complete", "skip", "cancel"]


def test_only_an_operation_is_completed_with_a_result(stuck: Incident) -> None:
    with pytest.raises(ResolutionRefused):
        incidents.complete(stuck.id, {"amount": 12}, "as agreed", by=person())
    assert offer(stuck)


def test_a_case_that_has_ended_leaves_its_incident_only_to_be_closed(failed: Incident) -> None:
    ProcessInstance.objects.update(status="cancelled", ended_at=NOW)
    assert offer(failed) == ["close"]


def test_a_paused_case_takes_no_step(failed: Incident) -> None:
    assert failed.instance is not None
    api.pause(failed.instance.pk, "moved", by=person())
    assert offer(failed) == ["cancel"]


def test_a_resolved_incident_offers_nothing(stuck: Incident) -> None:
    incidents.cancel(stuck.id, "entered twice", by=person())
    assert offer(stuck) == []


def test_a_message_nobody_waits_for_is_only_closed(unclaimed: Incident) -> None:
    assert offer(unclaimed) == ["close"]
    for act in (incidents.cancel, incidents.skip, incidents.retry):
        with pytest.raises(ResolutionRefused):
            act(unclaimed.id, "why not", by=person())
    incidents.close(unclaimed.id, "of another fund", by=person())
    unclaimed.refresh_from_db()
    assert (unclaimed.state, unclaimed.resolution) == ("resolved", "close: of another fund")


def test_an_old_message_goes_to_the_case_that_waits_for_it_since(unclaimed: Incident) -> None:
    instance = launch(data={"number": "7"})
    assert offer(unclaimed) == ["deliver", "close"]
    receiver = api.list_receivers(unclaimed)[0]
    incidents.choose_receiver(unclaimed.id, receiver.subscription, "it was early", by=person())
    instance.refresh_from_db()
    assert (instance.status, InboxMessage.objects.get().outcome) == ("completed", "delivered")


@pytest.mark.parametrize("kind", ["periodic_failed", "service_level_failed", "something_new"])
def test_what_goes_on_by_itself_is_only_closed(kind: str) -> None:
    assert offer(make_incident(kind, node_id="seal")) == ["close"]


def test_a_message_that_could_not_be_sent_is_sent_again_while_it_is_there() -> None:
    incident = make_incident("message_failed", engine_token="k1")
    assert offer(incident) == ["close"]
    OutboxMessage.objects.create(
        topic="t", key="k1", payload={}, created_at=NOW, due_at=NOW, parked_at=NOW, attempts=5
    )
    assert offer(incident) == ["retry", "close"]
    incidents.retry(incident.id, "the server is back", by=person())
    assert OutboxMessage.objects.get().parked_at is None


def test_a_standing_case_is_not_closed_away(stuck: Incident) -> None:
    with pytest.raises(ResolutionRefused):
        incidents.close(stuck.id, "too hard", by=person())
