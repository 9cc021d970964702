"""A drawing of another tool is taken, opened in the modeller and saved: elements and places are as they were taken."""

import pytest
from playwright.sync_api import expect

from app.accounts.models import User
from app.studio.drawing_text import keep_unchanged
from tests.app.studio.test_drawing_importing import NAMES, SAMPLES
from tests.app.studio.test_starting import start
from tests.journeys.drawing_page import NOW, PATIENCE, Open, ask, make_owner
from workflows import clock
from workflows.process_folders import MODEL

pytestmark = pytest.mark.browser
SAVE = "async (modeler) => (await modeler.saveXML({ format: true })).xml"


@pytest.fixture
def owner(transactional_db: None) -> User:
    clock.begin(NOW)
    return make_owner()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_taken_is_opened_and_saved_without_loss(open_context: Open, owner: User, name: str) -> None:
    draft = start(owner)
    page = open_context(owner).new_page()
    page.goto(f"/studio/drafts/{draft.pk}/import-drawing/")
    page.set_input_files("#file", SAMPLES / f"{name}.bpmn")
    page.locator("form[enctype] button").click()
    page.locator("button[value=take]").click()
    expect(page.locator("[data-drawing][data-drawn]")).to_be_attached(timeout=PATIENCE)
    draft.refresh_from_db()
    saved = keep_unchanged(draft.files[MODEL], ask(page, SAVE))
    # The modeller says of an exclusive gateway that its mark is drawn; it draws it anyway.
    assert saved.replace(' isMarkerVisible="true"', "") == draft.files[MODEL]
