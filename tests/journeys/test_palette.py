"""The palette takes the reader to any place and does any act of the page by a few letters."""

import pytest
from playwright.sync_api import Page, expect

from app.cases.models import Case

pytestmark = pytest.mark.browser


def open_palette(page: Page, typed: str) -> None:
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Where to").fill(typed)


def test_a_place_is_reached_by_letters_of_its_name(browser_page: Page) -> None:
    browser_page.goto("/inbox/")
    open_palette(browser_page, "abs")
    browser_page.keyboard.press("Enter")
    expect(browser_page).to_have_url("/absences/")


def test_an_act_of_the_page_comes_before_the_places(browser_page: Page, case: Case) -> None:
    browser_page.goto("/inbox/?view=team")
    browser_page.locator(".row-link").first.click()
    browser_page.wait_for_url("**/inbox/*/")
    open_palette(browser_page, "take")
    expect(browser_page.locator("#palette [role=option]").first).to_contain_text("Take")
    browser_page.keyboard.press("Enter")
    expect(browser_page.get_by_role("button", name="Give back")).to_be_visible()


def test_what_is_no_place_is_searched_for(browser_page: Page, case: Case) -> None:
    browser_page.goto("/inbox/")
    open_palette(browser_page, case.reference)
    browser_page.keyboard.press("Enter")
    expect(browser_page).to_have_url(f"/cases/{case.reference}/")


def test_accents_need_not_be_typed(browser_page: Page) -> None:
    browser_page.goto("/inbox/")
    browser_page.evaluate("document.querySelector('nav.side a[data-go] span').textContent = 'Échéances'")
    open_palette(browser_page, "eche")
    expect(browser_page.locator("#palette [role=option]").first).to_contain_text("Échéances")
