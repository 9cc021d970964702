"""The shipped question process in a real browser: the people click, the worker's own code runs between their clicks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import make_user
from tests.factories.shipped import ask, wait_for_information, work_off
from tests.journeys.test_every_page import find_problems
from workflows import clock, simulation
from workflows.clock import BRUSSELS
from workflows.models import HumanTask

pytestmark = pytest.mark.browser

MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=BRUSSELS)
People = Callable[[User], Page]


@pytest.fixture
def anna(transactional_db: None) -> User:
    """A caseworker on a Monday in March 2026."""
    clock.begin(MONDAY)
    return make_user("anna", "caseworker", name="Anna Lambert")


@pytest.fixture
def lead(anna: User) -> User:
    return make_user("lea", "team_lead", name="Lea Peeters")


@pytest.fixture
def director(anna: User) -> User:
    return make_user("dirk", "director", name="Dirk Jacobs")


@pytest.fixture
def sit_down(open_context: Callable[..., BrowserContext]) -> People:
    """A page in somebody's own browser."""
    return lambda user: open_context(user).new_page()


def open_task(page: Page, case: Case) -> None:
    """Through the inbox, as people do."""
    page.goto("/inbox/?view=team")
    page.locator("tr", has_text=case.reference).locator(".row-link").click()


def answer(page: Page, text: str) -> None:
    page.get_by_label("Answer", exact=True).check()
    page.locator("#id_answer").fill(text)


def finish(page: Page, button: str = "Complete") -> None:
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("status").first).to_contain_text("Done:")
    work_off()


def live_until(day: int, hour: int = 12) -> None:
    """The clock goes on to a day of March; the worker does all that falls due."""
    simulation.simulate(datetime(2026, 3, day, hour, tzinfo=BRUSSELS))


def assert_no_barrier(page: Page) -> None:
    assert find_problems(page, 1440) == []


def test_half_an_answer_waits_for_its_author_who_then_sends_it(anna: User, sit_down: People) -> None:
    case = ask(anna)
    page = sit_down(anna)
    open_task(page, case)
    page.get_by_role("button", name="Take").click()
    answer(page, "You paid 812.40 euro")
    expect(page.locator(".draft-state")).to_contain_text("Draft saved at")
    page.goto("/cases/")
    open_task(page, case)
    expect(page.locator("#id_answer")).to_have_value("You paid 812.40 euro")
    assert_no_barrier(page)
    page.locator("#id_answer").fill("You paid 812.40 euro in 2025.")
    finish(page)
    case.refresh_from_db()
    assert case.status == "completed"


def test_the_letter_opens_from_the_page_of_the_case(anna: User, sit_down: People) -> None:
    case = ask(anna)
    page = sit_down(anna)
    open_task(page, case)
    answer(page, "You paid 812.40 euro in 2025.")
    finish(page)
    page.goto(f"/cases/{case.reference}/")
    assert_no_barrier(page)
    letter = page.get_by_role("link", name="Answer", exact=True).get_attribute("href") or ""
    received = page.context.request.get(letter)
    assert (received.headers["content-type"], received.body()[:5]) == ("application/pdf", b"%PDF-")


def test_an_answer_about_a_contested_debt_is_sent_back_corrected_and_approved(
    anna: User, lead: User, sit_down: People
) -> None:
    case = ask(anna, topic="debt_contested")
    page, leads_page = sit_down(anna), sit_down(lead)
    open_task(page, case)
    answer(page, "You owe nothing.")
    finish(page)
    review(leads_page, case, "Send back for correction", note="Name the period.")
    open_task(page, case)
    expect(page.get_by_role("main")).to_contain_text("Name the period.")
    page.get_by_label("Answer", exact=True).check()
    expect(page.locator("#id_answer")).to_have_value("You owe nothing.")
    page.locator("#id_answer").fill("You owe nothing for 2024.")
    finish(page)
    review(leads_page, case, "Send it")
    case.refresh_from_db()
    assert case.status == "completed"


def review(page: Page, case: Case, verdict: str, *, note: str = "") -> None:
    open_task(page, case)
    assert_no_barrier(page)
    page.get_by_label(verdict, exact=True).check()
    if note:
        page.locator("#id_review_note").fill(note)
    finish(page, "Decide")


def test_a_clock_stops_while_the_person_is_asked_and_goes_on_with_the_answer(
    anna: User, sit_down: People
) -> None:
    case = wait_for_information(anna)
    page = sit_down(anna)
    page.goto(f"/cases/{case.reference}/")
    expect(page.get_by_label("About this case")).to_contain_text("Answer: paused since today")
    page.get_by_role("link", name="It has arrived").click()
    assert_no_barrier(page)
    page.get_by_label("Information").fill("For 2025.")
    page.get_by_role("button", name="Add to the case").click()
    expect(page.get_by_role("status").first).to_contain_text("It is in the case.")
    expect(page.get_by_label("About this case")).not_to_contain_text("paused")
    expect(page.get_by_role("row", name="Answer the question")).to_be_visible()


def test_a_question_for_another_institution_is_forwarded(anna: User, sit_down: People) -> None:
    case = ask(anna, other_institution=True)
    page = sit_down(anna)
    open_task(page, case)
    page.get_by_label("Federal Pensions Service").check()
    page.locator("#id_institution_name").fill("Service fédéral des Pensions")
    page.locator("#id_institution_address").fill("1060 Bruxelles")
    assert_no_barrier(page)
    finish(page, "Forward")
    page.goto(f"/cases/{case.reference}/")
    expect(page.get_by_role("link", name="Forwarding notice", exact=True)).to_be_visible()
    expect(page.locator("#history")).to_contain_text("Ours to answer? – no")


def test_a_refused_right_leaves_as_a_decision_with_its_reasons_and_the_court(
    anna: User, lead: User, sit_down: People
) -> None:
    case = ask(anna, topic="benefit")
    page, leads_page = sit_down(anna), sit_down(lead)
    open_task(page, case)
    page.get_by_label("Refuse a right, wholly or in part").check()
    page.locator("#id_answer").fill("We refuse the bridging right.")
    page.locator("#id_refusal_reasons").fill("You are still active.")
    page.locator("#id_court").fill("Arbeitsgericht Eupen")
    page.locator("#id_party_address").fill("Kirchstraße 1, 4700 Eupen")
    assert_no_barrier(page)
    finish(page)
    review(leads_page, case, "Send it")
    page.goto(f"/cases/{case.reference}/")
    expect(page.get_by_role("link", name="Decision of refusal", exact=True)).to_be_visible()


def test_the_lead_hears_of_a_promise_in_danger_and_the_director_of_a_broken_one(
    anna: User, lead: User, director: User, sit_down: People
) -> None:
    case = ask(anna)
    live_until(6)
    page = sit_down(lead)
    page.goto("/notices/")
    expect(page.locator("tbody tr.unread")).to_contain_text([case.reference])
    expect(page.locator(".told-lines li")).to_contain_text(["Soon due"])
    assert_no_barrier(page)
    live_until(10)
    page = sit_down(director)
    page.goto("/notices/")
    expect(page.locator(".told-lines li")).to_contain_text(["Escalated"])
    page.locator("tbody .row-link").first.click()
    expect(page.locator("#history")).to_contain_text("Deadline missed: Answer")
    assert HumanTask.objects.get(case_ref=case.reference, node_id="answer_question").priority == 90
