"""A process owner plays a ladder on the bench to its end, saves it as a scenario, and plays the scenarios again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.studio.models import Draft
from tests.factories.cases import make_user
from tests.journeys.fund import PATIENCE, Fund
from tests.journeys.test_every_page import find_problems

pytestmark = pytest.mark.browser
NAME = "Who never pays comes to the court after the month to contest"


@pytest.fixture
def owner(transactional_db: None) -> User:
    return make_user("olga", "process_owner", name="Olga Jacobs")


def test_a_ladder_is_played_saved_and_played_again(
    settings: Any, open_context: Callable[..., BrowserContext], owner: User
) -> None:
    settings.VIRTUAL_CLOCK = True
    Fund(open_context, ["recovery"], month=5, day=4)
    page = open_context(owner).new_page()
    page.set_default_timeout(PATIENCE)
    begin(page)
    look_at_it(page)
    play(page)
    look_at_it(page)
    save(page)
    expect(page.get_by_text("Played again, it holds")).to_be_visible(timeout=PATIENCE)
    page.goto(f"/studio/drafts/{Draft.objects.get().pk}/")
    expect(page.get_by_text("all 10 scenarios hold")).to_be_visible(timeout=120_000)


def begin(page: Page) -> None:
    page.goto("/studio/recovery/")
    page.get_by_role("button", name="Change this process").click()
    page.get_by_role("link", name="Test bench").click()
    page.get_by_label("Begin as in the scenario").select_option(
        label="A debtor who was reached and does not pay is handed over after the month to contest"
    )
    page.get_by_role("button", name="Fill in").click()
    page.get_by_role("button", name="Begin Ctrl").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Wednesday 15 January 2025, 09:00")
    expect(page.locator("[data-drawn]")).to_be_visible(timeout=PATIENCE)


def play(page: Page) -> None:
    page.get_by_role("button", name="Play", exact=True).click()
    expect(page.get_by_text("The run has come to its end.")).to_be_visible(timeout=120_000)
    expect(page.get_by_role("cell", name="Formal notice fr")).to_be_visible()


def save(page: Page) -> None:
    page.get_by_role("link", name="Save as a scenario").click()
    page.get_by_label("What the scenario says, in a sentence").fill(NAME)
    page.get_by_role("button", name="Save").click()


def look_at_it(page: Page) -> None:
    looks: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1440, "light"), (390, "dark"))
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert find_problems(page, width) == []
    page.set_viewport_size({"width": 1440, "height": 900})
