"""A caseworker's day without a mouse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import open_question, task_of
from workflows.models import HumanTask

pytestmark = pytest.mark.browser


def test_j_and_k_move_and_enter_opens(browser_page: Page, case: Case, caseworker: User) -> None:
    open_question(caseworker)
    browser_page.goto("/inbox/?view=free")
    for key in ("j", "j", "k"):
        browser_page.keyboard.press(key)
    first = browser_page.locator(".row-link").first
    expect(first).to_be_focused()
    address = first.get_attribute("href")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url(f"**{address}")


def test_c_takes_the_task_of_the_row_in_place(browser_page: Page, case: Case) -> None:
    browser_page.goto("/inbox/?view=free")
    browser_page.keyboard.press("j")
    browser_page.keyboard.press("c")
    expect(browser_page.locator("tbody .face")).to_have_text("AL")
    assert task_of(case).assignee is not None
    expect(browser_page.locator("#count-mine")).to_have_text("1")
    expect(browser_page.locator("#count-free")).to_be_hidden()
    expect(browser_page.locator("#summary")).to_have_text("0 tasks of your roles are free")
    expect(browser_page.locator("#open-" + str(task_of(case).pk))).to_be_focused()


def test_enter_opens_the_task_just_taken(browser_page: Page, case: Case) -> None:
    browser_page.goto("/inbox/?view=free")
    browser_page.keyboard.press("j")
    browser_page.keyboard.press("c")
    expect(browser_page.locator("tbody .face")).to_have_text("AL")
    browser_page.keyboard.press("Enter")
    browser_page.wait_for_url(f"**/inbox/{task_of(case).pk}/")


def test_ctrl_enter_sends_the_form_wherever_the_focus_is(browser_page: Page, case: Case) -> None:
    browser_page.goto(f"/inbox/{task_of(case).pk}/")
    browser_page.keyboard.press("Control+Enter")
    expect(browser_page.locator(".error-summary, [role=alert]").first).to_be_visible()


def test_g_and_a_letter_go_elsewhere(browser_page: Page, case: Case) -> None:
    browser_page.goto("/inbox/")
    browser_page.keyboard.press("g")
    browser_page.keyboard.press("c")
    browser_page.wait_for_url("**/cases/")


def test_a_question_mark_lists_the_keys(browser_page: Page, case: Case) -> None:
    browser_page.goto("/inbox/")
    browser_page.keyboard.press("?")
    expect(browser_page.get_by_role("dialog")).to_be_visible()
    browser_page.keyboard.press("Escape")
    expect(browser_page.get_by_role("dialog")).to_be_hidden()


def test_letters_typed_into_a_field_are_only_text(browser_page: Page, case: Case) -> None:
    browser_page.goto("/inbox/?view=free")
    browser_page.keyboard.press("/")
    browser_page.keyboard.type("ncj?")
    expect(browser_page.locator("#find")).to_have_value("ncj?")


def test_control_enter_finishes_the_task(browser_page: Page, case: Case) -> None:
    browser_page.goto(f"/inbox/{task_of(case).pk}/")
    browser_page.get_by_label("Answer", exact=True).check()
    browser_page.locator("#id_answer").fill("Because your income was higher.")
    browser_page.keyboard.press("Control+Enter")
    expect(browser_page.get_by_role("status").first).to_contain_text("Done: Answer the question")
    assert HumanTask.objects.get(case_ref=case.reference, node_id="answer").state == "completed"


def test_what_is_typed_is_kept_while_the_questions_change(browser_page: Page, case: Case) -> None:
    browser_page.goto(f"/inbox/{task_of(case).pk}/")
    browser_page.get_by_label("Answer", exact=True).check()
    browser_page.locator("#id_answer").fill("Half a sentence")
    browser_page.get_by_label("Ask for indispensable information").check()
    expect(browser_page.locator("#id_missing_information")).to_be_visible()
    expect(browser_page.locator("#id_answer")).to_be_hidden()
    expect(browser_page.get_by_label("Ask for indispensable information")).to_be_checked()


def test_a_draft_saves_itself_and_comes_back(browser_page: Page, case: Case) -> None:
    address = f"/inbox/{task_of(case).pk}/"
    browser_page.goto(address)
    browser_page.get_by_label("Answer", exact=True).check()
    browser_page.locator("#id_answer").fill("Half a sentence")
    expect(browser_page.locator(".draft-state")).to_contain_text("Draft saved at")
    browser_page.goto(address)
    expect(browser_page.locator("#id_answer")).to_have_value("Half a sentence")


def test_everything_works_without_a_script(
    open_context: Callable[..., BrowserContext], caseworker: User, case: Case
) -> None:
    page = open_context(caseworker, script=False).new_page()
    page.goto("/inbox/?view=free")
    page.get_by_role("button", name="Take").click()
    page.get_by_label("Answer", exact=True).check()
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("alert")).to_contain_text("This field is required")
    page.locator("#id_answer").fill("Because your income was higher.")
    page.get_by_role("button", name="Complete").click()
    expect(page.get_by_role("status").first).to_contain_text("Done: Answer the question")


def test_two_letters_after_g_go_where_one_letter_begins_several(browser_page: Page, case: Case) -> None:
    browser_page.goto("/inbox/?view=free")
    for key in ("g", "x", "m"):
        browser_page.keyboard.press(key)
    browser_page.wait_for_url("**/exchanges/received/")
