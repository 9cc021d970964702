"""Operators see an incident without what is sensitive, unless they work on files or say what they need it for."""

import pytest
from django.test import Client

from app.accounts.models import User
from tests.factories.cases import make_user
from tests.workflows.runtime.test_discretion import NAME, STREET, fail_on_a_name
from workflows.models import HistoryEvent, Incident


@pytest.fixture
def incident(db: None) -> Incident:
    return fail_on_a_name()


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.mark.parametrize("address", ["/incidents/", "/incidents/export/?taken_for=work", "/incidents/{0}/"])
def test_nothing_an_operator_reads_names_the_person(desk: Client, incident: Incident, address: str) -> None:
    response = desk.get(address.format(incident.pk))
    page = b"".join(response).decode()
    assert "Automatic step failed" in page
    assert not [word for word in (NAME, STREET) if word in page]


def test_with_a_purpose_it_is_shown_once_and_recorded(desk: Client, incident: Incident) -> None:
    answer = {"purpose": "the spelling of the street"}
    page = desk.post(f"/incidents/{incident.pk}/reveal/", answer).content.decode()
    assert f"c/o {STREET}" in page
    assert "Shown once" in page
    assert HistoryEvent.objects.get(kind="sensitive_shown").data["reason"] == "the spelling of the street"
    assert STREET not in desk.get(f"/incidents/{incident.pk}/").content.decode()


def test_without_a_purpose_nothing_is_shown(desk: Client, incident: Incident) -> None:
    response = desk.post(f"/incidents/{incident.pk}/reveal/", {"purpose": ""}, follow=True)
    assert "Say what you need it for." in response.content.decode()
    assert STREET not in response.content.decode()


def test_an_operator_who_works_on_files_sees_it_at_once(client: Client, incident: Incident) -> None:
    client.force_login(make_user("olga", "operator", "caseworker"))
    page = client.get(f"/incidents/{incident.pk}/").content.decode()
    assert f"c/o {STREET}" in page
    assert "What do you need it for?" not in page


def test_only_operators_reveal(client: Client, incident: Incident, caseworker: User) -> None:
    client.force_login(caseworker)
    assert client.post(f"/incidents/{incident.pk}/reveal/", {"purpose": "x"}).status_code == 403


def test_the_figures_name_nobody(desk: Client, incident: Incident) -> None:
    page = desk.get("/metrics").content.decode()
    assert not [word for word in (NAME, STREET, "C-1") if word in page]
