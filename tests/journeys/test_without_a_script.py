"""A caseworker's day in a browser that runs no script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import make_user, open_question, task_of
from tests.journeys.workplace import begin
from workflows.models import HumanTask

pytestmark = pytest.mark.browser


@pytest.fixture
def page(open_context: Callable[..., BrowserContext], caseworker: User) -> Page:
    """On the day the workplace begins, with a process whose clock may stand still."""
    begin()
    return open_context(caseworker, script=False).new_page()


@pytest.fixture
def asked(page: Page, caseworker: User) -> Case:
    return open_question(caseworker)


def test_a_filter_is_applied_by_its_button(page: Page, asked: Case) -> None:
    page.goto("/inbox/?view=free")
    page.locator("#filter-text").fill("nowhere to be found")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_role("heading", name="No task matches")).to_be_visible()
    page.get_by_role("link", name="Clear the filters").click()
    expect(page.locator(".row-link")).to_have_count(1)


def test_a_view_is_kept_and_found_again(page: Page, asked: Case) -> None:
    page.goto("/inbox/?view=free&q=2023")
    page.get_by_text("Keep this view").click()
    page.get_by_label("Name", exact=True).fill("All of 2023")
    page.get_by_role("button", name="Keep").click()
    page.goto("/inbox/")
    page.get_by_role("link", name="All of 2023").click()
    expect(page.locator("#filter-text")).to_have_value("2023")


def test_tasks_are_taken_together(page: Page, asked: Case, caseworker: User) -> None:
    open_question(caseworker)
    page.goto("/inbox/?view=free")
    for box in page.get_by_label("Choose").all():
        box.check()
    page.locator("#bulk-verb").select_option("claim")
    page.get_by_role("button", name="Look first").click()
    page.locator("main form button.main-action").click()
    while (more := page.get_by_role("button", name="Go on with")).count():
        more.click()
    expect(page.get_by_role("link", name="To the inbox")).to_be_visible()
    assert HumanTask.objects.filter(assignee=caseworker).count() == 2


def test_a_note_is_written_on_the_case(page: Page, asked: Case) -> None:
    page.goto(f"/cases/{asked.reference}/")
    page.get_by_label("Write a note").fill("She calls back on Friday.")
    page.get_by_role("button", name="Add the note").click()
    expect(page.locator(".note-text")).to_have_text("She calls back on Friday.")


def test_the_clock_is_stopped_and_started(page: Page, asked: Case) -> None:
    page.goto(f"/cases/{asked.reference}/")
    page.get_by_role("link", name="Stop the clock").click()
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Stop the clock").click()
    page.get_by_role("button", name="Let the clock run").click()
    expect(page.get_by_role("link", name="Stop the clock")).to_be_visible()


def test_a_task_is_put_aside_and_brought_back(page: Page, asked: Case) -> None:
    page.goto(f"/inbox/{task_of(asked).pk}/")
    page.get_by_role("button", name="Take").click()
    page.locator("#put-aside").fill("2026-06-01")
    page.get_by_role("button", name="Put it aside").click()
    page.goto("/inbox/?view=later")
    page.locator(".row-link").click()
    page.get_by_role("button", name="Bring it back").click()
    page.goto("/inbox/?view=later")
    expect(page.locator(".row-link")).to_have_count(0)


def test_a_colleague_is_asked(page: Page, asked: Case, caseworker: User) -> None:
    make_user("ben", "caseworker", name="Ben Peeters")
    page.goto(f"/inbox/{task_of(asked).pk}/")
    page.get_by_role("button", name="Take").click()
    page.get_by_label("Your question").fill("Have you seen her letter?")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.goto(f"/inbox/{task_of(asked).pk}/")
    expect(page.get_by_text("Have you seen her letter?")).to_be_visible()


def test_somebody_is_searched_for(page: Page, asked: Case) -> None:
    page.goto("/inbox/")
    page.locator("#find").fill(asked.reference)
    page.locator("#find").press("Enter")
    expect(page).to_have_url(f"/cases/{asked.reference}/")


def test_nothing_is_shown_that_only_a_script_can_do(page: Page, asked: Case) -> None:
    page.goto("/inbox/?view=free")
    for button in page.locator("[data-help], [data-palette]").all():
        expect(button).to_be_hidden()
