"""The diagram of a case: readable, steered by keyboard, enlarged to the whole window and back."""

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.shipped import ask, work_off
from tests.journeys.test_diagram import draw
from workflows import api
from workflows.models import HumanTask

pytestmark = pytest.mark.browser

SMALLEST_LABEL = """() => Math.min(...[...document.querySelectorAll(".canvas svg text")].map((text) => {
  const { a, b } = text.getScreenCTM();
  return parseFloat(getComputedStyle(text).fontSize) * Math.hypot(a, b);
}))"""
PLACE = '() => document.querySelector(".viewport").getAttribute("transform")'
SEEN = """() => {
  const [mark, box] = [".djs-shape.here", ".canvas"].map((one) => document.querySelector(one).getBoundingClientRect());
  return mark.left >= box.left && mark.right <= box.right && mark.top >= box.top && mark.bottom <= box.bottom;
}"""


@pytest.fixture
def shipped_case(caseworker: User) -> Case:
    return ask(caseworker)


@pytest.mark.parametrize("width", [1440, 390])
def test_a_large_model_begins_at_the_present_position_with_labels_one_can_read(
    browser_page: Page, shipped_case: Case, width: int
) -> None:
    browser_page.set_viewport_size({"width": width, "height": 844})
    draw(browser_page, shipped_case)
    assert round(browser_page.evaluate(SMALLEST_LABEL), 1) >= 11
    assert browser_page.evaluate(SEEN)


def test_arrows_move_it_and_home_comes_back(browser_page: Page, shipped_case: Case) -> None:
    draw(browser_page, shipped_case)
    browser_page.get_by_role("img", name="Diagram of the process").focus()
    start = browser_page.evaluate(PLACE)
    browser_page.keyboard.press("ArrowRight")
    browser_page.keyboard.press("+")
    assert browser_page.evaluate(PLACE) != start
    browser_page.keyboard.press("Home")
    assert browser_page.evaluate(PLACE) == start


def test_it_fills_the_window_and_escape_brings_it_and_the_focus_back(
    browser_page: Page, shipped_case: Case
) -> None:
    draw(browser_page, shipped_case)
    button = browser_page.get_by_role("button", name="Enlarge")
    button.click()
    dialog = browser_page.get_by_role("dialog", name="Diagram of the process")
    expect(dialog).to_be_visible()
    size = dialog.bounding_box()
    assert size == {"x": 0, "y": 0, "width": 1440, "height": 900}
    browser_page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(button).to_be_focused()
    assert browser_page.evaluate(SEEN)


def test_the_whole_stands_in_small_below_and_moves_the_view(browser_page: Page, shipped_case: Case) -> None:
    browser_page.set_viewport_size({"width": 390, "height": 844})
    draw(browser_page, shipped_case)
    overview = browser_page.locator(".overview")
    expect(overview.locator(".djs-shape.here")).to_have_count(1)
    start = browser_page.evaluate(PLACE)
    overview.click(position={"x": 330, "y": 20})
    assert browser_page.evaluate(PLACE) != start


def test_the_whole_in_small_goes_when_all_of_it_is_seen(browser_page: Page, shipped_case: Case) -> None:
    draw(browser_page, shipped_case)
    browser_page.get_by_role("button", name="Whole diagram").click()
    expect(browser_page.locator(".overview")).to_be_hidden()


def test_marks_follow_the_case_while_the_page_is_open(browser_page: Page, caseworker: User) -> None:
    case = ask(caseworker)
    task = HumanTask.objects.get(case_ref=case.reference, state="ready")
    api.complete(task.pk, {"next": "ask", "missing_information": "Which year?"}, by=api.user(caseworker.pk))
    draw(browser_page, case)
    work_off()
    expect(browser_page.get_by_role("link", name="It has arrived")).to_be_visible()
    expect(browser_page.locator(".canvas .djs-shape.here[data-element-id=await_information]")).to_have_count(
        1
    )
    assert browser_page.evaluate("window.policyViolations") == []
