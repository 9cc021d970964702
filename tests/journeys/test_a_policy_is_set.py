"""A supervisor sets a policy, sees what it matches, a colleague approves; a new case has its clock, an old one not."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.cases.models import Case
from app.policies import offering
from tests.factories import policies
from tests.factories.cases import make_user, open_question
from tests.journeys.test_every_page import look_at
from workflows import clock, level_sources

pytestmark = pytest.mark.browser
LANGUAGES = ("fr", "nl", "de", "en")
SEVEN = {"total": {"value": 7, "unit": "working_days"}}


@pytest.fixture(autouse=True)
def _offered(transactional_db: None) -> Iterator[None]:
    offering.forget()
    offering._known.clear()
    offering.offer()
    yield
    level_sources.remove_level_source(offering.SOURCE)
    offering.forget()


@pytest.fixture
def lead(transactional_db: None) -> User:
    return make_user("lea", "team_lead", name="Lea Maes")


@pytest.fixture
def director(transactional_db: None) -> User:
    return make_user("doris", "director", name="Doris Peeters")


@pytest.mark.parametrize("script", [True, False])
def test_a_policy_is_set_previewed_approved_and_counts_for_new_cases_alone(
    script: bool,
    case: Case,
    caseworker: User,
    lead: User,
    director: User,
    open_context: Callable[..., BrowserContext],
) -> None:
    propose(open_context(lead, script=script).new_page(), case)
    page = open_context(director, script=script).new_page()
    approve(page)
    new = open_question(caseworker, subject="Another")
    page.goto(f"/cases/{new.reference}/")
    expect(page.locator(".clock", has_text="Answer soon")).to_have_count(1)
    page.goto(f"/cases/{case.reference}/")
    expect(page.locator(".clock")).to_have_count(0)


def propose(page: Page, case: Case) -> None:
    page.goto("/policies/")
    page.get_by_role("link", name="New policy").first.click()
    page.get_by_label("Short name").fill("answer_soon")
    for language, title in policies.CONTENT["titles"].items():
        page.get_by_label(f"Title ({language})").fill(title)
    page.locator("#id_selector").fill('process = "qestion"')
    page.locator("#id_total_value").fill("5")
    page.locator("#id_warning_1_percent").fill("75")
    page.locator("#id_reason").fill("People wait too long.")
    page.get_by_role("button", name="Preview the matching cases").click()
    expect(page.locator("p.error")).to_contain_text("did you mean “question”?")
    page.locator("#id_selector").fill('process = "question"')
    page.get_by_role("button", name="Preview the matching cases").click()
    expect(page.get_by_role("heading", name="It matches 1 open case")).to_be_visible()
    expect(page.locator("#matches").get_by_text(case.reference)).to_be_visible()
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_text("Somebody else must publish what you proposed.")).to_be_visible()


def approve(page: Page) -> None:
    page.goto("/policies/")
    page.get_by_role("link", name="Answer soon").click()
    page.locator("article").get_by_role("link", name="Matching cases").click()
    expect(page.get_by_role("heading", name="It matches 1 open case")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("in force since")).to_be_visible()


@pytest.fixture
def moved(case: Case, caseworker: User, lead: User, director: User) -> Case:
    """A case under a first edition; a second one lets it have longer, a third waits."""
    policies.publish(lead, director, clock.now())
    offering.forget()
    opened = open_question(caseworker, subject="Another")
    policies.publish(lead, director, clock.now(), targets=SEVEN)
    policies.propose(lead, clock.now(), policy="other")
    return opened


def test_a_running_clock_moves_when_it_is_chosen_and_goes_back(
    moved: Case, lead: User, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(lead).new_page()
    page.goto("/policies/answer_soon/")
    page.get_by_role("link", name="Apply to running cases").click()
    expect(page.get_by_text(moved.reference)).to_be_visible()
    page.locator("#id_reason").fill("More hands.")
    page.get_by_role("button", name="Set the chosen clocks anew").click()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("its clock runs as before")).to_be_visible()


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_policies_has_a_barrier(
    language: str, moved: Case, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(make_user("lena", "team_lead", language=language)).new_page()
    found = []
    for address in ("/policies/", "/policies/new/?from=quick_start", "/policies/answer_soon/",
                    "/policies/answer_soon/change/", "/policies/answer_soon/apply/", "/policies/other/"):  # fmt: skip
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        found += [f"{address} {problem}" for problem in look_at(page)]
    assert found == []
