"""Operators and incidents."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from workflows import clock
from workflows.models import Incident, ProcessInstance


@pytest.fixture
def incident(case: Case) -> Incident:
    return Incident.objects.create(
        instance=ProcessInstance.objects.get(case_ref=case.reference),
        node_id="answer",
        kind="operation_failed",
        message="The letter service did not answer",
        detail="Traceback: TimeoutError",
        opened_at=clock.now(),
    )


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def test_an_operator_begins_at_the_incidents(desk: Client) -> None:
    assert desk.get("/")["Location"] == "/incidents/"


def test_the_list_shows_open_incidents(desk: Client, incident: Incident) -> None:
    page = desk.get("/incidents/").content.decode()
    assert "The letter service did not answer" in page
    assert "Everything runs" in desk.get("/incidents/?kind=other").content.decode()


def test_the_page_shows_the_technical_detail(desk: Client, incident: Incident) -> None:
    assert "Traceback: TimeoutError" in desk.get(f"/incidents/{incident.pk}/").content.decode()


def test_a_reason_is_required(desk: Client, incident: Incident) -> None:
    response = desk.post(f"/incidents/{incident.pk}/", {"action": "retry", "reason": ""})
    assert response.status_code == 422
    incident.refresh_from_db()
    assert incident.state == "open"


@pytest.mark.parametrize(
    ("data", "words"),
    [("{", "This is not JSON: line 1, column 2."), ("[1]", "Give a JSON object"), ("", "Give a JSON")],
)
def test_completing_needs_a_json_object(data: str, words: str, desk: Client, incident: Incident) -> None:
    answer = {"action": "complete", "result": data, "reason": "as agreed"}
    response = desk.post(f"/incidents/{incident.pk}/", answer)
    assert response.status_code == 422
    assert words in response.content.decode()


def test_an_operator_may_read_a_case_that_stopped(desk: Client, incident: Incident, case: Case) -> None:
    assert desk.get(f"/cases/{case.reference}/").status_code == 200


def test_an_incident_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get("/incidents/999/").status_code == 404
