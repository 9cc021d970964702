"""A drawing of another tool is taken, opened in the modeller and saved: elements and places are as they were taken."""

import pytest
from lxml import etree
from playwright.sync_api import expect

from app.accounts.models import User
from app.studio.drawing_text import keep_unchanged
from tests.app.studio.test_drawing_importing import NAMES, SAMPLES
from tests.app.studio.test_starting import start
from tests.journeys.drawing_page import NOW, PATIENCE, Open, ask, make_owner
from workflows import clock
from workflows.known_names import read_shelf
from workflows.process_folders import MODEL, Library

pytestmark = pytest.mark.browser
#: What the modeller writes otherwise and says the same: a collapsed subprocess gets a plane of its own (activiti), an
#: assignment `expression` for `formalExpression`, without effect (jbpm), and no attribute of its default (signavio).
WRITTEN_ANEW = {"activiti", "jbpm", "signavio"}
SAVE = "async (modeler) => (await modeler.saveXML({ format: true })).xml"


@pytest.fixture
def owner(transactional_db: None) -> User:
    clock.begin(NOW)
    read_shelf(Library())  # what the first check of a process reads for seconds
    return make_owner()


@pytest.mark.parametrize("name", NAMES)
def test_what_was_taken_is_opened_and_saved_without_loss(open_context: Open, owner: User, name: str) -> None:
    draft = start(owner)
    page = open_context(owner).new_page()
    page.goto(f"/studio/drafts/{draft.pk}/import-drawing/")
    page.set_input_files("#file", SAMPLES / f"{name}.bpmn")
    page.locator("form[enctype] button").click(timeout=PATIENCE)
    page.locator("button[value=take]").click(timeout=PATIENCE)
    expect(page.locator("[data-drawing][data-drawn]")).to_be_attached(timeout=PATIENCE)
    draft.refresh_from_db()
    saved = keep_unchanged(draft.files[MODEL], ask(page, SAVE))
    # The modeller says of an exclusive gateway that its mark is drawn; it draws it anyway.
    saved = saved.replace(' isMarkerVisible="true"', "")
    if name in WRITTEN_ANEW:
        assert list_elements(saved) == list_elements(draft.files[MODEL])
    else:
        assert saved == draft.files[MODEL]


def list_elements(text: str) -> list[tuple[str, str, str]]:
    """What stands in the drawing, and what is drawn of it: each element with its id, name, and what a shape shows."""
    told = (
        (one.tag, one.get("id", ""), one.get("name") or one.get("bpmnElement", ""))
        for one in etree.fromstring(text.encode()).iter(etree.Element)
    )
    return sorted(one for one in told if one[1])
