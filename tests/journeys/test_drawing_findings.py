"""What the law forbids is refused on the drawing, with the way that breaks it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from app.accounts.models import User
from app.studio.models import Draft
from tests.journeys.drawing_page import (
    Open,
    ask,
    draft_process,
    make_owner,
    open_drawing,
    take_out,
    wait_saved,
)
from tests.journeys.test_every_page import find_problems

pytestmark = pytest.mark.browser
MARKED = """modeler => modeler.get("elementRegistry")
  .filter(({ id }) => modeler.get("canvas").hasMarker(id, "found-way")).map(({ id }) => id)"""
CHOOSE = "(modeler, id) => modeler.get('selection').select(modeler.get('elementRegistry').get(id))"
GUARD = "Nobody is taken to court"
LONG = 90_000


@pytest.fixture
def owner(transactional_db: None) -> User:
    return make_owner()


@pytest.fixture
def draft(owner: User) -> Draft:
    return draft_process("recovery", owner)


def test_no_way_to_court_without_a_personal_contact(open_context: Open, owner: User, draft: Draft) -> None:
    page = open_drawing(open_context(owner), draft)
    take_out(page, "speak")
    wait_saved(page)
    found = page.locator("[data-findings] .notice").filter(has_text=GUARD).get_by_role("button")
    expect(found).to_be_visible(timeout=LONG)
    found.click()
    way = ask(page, MARKED)
    assert {"give_notice", "to_decision", "hand_over", "transfer_to_court"} <= set(way)
    page.get_by_role("button", name="Take these names out").click()
    expect(page.get_by_text("still names what is no longer drawn")).to_have_count(0, timeout=LONG)
    draft.refresh_from_db()
    assert "speak:" not in draft.files["process.yaml"]
    expect(found).to_be_visible(timeout=LONG)


def test_a_value_written_in_the_panel_changes_its_line(open_context: Open, owner: User, draft: Draft) -> None:
    page = open_drawing(open_context(owner), draft)
    ask(page, CHOOSE, "send_reminder")
    page.locator("[data-panel] .feel").nth(2).click()
    page.keyboard.press("Control+a")
    page.keyboard.type('"post"')
    wait_saved(page)
    draft.refresh_from_db()
    assert """<vigie:input target="channel" value='"post"'/>""" in draft.files["process.bpmn"]


def test_a_timer_tells_its_day(open_context: Open, owner: User, draft: Draft) -> None:
    page = open_drawing(open_context(owner), draft)
    ask(page, CHOOSE, "quarter_begun")
    expect(page.get_by_text("It fires on Wednesday 1 July 2026.")).to_be_visible(timeout=LONG)


def test_the_drawing_has_no_barrier(open_context: Open, owner: User, draft: Draft) -> None:
    page = open_drawing(open_context(owner), draft)
    ask(page, CHOOSE, "which_step_to_give_notice")
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert find_problems(page, width) == []
