"""Where a case is: in its own drawing, and inside the process it calls."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from app.cases.positions import ModelMissing, describe_position, find_drawing
from tests.factories.shipped import wait_for_information
from workflows import actors, clock, history
from workflows.batches import Batch
from workflows.models import Incident, ProcessInstance
from workflows.models.history import HistoryEvent


@pytest.fixture
def waiting(caseworker: User) -> Case:
    """The called process waits for what a person was asked."""
    return wait_for_information(caseworker)


def find_instance(case: Case) -> ProcessInstance:
    return ProcessInstance.objects.get(case_ref=case.reference)


def test_a_case_whose_called_process_waits_is_at_the_activity_that_calls(waiting: Case) -> None:
    drawing = find_drawing(find_instance(waiting))
    assert describe_position(drawing, "en")["here"] == ["await_information"]
    assert [place.called for place in drawing.here] == ["request_missing_information"]


def test_inside_the_called_process_is_the_node_that_waits(waiting: Case) -> None:
    position = describe_position(find_drawing(find_instance(waiting), "await_information"), "fr")
    assert position["here"] == [
        "await_information"
    ]  # the gateway inside has the name of the activity outside
    assert "ask_information" in position["walked"]
    assert position["labels"]["ask_information"] == "Demander le renseignement manquant"
    assert 'id="request_missing_information"' in position["xml"]


@pytest.mark.parametrize("part", ["nowhere", "await_information,nowhere", "<script>"])
def test_a_part_that_is_not_there_is_refused(waiting: Case, part: str) -> None:
    with pytest.raises(ModelMissing):
        find_drawing(find_instance(waiting), part)


def test_an_incident_inside_a_called_process_stops_the_activity_that_calls(waiting: Case) -> None:
    instance = find_instance(waiting)
    token = find_drawing(instance).here[0].token
    Incident.objects.create(
        instance=instance, node_id="await_answer", engine_token=token, kind="timer_failed", message="x",
        opened_at=clock.now(),
    )  # fmt: skip
    position = describe_position(find_drawing(instance), "en")
    assert (position["broken"], position["here"]) == (["await_information"], [])


def test_the_page_leads_into_the_called_process_and_back(browser: Client, waiting: Case) -> None:
    page = browser.get(f"/cases/{waiting.reference}/").content.decode()
    inside = "?run=0&amp;part=await_information#where"
    assert inside in page
    page = browser.get(f"/cases/{waiting.reference}/?run=0&part=await_information").content.decode()
    assert f"/cases/{waiting.reference}/position/?run=0&amp;part=await_information" in page
    assert "?run=0&amp;part=#where" in page


@pytest.mark.parametrize("query", ["?run=9", "?run=x&part=%00", "?part=" + "a," * 900])
def test_an_address_of_no_drawing_shows_the_case_itself(browser: Client, waiting: Case, query: str) -> None:
    response = browser.get(f"/cases/{waiting.reference}/{query}")
    assert "part=#where" not in response.content.decode()
    assert response.status_code == 200


def test_a_closed_case_is_nowhere_any_more(browser: Client, waiting: Case) -> None:
    ProcessInstance.objects.update(status="completed", ended_at=clock.now())
    Case.objects.update(closed_at=clock.now())
    page = browser.get(f"/cases/{waiting.reference}/").content.decode()
    assert "The way it went" in page
    assert "swatch here" not in page
    assert "swatch walked" in page


def test_a_node_walked_inside_is_not_walked_in_the_drawing_that_calls(waiting: Case) -> None:
    """Caller and called process may have a node of one name: each marks what happened in itself."""
    instance = find_instance(waiting)
    call = HistoryEvent.objects.get(instance_id=instance.pk, kind="call_started").data["running"]
    entry = history.Entry(
        "node_completed",
        node_id="review_answer",
        data={"within": "request_missing_information", "call": call},
    )
    batch = Batch()
    history.add(
        batch, instance.pk, instance.rev, [entry], actor=actors.system("test"), now=clock.now(), in_step=True
    )
    batch.execute()
    assert "review_answer" in find_drawing(instance).model.elements
    assert "review_answer" not in describe_position(find_drawing(instance), "en")["walked"]
