"""What an attacker types or sends: nothing of it is run, believed, or shown back as more than text."""

from typing import Any

import pytest
from django.template.backends.django import Template
from django.test import Client
from django.urls import reverse

from app.accounts.models import User
from app.cases.models import Case
from tests.app.accounts.test_access import choose_sample
from tests.app.test_url_matrix import NAMES
from tests.factories.cases import open_question, task_of
from workflows.models import DefinitionVersion

pytestmark = pytest.mark.django_db
HOSTILE = '<img src=x onerror="alert(1)">'
ANSWER = {"next": "answer", "answer": "Because your income was higher."}


@pytest.mark.parametrize(
    "query",
    ["sort=assignee__password", "view=team&holder=1)+OR+1=1", "role=%27"],
)
def test_a_list_filters_and_sorts_by_what_it_offers_alone(browser: Client, case: Case, query: str) -> None:
    response = browser.get(f"/inbox/?view=free&{query}")
    assert response.status_code == 200
    assert "password" not in str(response.context["filters"])


@pytest.mark.parametrize(
    "page", ["/inbox/", "/inbox/export/", "/cases/", "/cases/export/", "/people/", "/board/list/"]
)
def test_an_address_that_asks_through_a_field_is_refused(browser: Client, page: str) -> None:
    """S9: by name and by operator, on lists and on what leaves."""
    for name in ("assignee__password__startswith", "assignee%5F%5Fpassword"):
        assert browser.get(f"{page}?{name}=a").status_code == 400


def test_two_low_lines_in_what_is_searched_for_are_only_text(browser: Client) -> None:
    assert browser.get("/inbox/?q=a__b&__s=7").status_code == 200


def test_a_cursor_that_names_a_column_counts_as_none(browser: Client, case: Case) -> None:
    response = browser.get("/cases/?before=assignee__password~1&status=active")
    assert [row[0].reference for row in response.context["rows"]] == [case.reference]


def test_fields_a_form_does_not_ask_for_are_ignored(browser: Client, case: Case, caseworker: User) -> None:
    task = task_of(case)
    sent = {**ANSWER, "state": "cancelled", "case_ref": "Q-2026-009999", "assignee": "1", "approved": "true"}
    browser.post(f"/inbox/{task.pk}/", sent)
    task.refresh_from_db()
    assert (task.state, task.case_ref, task.assignee) == ("completed", case.reference, caseworker)
    assert set(task.outcome).isdisjoint({"state", "case_ref", "assignee", "approved"})


@pytest.mark.parametrize("page", ["/cases/", "/cases/{case}/", "/inbox/?view=free", "/inbox/{task}/"])
def test_names_and_subjects_are_shown_as_text(
    browser: Client, question: DefinitionVersion, caseworker: User, page: str
) -> None:
    case = open_question(caseworker, subject=HOSTILE, party_name=HOSTILE)
    shown = browser.get(page.format(case=case.reference, task=task_of(case).pk)).content.decode()
    assert "<img src=x" not in shown
    assert "&lt;img src=x" in shown


def test_no_act_is_done_without_the_token_of_its_page(caseworker: User, monkeypatch: Any) -> None:
    """Every address of the site, sent from elsewhere by a browser that is signed in."""
    monkeypatch.setattr(Template, "render", lambda *args, **kwargs: "")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(caseworker)
    found = {}
    for name, arguments in NAMES.items():
        keys = {one: choose_sample(one, converter) for one, converter in arguments.items()}
        found[name] = browser.post(reverse(name, kwargs=keys)).status_code
    assert {name: status for name, status in found.items() if status != 403} == {}


def test_a_failure_shows_no_word_of_it(caseworker: User, monkeypatch: Any) -> None:
    def fail(*_args: object, **_kwargs: object) -> None:
        raise ValueError("85073003328 at SELECT")

    monkeypatch.setattr("app.cases.queries.read_page", fail)
    browser = Client(raise_request_exception=False)
    browser.force_login(caseworker)
    response = browser.get("/cases/")
    assert response.status_code == 500
    assert "85073003328" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "/\\evil.example"])
def test_no_form_leads_to_another_site(browser: Client, target: str) -> None:
    response = browser.post("/account/language/", {"language": "nl", "next": target})
    assert response["Location"].startswith("/")
    assert "evil.example" not in response["Location"]


def test_no_page_is_shown_inside_another_site(browser: Client) -> None:
    headers = browser.get("/inbox/").headers
    assert headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
