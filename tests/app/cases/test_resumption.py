"""A paused case says so on its page, and those who may let it go on."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from workflows import api
from workflows.models import HistoryEvent, ProcessInstance


@pytest.fixture
def paused(case: Case, caseworker: User) -> Case:
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    api.pause(instance.pk, "waiting for the law", by=api.user(caseworker.pk))
    return case


def test_the_page_says_who_paused_the_case_and_why(browser: Client, paused: Case) -> None:
    page = browser.get(f"/cases/{paused.reference}/").content.decode()
    assert "The case is paused: nothing of it goes on until somebody resumes it." in page
    assert "Anna Lambert" in page
    assert "waiting for the law" in page
    assert "/go-on/" not in page


@pytest.mark.parametrize("who", ["operator", "team_lead"])
def test_an_operator_and_a_team_lead_let_it_go_on(
    client: Client, paused: Case, who: str, request: pytest.FixtureRequest
) -> None:
    user = request.getfixturevalue(who)
    client.force_login(user)
    assert "/go-on/" in client.get(f"/cases/{paused.reference}/").content.decode()
    assert client.post(f"/cases/{paused.reference}/go-on/").status_code == 302
    assert ProcessInstance.objects.get(case_ref=paused.reference).status == "active"
    assert HistoryEvent.objects.get(kind="instance_resumed").actor.endswith(f":{user.pk}")


def test_a_caseworker_does_not_let_it_go_on(browser: Client, paused: Case) -> None:
    assert browser.post(f"/cases/{paused.reference}/go-on/").status_code == 403
    assert ProcessInstance.objects.get(case_ref=paused.reference).status == "suspended"


def test_a_case_that_runs_is_left_as_it_is(client: Client, case: Case, team_lead: User) -> None:
    client.force_login(team_lead)
    page = client.post(f"/cases/{case.reference}/go-on/", follow=True).content.decode()
    assert "The case is not paused." in page
    assert not HistoryEvent.objects.filter(kind="instance_resumed").exists()
