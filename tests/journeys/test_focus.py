"""The focus goes where the reader expects it: never lost with a part of the page that is replaced."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import open_question, task_of
from workflows import clock
from workflows.models import Job, ProcessInstance

pytestmark = pytest.mark.browser
FREE = "/inbox/?view=free"


def test_taking_a_task_by_its_button_leads_to_its_row(browser_page: Page, case: Case) -> None:
    browser_page.goto(FREE)
    browser_page.get_by_role("button", name="Take").focus()
    browser_page.keyboard.press("Enter")
    expect(browser_page.locator("tbody .face")).to_have_text("AL")
    expect(browser_page.locator(f"#open-{task_of(case).pk}")).to_be_focused()


def test_a_filter_keeps_the_focus_and_what_it_leaves_is_said(browser_page: Page, case: Case) -> None:
    browser_page.goto(FREE)
    filter_by = browser_page.locator("#filter-urgency")
    filter_by.focus()
    filter_by.select_option(index=1)
    expect(browser_page.locator("#summary")).to_contain_text("fit the filters")
    expect(browser_page.get_by_role("status").and_(browser_page.locator("#summary"))).to_be_visible()
    expect(filter_by).to_be_focused()


def test_words_typed_into_the_filter_are_not_interrupted(browser_page: Page, case: Case) -> None:
    browser_page.goto(FREE)
    browser_page.locator("#filter-text").press_sequentially("nothing")
    expect(browser_page.locator("#summary")).to_contain_text("0 tasks fit the filters")
    browser_page.keyboard.type(" here")
    expect(browser_page.locator("#filter-text")).to_have_value("nothing here")


@pytest.mark.parametrize("key", ["Control+k", "?"])
def test_what_opens_over_the_page_gives_the_focus_back(key: str, browser_page: Page, case: Case) -> None:
    browser_page.goto(FREE)
    browser_page.keyboard.press("j")
    browser_page.keyboard.press(key)
    expect(browser_page.locator(".row-link").first).not_to_be_focused()
    browser_page.keyboard.press("Escape")
    expect(browser_page.locator(".row-link").first).to_be_focused()


def test_a_task_is_arrived_at_by_its_title_so_that_the_next_stop_is_in_it(
    browser_page: Page, case: Case
) -> None:
    browser_page.goto(FREE)
    browser_page.keyboard.press("j")
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_role("heading", level=1)).to_be_focused()
    browser_page.keyboard.press("c")
    expect(browser_page.get_by_role("button", name="Give back")).to_be_visible()
    expect(browser_page.get_by_role("heading", level=1)).to_be_focused()


def test_finishing_a_task_leads_to_the_title_of_the_next(
    browser_page: Page, case: Case, caseworker: User
) -> None:
    second = open_question(caseworker, subject="The next question")
    for one in (case, second):
        browser_page.goto(f"/inbox/{task_of(one).pk}/")
        browser_page.keyboard.press("c")
        expect(browser_page.get_by_role("button", name="Give back")).to_be_visible()
    browser_page.goto(f"/inbox/{task_of(case).pk}/")
    browser_page.get_by_label("Answer", exact=True).check()
    browser_page.locator("#id_answer").fill("Because.")
    browser_page.keyboard.press("Control+Enter")
    expect(browser_page.locator(".page-head")).to_contain_text("The next question")
    expect(browser_page.get_by_role("heading", level=1)).to_be_focused()


def test_what_was_refused_is_gone_to_and_leads_to_its_question(browser_page: Page, case: Case) -> None:
    browser_page.goto(f"/inbox/{task_of(case).pk}/")
    browser_page.get_by_label("Answer", exact=True).check()
    browser_page.keyboard.press("Control+Enter")
    expect(browser_page.locator(".error-summary")).to_be_focused()
    browser_page.locator(".error-summary a").first.click()
    expect(browser_page.locator("#id_answer")).to_be_focused()


def test_a_choice_that_was_not_made_is_gone_to_from_the_summary(browser_page: Page, case: Case) -> None:
    browser_page.goto(f"/inbox/{task_of(case).pk}/")
    browser_page.keyboard.press("Control+Enter")
    browser_page.locator(".error-summary a").first.click()
    browser_page.keyboard.press("Tab")
    expect(browser_page.get_by_label("Answer", exact=True)).to_be_focused()


def test_tasks_done_together_end_at_the_way_back(browser_page: Page, case: Case) -> None:
    browser_page.goto(FREE)
    for key in ("j", "x"):
        browser_page.keyboard.press(key)
    browser_page.locator("#bulk-verb").select_option("claim")
    browser_page.get_by_role("button", name="Look first").click()
    browser_page.locator("main form button.main-action").click()
    expect(browser_page.get_by_role("link", name="To the inbox")).to_be_focused()


@pytest.fixture
def busy(case: Case) -> Callable[[], None]:
    """The system is at work on the case until it is told to stop."""
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    job = Job.objects.create(
        instance=instance, node_id="check", operation="letters.send", idempotency_key="k1", due_at=clock.now(),
        created_at=clock.now(),
    )  # fmt: skip

    def stop() -> None:
        Job.objects.filter(pk=job.pk).update(state="done")

    return stop


def test_a_case_followed_while_the_system_works_keeps_the_place(
    browser_page: Page, case: Case, busy: Callable[[], None]
) -> None:
    browser_page.goto(f"/cases/{case.reference}/")
    expect(browser_page.locator(".at-work")).to_be_visible()
    browser_page.locator("#present .row-link").focus()
    busy()
    expect(browser_page.locator(".at-work")).to_be_hidden()
    expect(browser_page.locator("#present .row-link")).to_be_focused()


def test_what_is_written_beside_a_case_is_not_lost_while_the_system_works(
    browser_page: Page, case: Case, busy: Callable[[], None]
) -> None:
    browser_page.goto(f"/cases/{case.reference}/")
    browser_page.get_by_text("Link a case").click()
    browser_page.locator("#link-reason").fill("Both about 2023")
    busy()
    expect(browser_page.locator(".at-work")).to_be_hidden()
    expect(browser_page.locator("#link-reason")).to_have_value("Both about 2023")
