"""Nothing moves under the reader's eyes: what a page shows first stays where it is (Cumulative Layout Shift)."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from tests.journeys.test_every_page import AREAS, DRAWN, choose_user, places  # noqa: F401 – a fixture

pytestmark = pytest.mark.browser
MOST = 0.02
WIDTHS = (1440, 390)
#: What moves because the reader did something just before is expected, and is not counted.
WATCH = """
window.moved = 0;
new PerformanceObserver((seen) => {
  for (const entry of seen.getEntries()) if (!entry.hadRecentInput) window.moved += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def measure(page: Page, address: str, *, drawn: bool = False) -> float:
    page.goto(address)
    if drawn:
        page.wait_for_selector("[data-drawn]")
    page.evaluate("document.fonts.ready")
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    moved: float = page.evaluate("window.moved")
    return moved


@pytest.mark.parametrize("area", AREAS)
def test_no_page_of_an_area_moves_while_it_comes(
    area: str,
    places: dict[str, str],  # noqa: F811 – the fixture
    caseworker: User,
    open_context: Callable[..., BrowserContext],
) -> None:
    found = {}
    for width in WIDTHS:
        context = open_context(choose_user(area, caseworker) if width == 1440 else caseworker, width=width)
        page = context.new_page()
        page.add_init_script(WATCH)
        for name, address in AREAS[area].items():
            moved = measure(page, address.format(**places), drawn=name in DRAWN and width == 1440)
            if moved > MOST:
                found[f"{name} at {width}"] = round(moved, 3)
    assert found == {}


def test_a_page_that_moves_is_seen(browser_page: Page) -> None:
    browser_page.add_init_script(WATCH)
    browser_page.goto("/inbox/")
    browser_page.evaluate("document.querySelector('.page-head').style.marginTop = '300px'")
    browser_page.wait_for_function(f"window.moved > {MOST}")
