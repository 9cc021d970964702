"""The owners' pages of public information and the statistics in a real browser: no barrier, wide and narrow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext

from app.accounts.models import User
from app.knowledge import bulletins
from app.knowledge.shipping import ship
from app.knowledge.sources import shelf
from app.statistics import requests
from tests.factories.cases import make_user
from workflows import clock

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = {
    "/public-information/": "process_owner",
    "/public-information/pension/": "process_owner",
    "/public-information/pension/1/": "legal_officer",
    "/public-information/bulletin/2026/1/": "process_owner",
    "/statistics/": "finance_officer",
    "/statistics/quality/": "director",
    "/statistics/AR-2026-000001/": "director",
}


@pytest.fixture
def _shelves(transactional_db: None) -> None:
    """All articles, a number of the bulletin that is being composed, and a request with its snapshot."""
    now = clock.now()
    ship(shelf(), now=now)
    bulletins.next_bulletin(by="system:knowledge", now=now, due_on=date(2026, 3, 15))
    asked = requests.Asked(
        authority="INASTI",
        reference="ST/12",
        question="Population",
        legal_basis="AR 38 art. 20",
        purpose="Statistique",
        format="csv",
        received_on=date(2026, 1, 5),
        due_on=date(2026, 1, 30),
    )
    requests.register("AR-2026-000001", asked)
    days = {"first_day": date(2025, 10, 1), "last_day": date(2025, 12, 31)}
    requests.define("AR-2026-000001", query="population", why="", by="user:1", now=now, **days)
    requests.certify("AR-2026-000001", by="user:1", now=now)


@pytest.mark.usefixtures("_shelves")
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_no_barrier(
    page: str, open_context: Callable[..., BrowserContext], live_server: Any
) -> None:
    reader: User = make_user("reader", PAGES[page])
    for width, light in product((1440, 390), ("light", "dark")):
        shown = open_context(reader, width=width).new_page()
        shown.emulate_media(color_scheme=light)  # type: ignore[arg-type]
        shown.goto(f"{live_server.url}{page}")
        found = Axe().run(shown, options={"runOnly": RULES}).response["violations"]
        assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
        assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")
