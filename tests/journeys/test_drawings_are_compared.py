"""Two drawings side by side: the list leads to the element on both, and both show the same part."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.page_time import now
from app.studio import drafts
from tests.factories.cases import make_user
from tests.journeys.fund import PATIENCE
from tests.journeys.test_every_page import find_problems
from workflows import catalogue
from workflows.actors import system

pytestmark = pytest.mark.browser
OLD, NEW = 'operation name="recovery.send_reminder"', 'operation name="recovery.send_statement"'


def test_the_list_leads_to_the_element_on_both_drawings(
    transactional_db: None, open_context: Callable[..., BrowserContext]
) -> None:
    owner = make_user("olga", "process_owner", name="Olga Jacobs")
    catalogue.deploy(["recovery"], by=system("tests"), now=now())
    draft = drafts.open_draft("recovery", by=owner, now=now())
    text = draft.files["process.bpmn"].replace(OLD, NEW).replace('name="Give formal notice"', 'name="Notify"')
    drafts.save_file(draft.pk, "process.bpmn", text, rev=0, by=owner, now=now())
    page = open_context(owner).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"/studio/drafts/{draft.pk}/")
    expect(page.locator("[data-drawn]")).to_have_count(2, timeout=PATIENCE)
    page.get_by_role("button", name="Send the letter of the step").click()
    expect(page.locator(".djs-shape.shown.mark-changed")).to_have_count(2)
    assert len(set(read_views(page))) == 1
    page.get_by_role("button", name="Zoom in").first.click()
    assert len(set(read_views(page))) == 1
    look_at_it(page)


def read_views(page: Page) -> list[str]:
    """Which part each of the two drawings shows."""
    views = page.locator(".drawings .djs-container .viewport").all()
    numbers = [re.findall(r"-?[\d.]+", str(view.get_attribute("transform"))) for view in views]
    return [" ".join(str(round(float(one))) for one in each) for each in numbers]


def look_at_it(page: Page) -> None:
    looks: tuple[tuple[int, Literal["light", "dark"]], ...] = ((1440, "light"), (390, "dark"))
    for width, scheme in looks:
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert find_problems(page, width) == []
