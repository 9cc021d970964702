"""The page of a task: finishing, drafts, conflicts."""

import json
from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import make_user, task_of
from workflows import api
from workflows.models import HumanTask

ANSWER = {"next": "answer", "answer": "Because your income was higher."}


def url(case: Case, action: str = "") -> str:
    return f"/inbox/{task_of(case).pk}/{action}"


def test_the_page_asks_the_questions_of_the_pinned_form(browser: Client, case: Case) -> None:
    page = browser.get(url(case)).content.decode()
    assert "What to do" in page
    assert "Régularisation 2023" in page


def test_a_complete_answer_finishes_the_task(browser: Client, case: Case) -> None:
    assert browser.post(url(case), ANSWER).status_code == 302
    done = HumanTask.objects.get(case_ref=case.reference, node_id="answer")
    assert (done.state, done.outcome["answer"]) == ("completed", "Because your income was higher.")
    assert task_of(case, "check").state == "ready"


def test_a_missing_answer_is_asked_for_with_a_summary(browser: Client, case: Case) -> None:
    response = browser.post(url(case), {"next": "answer"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "There is a problem" in page
    assert 'href="#id_answer"' in page
    assert task_of(case).state == "ready"


def test_finishing_twice_says_who_did_it(browser: Client, case: Case) -> None:
    address = url(case)
    marc = make_user("marc", "caseworker", name="Marc Lejeune")
    api.complete(task_of(case).pk, ANSWER, by=api.user(marc.pk))
    response = browser.post(address, ANSWER)
    assert response.status_code == 409
    assert "Already completed by Marc Lejeune" in response.content.decode()


def test_a_closed_task_shows_who_closed_it(browser: Client, case: Case) -> None:
    address = url(case)
    browser.post(address, ANSWER)
    response = browser.get(address)
    assert response.status_code == 200
    assert "Already completed by Anna Lambert" in response.content.decode()


def test_a_colleagues_task_can_be_read_not_finished(browser: Client, case: Case) -> None:
    marc = make_user("marc", "caseworker", name="Marc Lejeune")
    api.claim(task_of(case).pk, by=api.user(marc.pk))
    assert "<strong>Marc Lejeune</strong> has taken this task" in browser.get(url(case)).content.decode()
    browser.post(url(case), ANSWER)
    assert task_of(case).state == "claimed"


def test_finishing_goes_on_to_the_next_task(browser: Client, caseworker: User, case: Case) -> None:
    from tests.factories.cases import open_question

    other = open_question(caseworker)
    assert browser.post(url(case), ANSWER)["Location"] == f"/inbox/{task_of(other).pk}/"


def test_releasing_gives_the_task_back(browser: Client, case: Case) -> None:
    browser.post(url(case, "claim/"))
    browser.post(url(case, "release/"))
    assert task_of(case).assignee is None


def test_a_team_lead_gives_the_task_to_a_caseworker(client: Client, case: Case, caseworker: User) -> None:
    client.force_login(make_user("lea", "team_lead", "caseworker"))
    client.post(url(case, "assign/"), {"assignee": caseworker.pk})
    assert task_of(case).assignee == caseworker


def test_nobody_outside_the_role_can_be_given_the_task(client: Client, case: Case) -> None:
    client.force_login(make_user("lea", "team_lead", "caseworker"))
    stranger = make_user("paul", "process_owner")
    assert client.post(url(case, "assign/"), {"assignee": stranger.pk}).status_code == 404


def save(client: Client, case: Case, **data: Any) -> Any:
    return client.post(url(case, "draft/"), data, headers={"accept": "application/json"})


def test_a_draft_is_kept_unchecked_and_shown_again(browser: Client, case: Case) -> None:
    response = save(browser, case, next="answer", answer="Half a sen", draft_rev="0")
    assert json.loads(response.content)["rev"] == 1
    assert "Half a sen" in browser.get(url(case)).content.decode()


def test_a_draft_saved_elsewhere_is_not_overwritten(browser: Client, case: Case) -> None:
    save(browser, case, next="answer", answer="First", draft_rev="0")
    response = save(browser, case, next="answer", answer="Second", draft_rev="0")
    assert response.status_code == 409
    assert task_of(case).draft["answer"] == "First"


def test_a_draft_without_a_script_leads_back_to_the_task(browser: Client, case: Case) -> None:
    response = browser.post(url(case, "draft/"), {"answer": "Half", "draft_rev": "0"})
    assert response["Location"] == url(case)


@pytest.mark.parametrize(
    ("choice", "shown"),
    [("answer", ["answer", "solved_at_first_contact"]), ("ask", ["missing_information"])],
)
def test_the_server_says_which_questions_an_answer_asks(
    choice: str, shown: list[str], browser: Client, case: Case
) -> None:
    told = browser.post(url(case, "questions/"), {"next": choice}).json()
    assert told["shown"] == ["subject", "question", "next", *shown]


def test_a_question_not_asked_is_there_but_hidden(browser: Client, case: Case) -> None:
    assert '<div data-question="answer" hidden>' in browser.get(url(case)).content.decode()


@pytest.mark.usefixtures("_kept_figures")
def test_the_page_of_a_task_needs_few_queries(
    browser: Client, case: Case, django_assert_max_num_queries: object
) -> None:
    page = url(case)
    browser.get(page)
    # One of them asks whose file it is: each page of a file is recorded as read (app/recorded_reads.py).
    with django_assert_max_num_queries(16):  # type: ignore[operator]
        browser.get(page)


def test_a_finished_task_is_asked_no_more_questions(browser: Client, case: Case) -> None:
    place = url(case)
    browser.post(place, ANSWER)
    assert browser.post(f"{place}questions/", ANSWER).status_code == 409
