"""Opening cases: reference, process, and what a list shows."""

import re
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from app.accounts.models import User
from app.accounts.roles import as_actor
from app.cases.errors import ProcessNotDeployed, ReferenceUnavailable
from app.cases.models import Case
from app.cases.opening import open_case
from app.cases.references import choose_prefix, take_reference
from tests.factories.cases import QUESTION, deploy_question, open_question
from workflows import clock
from workflows.errors import WorkflowError
from workflows.models import DefinitionVersion, ProcessInstance


def test_a_case_starts_its_process_under_its_reference(case: Case) -> None:
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    assert (instance.definition_key, instance.business_key) == ("question", case.reference)


def test_a_case_shows_what_the_start_form_told(case: Case) -> None:
    assert (case.subject, case.party_name, case.party_contact, case.language) == (
        "Régularisation 2023",
        "Joke Vermeulen",
        "joke@example.org",
        "nl",
    )


def test_references_count_up_within_prefix_and_year(case: Case, caseworker: User) -> None:
    year = clock.today().year
    first, second = int(case.reference[-6:]), int(open_question(caseworker).reference[-6:])
    assert case.reference.startswith(f"Q-{year}-")
    assert second == first + 1


@pytest.mark.parametrize(
    ("process", "manifest", "prefix"),
    [("question", {}, "Q"), ("payment_plan", {}, "PP"), ("pension", {"reference_prefix": "PEN"}, "PEN")],
)
def test_a_prefix_is_given_or_made_of_initials(process: str, manifest: dict[str, str], prefix: str) -> None:
    assert choose_prefix(process, manifest) == prefix


@pytest.mark.parametrize("prefix", ["", "q", "TOOLONG", "A;B"])
def test_a_wrong_prefix_is_refused(prefix: str) -> None:
    with pytest.raises(ReferenceUnavailable):
        take_reference(prefix, 2026)


@pytest.mark.django_db
def test_an_unknown_process_opens_no_case(caseworker: User) -> None:
    with pytest.raises(ProcessNotDeployed):
        open_case("absent", QUESTION, by=as_actor(caseworker))
    assert not Case.objects.exists()


def test_data_the_process_refuses_leave_no_case(question: DefinitionVersion, caseworker: User) -> None:
    deploy_question(variables={"subject": {"type": "number"}})
    with pytest.raises(WorkflowError):
        open_question(caseworker)
    assert not Case.objects.exists()


def test_the_start_form_opens_a_case(browser: Client, question: DefinitionVersion) -> None:
    data = {
        **QUESTION,
        "channel": "phone",
        "received_on": "2026-05-12",
        "topic": "general",
        "competent": "on",
    }
    response = browser.post("/cases/new/question/", data)
    assert response.status_code == 302, response.context["form"].errors
    assert response["Location"] == f"/cases/{Case.objects.get().reference}/"


def test_an_incomplete_start_form_opens_nothing(browser: Client, question: DefinitionVersion) -> None:
    response = browser.post("/cases/new/question/", {"subject": ""})
    assert response.status_code == 422
    assert not Case.objects.exists()


def test_the_processes_with_a_start_form_are_offered(browser: Client, question: DefinitionVersion) -> None:
    deploy_question("hidden", start_form=None)
    page = browser.get("/cases/new/").content.decode()
    assert "/cases/new/question/" in page
    assert "/cases/new/hidden/" not in page


def test_an_unknown_process_has_no_start_page(browser: Client, question: DefinitionVersion) -> None:
    assert browser.get("/cases/new/absent/").status_code == 404


def test_a_form_sent_twice_opens_one_case(browser: Client, question: DefinitionVersion) -> None:
    page = browser.get("/cases/new/question/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key
    answers = [
        browser.post(
            "/cases/new/question/",
            {**QUESTION, "channel": "phone", "received_on": "2026-03-02", "topic": "amount", "key": key[1]},
        )
        for _ in range(2)
    ]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert Case.objects.count() == ProcessInstance.objects.count() == 1


def test_the_key_of_another_person_opens_a_case_of_its_own(
    question: DefinitionVersion, caseworker: User, team_lead: User
) -> None:
    key = uuid4()
    cases = [open_case("question", QUESTION, by=as_actor(who), key=key) for who in (caseworker, team_lead)]
    assert len({case.reference for case in cases}) == 2


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_open_one_case(caseworker: User) -> None:
    deploy_question()
    key = uuid4()

    def click(_number: int) -> str:
        try:
            return open_case("question", QUESTION, by=as_actor(caseworker), key=key).reference
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(click, range(2)))) == 1
