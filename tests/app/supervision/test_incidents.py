"""Operators and incidents: what stopped is told in the reader's words."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import make_user
from workflows import clock
from workflows.models import InboxMessage, Incident, Job, ProcessInstance


@pytest.fixture
def incident(case: Case) -> Incident:
    """An operation of the case that was given up."""
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    inputs = {
        "amount": {"$decimal": "1234.5"},
        "decided_on": {"$date": "2026-07-01"},
        "recipient": {"name": "Lucas Maes", "email": "lucas@example.org"},
        "approved": True,
        "year": {"$decimal": "2026"},
    }
    job = Job.objects.create(
        instance=instance, node_id="answer", operation="trial.book", inputs=inputs, state="failed",
        idempotency_key="k1", due_at=clock.now(), attempts=3, created_at=clock.now(),
    )  # fmt: skip
    return Incident.objects.create(
        instance=instance,
        job=job,
        node_id="answer",
        kind="operation_failed",
        message="CalledAlready: The quarter 2026Q4 has been called already. (quarter=2026Q4)",
        detail="Traceback: TimeoutError",
        opened_at=clock.now(),
    )


@pytest.fixture
def unclaimed(db: None) -> Incident:
    """A message nobody waited for; no case is concerned."""
    row = InboxMessage.objects.create(
        source="inasti", message_id="m1", name="inasti.exemption_decision", correlation="E-2026-999999",
        payload={"decided_on": {"$date": "2026-07-01"}}, received_at=clock.now(), outcome="expired",
        expires_at=clock.now() + timedelta(days=1),
    )  # fmt: skip
    return Incident.objects.create(
        kind="unclaimed_message",
        engine_token=f"inbox:{row.pk}",
        message="Nobody waited for the message",
        opened_at=clock.now(),
    )


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


def read(desk: Client, incident: Incident) -> str:
    return str(desk.get(f"/incidents/{incident.pk}/").content.decode())


def test_an_operator_begins_at_the_incidents(desk: Client) -> None:
    assert desk.get("/")["Location"] == "/incidents/"


def test_the_list_shows_open_incidents(desk: Client, incident: Incident) -> None:
    page = desk.get("/incidents/").content.decode()
    assert "This quarter has been called already." in page
    assert "No incident fits these filters" in desk.get("/incidents/?kind=other").content.decode()


def test_the_page_shows_the_technical_detail(desk: Client, incident: Incident) -> None:
    assert "Traceback: TimeoutError" in read(desk, incident)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "fr",
            ["Étape automatique en échec", "Ce trimestre a déjà été appelé.", "1er juillet 2026", "Année"],
        ),
        ("nl", ["Automatische stap mislukt", "Dit kwartaal is al opgevraagd.", "1 juli 2026", "Beslist op"]),
        ("de", ["Automatischer Schritt fehlgeschlagen", "1. Juli 2026", "1.234,50\xa0€"]),
        ("en", ["Automatic step failed", "1,234.50\xa0€", "Year"]),
    ],
)
def test_what_stopped_and_its_inputs_are_told_in_the_language(
    language: str, words: list[str], desk: Client, incident: Incident, operator: User
) -> None:
    User.objects.filter(pk=operator.pk).update(language=language)
    page = read(desk, incident)
    assert [word for word in words if word not in page] == []
    assert "$decimal" not in page


def test_whom_it_is_about_is_hidden_from_those_who_may_not_read_people(
    desk: Client, incident: Incident
) -> None:
    page = read(desk, incident)
    assert "Lucas Maes" not in page
    assert "hidden from you" in page


def test_an_operator_who_may_read_people_sees_them(client: Client, incident: Incident) -> None:
    client.force_login(make_user("both", "operator", "team_lead"))
    assert "Lucas Maes" in read(client, incident)


def test_a_message_without_a_case_is_only_closed(desk: Client, unclaimed: Incident) -> None:
    page = read(desk, unclaimed)
    assert "Close the incident" in page
    assert [word for word in ("Cancel the case", "Skip this step", "Try again") if word in page] == []
    assert desk.post(f"/incidents/{unclaimed.pk}/", answer("cancel")).status_code == 422
    assert desk.post(f"/incidents/{unclaimed.pk}/", answer("close")).status_code == 302


def test_a_message_is_shown_with_what_it_says(desk: Client, unclaimed: Incident) -> None:
    page = read(desk, unclaimed)
    assert [
        word for word in ("inasti", "E-2026-999999", "1 July 2026", "Decided on") if word not in page
    ] == []


def test_a_closed_incident_tells_the_act_in_words(desk: Client, unclaimed: Incident) -> None:
    desk.post(f"/incidents/{unclaimed.pk}/", answer("close"))
    assert "Close the incident: as agreed" in read(desk, unclaimed)


def answer(action: str, **data: str) -> dict[str, Any]:
    return {"action": action, "reason": "as agreed", **data}


def test_a_reason_is_required(desk: Client, incident: Incident) -> None:
    response = desk.post(f"/incidents/{incident.pk}/", {"action": "retry", "reason": ""})
    assert response.status_code == 422
    incident.refresh_from_db()
    assert incident.state == "open"


@pytest.mark.parametrize(
    ("data", "words"),
    [("{", "This is not JSON: line 1, column 2."), ("[1]", "Give a JSON object"), ("", "Give a JSON")],
)
def test_completing_what_does_not_say_what_it_gives_needs_a_json_object(
    data: str, words: str, desk: Client, incident: Incident
) -> None:
    Job.objects.update(operation="trial.taken_away")
    response = desk.post(f"/incidents/{incident.pk}/", answer("complete", result=data))
    assert response.status_code == 422
    assert words in response.content.decode()


def test_an_operator_may_read_a_case_that_stopped(desk: Client, incident: Incident, case: Case) -> None:
    assert desk.get(f"/cases/{case.reference}/").status_code == 200


def test_an_incident_that_is_not_there_is_not_found(desk: Client) -> None:
    assert desk.get("/incidents/999/").status_code == 404
