"""A process owner narrows a rule, sees the gap, closes it, tries it, keeps a case; a colleague publishes it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.studio.models import Draft
from tests.factories.cases import make_user
from tests.journeys.fund import PATIENCE, Fund
from tests.journeys.test_every_page import find_problems
from workflows import definitions

pytestmark = pytest.mark.browser

PASTE = """([element, text]) => {
  const data = new DataTransfer();
  data.setData("text/plain", text);
  element.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def owner(transactional_db: None) -> User:
    return make_user("olga", "process_owner", name="Olga Jacobs")


@pytest.mark.timeout(900)
def test_a_rule_is_narrowed_the_gap_closed_tried_kept_and_published(
    open_context: Callable[..., BrowserContext], owner: User
) -> None:
    fund = Fund(open_context, ["question"], month=5, day=4)
    page = open_context(owner).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/studio/question/")
    page.get_by_role("button", name="Change this process").click()
    page.get_by_role("link", name="Decision classify_question").click()
    move_by_keys(page)
    see_what_is_wrong(page)
    narrow_and_close(page)
    look_at_it(page)
    try_and_keep(page)
    hand_over(page)
    approve(fund)
    assert definitions.find("question").number == 2


def move_by_keys(page: Page) -> None:
    """Enter goes down, Shift with an arrow picks a block that is copied; the value is completed from the column's."""
    page.locator("#r1i2").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#r2i2")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#r3i2")).to_be_focused()
    page.keyboard.press("Shift+ArrowDown")
    expect(page.locator(".grid .picked")).to_have_count(2)
    page.locator("#r3i2").fill("amo")
    expect(page.get_by_role("option", name='"amount"', exact=True)).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#r3i2")).to_have_value('"amount"')
    expect(page.locator("#decision-answer").get_by_text("Saved.")).to_be_visible()
    expect(page.locator("#decision-answer").get_by_text("not hold.")).to_be_visible()
    page.get_by_role("button", name="Take back the last change").click()
    expect(page.locator("#r3i2")).to_have_value('"complaint"')


def see_what_is_wrong(page: Page) -> None:
    """While one types, without saving; nothing is left of it when it is right again."""
    page.locator("#r2i2").press_sequentially(" or (")
    expect(page.locator("#r2i2")).to_have_attribute("aria-invalid", "true")
    expect(page.locator(".bad[data-for=r2i2]")).to_contain_text("is not FEEL")
    page.locator("#r2i2").fill('"debt_contested"')
    page.locator("#r2i2").blur()
    expect(page.locator("#r2i2")).not_to_have_attribute("aria-invalid", "true")
    assert Draft.objects.get().files["decisions/classify_question.dmn"].count(" or (") == 0


def narrow_and_close(page: Page) -> None:
    page.locator("#r9i2").fill('"general"')
    page.locator("#r9i2").blur()
    expect(page.locator(".gaps li")).to_have_count(1)
    page.get_by_role("button", name="Add a rule for this").click()
    expect(page.locator("#r10i2")).to_have_value(
        'not("debt_contested", "complaint", "general", "own_file", "amount", "benefit", "personal_data")'
    )
    page.get_by_label("Show remarks").check()
    page.evaluate(PASTE, [page.locator("#r10o1").element_handle(), '"information"\t45\t"calendar"\tfalse\n'])
    expect(page.locator("#r10o4")).to_have_value("false")
    expect(page.get_by_text("Every input has an answer.")).to_be_visible()


def look_at_it(page: Page) -> None:
    page.emulate_media(reduced_motion="reduce")
    for width in (1440, 390):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="light" if width == 1440 else "dark")
        assert find_problems(page, width) == []
    page.set_viewport_size({"width": 1440, "height": 900})
    see_rows_stay_low(page)


def see_rows_stay_low(page: Page) -> None:
    """What a rule answers stands in its row, and remarks stand beside each other."""
    expect(page.locator("#r1o1")).to_be_visible()
    page.get_by_label("Show remarks").check()
    row = page.locator("#rule-1").bounding_box()
    assert row is not None
    assert row["height"] < 120
    page.get_by_label("Show remarks").uncheck()


def try_and_keep(page: Page) -> None:
    place = page.locator("#try")
    place.get_by_label("other_institution").select_option("false")
    place.get_by_label("topic").fill("weather")
    place.get_by_label("can_answer_now").select_option("true")
    expect(page.locator("#try-answer")).to_contain_text("Rule 10 answers")
    expect(page.locator("#rule-10")).to_have_class("fired")
    place.get_by_label("What this case shows, in a sentence").fill("The weather is general information")
    place.get_by_role("button", name="Keep as a case").click()
    expect(page.get_by_text("Kept as a case.")).to_be_visible()
    expect(page.get_by_text("All cases hold.")).to_be_visible()
    page.get_by_role("link", name="The weather is general information").click()
    expect(page.locator("#try-answer")).to_contain_text("Rule 10 answers")


def hand_over(page: Page) -> None:
    page.get_by_role("link", name="Draft", exact=True).click()
    page.get_by_label("What changes, and why").fill("What is no known topic is told apart")
    page.get_by_role("button", name="Hand over for review").click()
    expect(page.get_by_text("a colleague approves it")).to_be_visible()


def approve(fund: Fund) -> None:
    page = fund.page("legal_officer")
    page.goto(f"/studio/drafts/{Draft.objects.get().pk}/")
    expect(page.get_by_text("scenarios hold")).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Approve and publish").click(timeout=120_000)
    expect(page.get_by_text("Published as version 2")).to_be_visible(timeout=120_000)
