"""A team with ten thousand open tasks works in its inbox as one with ten does."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client
from playwright.sync_api import Page, expect

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.many_tasks import make_many
from tests.journeys.test_every_page import look_at

pytestmark = pytest.mark.browser
NUMBER = 9_999  # and the one they are copied from
#: Of the page as it is sent; what the browser keeps, styles and scripts, is counted elsewhere.
MOST_KILOBYTES = 20
ADDRESS = "/inbox/?view=free"


@pytest.fixture
def many(case: Case) -> None:
    make_many(case, NUMBER)


def test_a_page_of_ten_thousand_tasks_is_light(many: None, caseworker: User) -> None:
    browser = Client()
    browser.force_login(caseworker)
    content = browser.get(ADDRESS).content
    assert b"1000+ tasks of your roles are free" in content
    assert content.count(b'class="row-link"') == 25
    assert len(gzip.compress(content)) < MOST_KILOBYTES * 1000


def test_the_keys_go_past_the_last_row_to_the_next_page(many: None, browser_page: Page) -> None:
    browser_page.goto(ADDRESS)
    first = browser_page.locator(".row-link").first.get_attribute("href")
    for _ in range(26):
        browser_page.keyboard.press("j")
    expect(browser_page.get_by_role("link", name="Next page")).to_be_focused()
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_role("link", name="First page")).to_be_visible()
    browser_page.keyboard.press("j")
    expect(browser_page.locator(".row-link").first).to_be_focused()
    assert browser_page.locator(".row-link").first.get_attribute("href") != first


def test_all_that_match_can_be_chosen_in_sight_of_the_first_row(many: None, browser_page: Page) -> None:
    browser_page.goto(ADDRESS)
    for key in ("j", "x"):
        browser_page.keyboard.press(key)
    expect(browser_page.get_by_text("All 1000+ that match")).to_be_in_viewport()


def test_the_long_list_has_no_barrier(many: None, browser_page: Page) -> None:
    browser_page.goto(ADDRESS)
    assert look_at(browser_page) == []
