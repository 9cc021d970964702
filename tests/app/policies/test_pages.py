"""The pages of policies: make one, see what it matches, decide on a colleague's, follow what changed."""

from typing import Any

import pytest
from django.test import Client

from app.accounts.models import User
from app.board.rollups import roll_up
from app.cases.models import Case
from app.policies import offering
from app.policies.models import ClockMove, PolicyEdition
from tests.app.policies.conftest import MONDAY
from tests.factories import policies
from tests.factories.cases import open_question
from tests.factories.people import make_person
from tests.factories.secret import restrict
from workflows import clock

GIVEN: dict[str, Any] = {
    "policy": "answer_soon", "title_fr": "Vite", "title_nl": "Snel", "title_de": "Bald", "title_en": "Soon",
    "selector": 'process = "question"', "kind": "service", "calendar": "belgium", "owner": "team_lead",
    "total_value": "5", "total_unit": "working_days", "first_action_unit": "working_days",
    "step_unit": "working_days", "late_unit": "working_days", "warning_1_percent": "50",
    "valid_from": "2026-05-04", "reason": "people wait",
}  # fmt: skip


@pytest.fixture
def browser(client: Client, lead: User) -> Client:
    client.force_login(lead)
    return client


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def test_a_lead_proposes_and_a_director_publishes(browser: Client, director: User) -> None:
    assert browser.post("/policies/new/", GIVEN).status_code == 302
    row = PolicyEdition.objects.get()
    browser.force_login(director)
    browser.post(f"/policies/editions/{row.pk}/decision/", {"decision": "publish"})
    assert "in force since" in read(browser, "/policies/answer_soon/")


def test_the_preview_of_a_policy_saves_nothing(browser: Client, caseworker: User) -> None:
    case = open_question(caseworker)
    page = browser.post("/policies/new/", {**GIVEN, "act": "preview"}).content.decode()
    assert "It matches 1 open case" in page
    assert case.reference in page
    assert not PolicyEdition.objects.exists()


def test_a_faulty_selector_is_said_at_its_field(browser: Client) -> None:
    answer = browser.post("/policies/new/", {**GIVEN, "selector": "proces = 3", "act": "preview"})
    assert answer.status_code == 422
    assert "There is no fact “proces”; did you mean “process”?" in answer.content.decode()


def test_a_change_is_told_in_the_history_with_who_and_why(
    browser: Client, lead: User, director: User
) -> None:
    policies.publish(lead, director, MONDAY)
    changed = {**GIVEN, "total_value": "7", "reason": "fewer hands"}
    assert browser.post("/policies/answer_soon/change/", changed).status_code == 302
    page = read(browser, "/policies/answer_soon/")
    assert "5 working days</del>" in page
    assert "7 working days</ins>" in page
    assert "fewer hands" in page


def test_restricted_files_are_neither_counted_nor_named(
    browser: Client, lead: User, director: User, caseworker: User
) -> None:
    case, person = open_question(caseworker), make_person("Zephyrine Quastenmoer")
    Case.objects.filter(pk=case.pk).update(party=person)
    row = policies.publish(lead, director, MONDAY, selector="true")
    assert case.reference in read(browser, f"/policies/editions/{row.pk}/")
    restrict(person)
    after = read(browser, f"/policies/editions/{row.pk}/")
    assert case.reference not in after
    assert "It matches 0 open cases" in after


def test_a_policy_of_tasks_counts_tasks(browser: Client, lead: User, caseworker: User) -> None:
    open_question(caseworker)
    row = policies.propose(
        lead,
        MONDAY,
        selector='task_role = "caseworker"',
        targets={"step": {"value": 2, "unit": "working_days"}},
    )
    assert "It matches 1 open task" in read(browser, f"/policies/editions/{row.pk}/")


def test_chosen_clocks_move_and_move_back_by_the_pages(
    browser: Client, lead: User, director: User, caseworker: User
) -> None:
    policies.publish(lead, director, MONDAY)
    offering.forget()
    case = open_question(caseworker)
    policies.publish(lead, director, MONDAY, targets={"total": {"value": 7, "unit": "working_days"}})
    page = read(browser, "/policies/answer_soon/apply/")
    assert case.reference in page
    key = page.partition('name="clock" value="')[2].partition('"')[0]
    browser.post("/policies/answer_soon/apply/", {"clock": key, "reason": "more hands"})
    browser.post(f"/policies/moves/{ClockMove.objects.get().pk}/undo/")
    assert "undone" in read(browser, "/policies/answer_soon/")


def test_the_case_page_names_each_clock_and_its_task_shows_the_most_urgent(
    browser: Client, lead: User, director: User, caseworker: User
) -> None:
    step = {"step": {"value": 1, "unit": "working_days"}}
    policies.publish(lead, director, MONDAY, targets={**policies.CONTENT["targets"], **step})
    offering.forget()
    case = open_question(caseworker)
    page = read(browser, f"/cases/{case.reference}/")
    assert "Answer soon · Answer the question" in page
    assert page.count('class="clock"') == 2
    assert "1 working day left" in page or "tomorrow" in page.lower()


def test_the_board_counts_the_clocks_of_policies_by_their_title(
    browser: Client, lead: User, director: User, caseworker: User
) -> None:
    policies.publish(lead, director, MONDAY)
    offering.forget()
    open_question(caseworker)
    roll_up(clock.now())
    assert "Question: Answer soon" in read(browser, "/board/?by=promise")
    assert "Answer soon" in read(browser, "/board/promises/")


def test_a_caseworker_does_not_enter(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    assert client.get("/policies/").status_code == 403


def test_every_edition_is_exported(browser: Client, lead: User, director: User) -> None:
    policies.publish(lead, director, clock.now())
    lines = browser.get("/policies/export/").getvalue().decode().splitlines()
    assert lines[1].startswith("answer_soon,1,Answer soon,Published,2026-05-04")


def test_a_shipped_proposal_fills_the_form(browser: Client) -> None:
    assert "First action within two days" in read(browser, "/policies/")
    assert "SLA-01" in read(browser, "/policies/new/?from=quick_start")
