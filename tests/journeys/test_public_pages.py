"""The public pages in a real browser, without signing in and without scripts: no barrier, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from app.knowledge.shipping import ship
from app.knowledge.sources import shelf
from workflows import clock

pytestmark = pytest.mark.browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = (
    "fr/",
    "de/payment_difficulty/",
    "nl/search/?q=pensioen",
    "fr/forms/",
    "de/forms/F11/",
    "nl/charter/",
    "fr/bulletin/",
)


@pytest.mark.parametrize("page", PAGES)
def test_a_public_page_has_no_barrier(
    page: str, open_context: Callable[..., BrowserContext], live_server: Any, transactional_db: None
) -> None:
    ship(shelf(), now=clock.now())
    for width, light in product((1440, 390), ("light", "dark")):
        shown = open_context(width=width).new_page()
        shown.emulate_media(color_scheme=light)  # type: ignore[arg-type]
        shown.goto(f"{live_server.url}/information/{page}")
        found = Axe().run(shown, options={"runOnly": RULES}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"]) for one in found] == []
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert shown.evaluate("window.policyViolations ?? []") == []


def test_an_article_is_found_and_read_without_a_script(
    open_context: Callable[..., BrowserContext], live_server: Any, transactional_db: None
) -> None:
    ship(shelf(), now=clock.now())
    shown = open_context(width=390, script=False).new_page()
    shown.goto(f"{live_server.url}/information/fr/")
    shown.get_by_role("searchbox").fill("faillites")
    shown.get_by_role("searchbox").press("Enter")
    shown.get_by_role("link", name="Le droit passerelle").first.click()
    assert shown.get_by_role("heading", level=1).inner_text() == "Le droit passerelle"
