"""The diagram of a case."""

import pytest
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import task_of
from workflows import api

pytestmark = pytest.mark.browser

HIT = """(mark) => {
  mark.scrollIntoView({ block: "center" });
  const box = mark.getBoundingClientRect();
  const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
  return box.width > 0 && box.height > 0 && mark.contains(hit);
}"""


def draw(page: Page, case: Case) -> None:
    page.goto(f"/cases/{case.reference}/")
    page.wait_for_selector("[data-drawn]")


def test_it_marks_where_the_case_is_and_the_way_it_came(
    browser_page: Page, case: Case, caseworker: User
) -> None:
    api.complete(task_of(case).pk, {"next": "answer", "answer": "So."}, by=api.user(caseworker.pk))
    draw(browser_page, case)
    expect(browser_page.locator(".canvas .djs-shape.here[data-element-id=check]")).to_have_count(1)
    expect(browser_page.locator(".canvas .djs-shape.walked[data-element-id=answer]")).to_have_count(1)
    expect(browser_page.locator(".here-badge")).to_have_text("Now here")


@pytest.mark.parametrize("width", [1440, 390])
def test_the_mark_of_its_makers_stays_visible(browser_page: Page, case: Case, width: int) -> None:
    browser_page.set_viewport_size({"width": width, "height": 900})
    draw(browser_page, case)
    assert browser_page.locator(".bjs-powered-by").evaluate(HIT)
