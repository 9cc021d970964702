"""The drawing is changed in the browser: what is offered, saved, refused, kept and exported."""

from __future__ import annotations

import re
from difflib import unified_diff
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as project
from playwright.sync_api import expect

from app.accounts.models import User
from app.studio import drafts
from app.studio.drawing_text import keep_unchanged
from app.studio.models import Draft
from tests.factories.cases import make_user
from tests.journeys.drawing_page import (
    NOW,
    Open,
    ask,
    draft_process,
    make_owner,
    open_drawing,
    rename,
    wait_saved,
)
from workflows.lint.offered import list_offers

pytestmark = pytest.mark.browser
MODEL = "process.bpmn"
SAVE_ALL = """async (modeler, files) => {
  const saved = {};
  for (const [name, text] of Object.entries(files)) {
    const { warnings } = await modeler.importXML(text);
    if (warnings.length) throw new Error(`${name}: ${warnings.map((one) => one.message)}`);
    saved[name] = (await modeler.saveXML({ format: true })).xml;
  }
  return saved;
}"""
MENUS = """(modeler) => {
  const [registry, pads, menu] = ["elementRegistry", "contextPad", "popupMenu"].map((name) => modeler.get(name));
  const shown = new Set();
  const words = new Set();
  modeler.get("minimap").open();
  for (const element of registry.getAll().filter(({ parent }) => parent)) {
    for (const { title } of Object.values(pads.getEntries(element))) words.add(title);
    menu.open(element, "bpmn-replace", { x: 0, y: 0 });
    for (const one of document.querySelectorAll(".djs-popup .entry")) {
      shown.add(one.dataset.id);
      words.add(one.textContent.trim()).add(one.title);
    }
    menu.close();
  }
  for (const one of document.querySelectorAll(".djs-palette [title], .djs-minimap [title], [class*=bts-] [title]")) {
    words.add(one.title);
  }
  return { shown: [...shown], words: [...words] };
}"""


@pytest.fixture
def owner(transactional_db: None) -> User:
    return make_owner()


@pytest.fixture
def draft(owner: User) -> Draft:
    return draft_process("question", owner)


def test_every_shipped_drawing_is_saved_byte_for_byte(open_context: Open, owner: User, draft: Draft) -> None:
    found = sorted(Path(project.PROCESSES_DIR).glob("*/process.bpmn"))
    files = {path.parent.name: path.read_text() for path in found}
    assert len(files) > 50
    page = open_drawing(open_context(owner), draft)
    saved = ask(page, SAVE_ALL, files)
    changed = [name for name, text in files.items() if keep_unchanged(text, saved[name]) != text]
    assert changed == []


def test_a_new_name_changes_one_line_of_the_file(open_context: Open, owner: User, draft: Draft) -> None:
    before = draft.files[MODEL].splitlines()
    page = open_drawing(open_context(owner), draft)
    task = next(re.finditer(r'<bpmn:userTask id="([^"]+)"', draft.files[MODEL])).group(1)
    rename(page, task, "Read what is asked")
    wait_saved(page)
    draft.refresh_from_db()
    changed = list(unified_diff(before, draft.files[MODEL].splitlines(), lineterm="", n=0))[3:]
    assert [line[0] for line in changed] == ["-", "+"]
    assert 'name="Read what is asked"' in changed[1]


def test_undo_gives_the_file_back(open_context: Open, owner: User, draft: Draft) -> None:
    before = draft.files[MODEL]
    page = open_drawing(open_context(owner), draft)
    task = next(re.finditer(r'<bpmn:userTask id="([^"]+)"', before)).group(1)
    rename(page, task, "Something else")
    wait_saved(page)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".draft-state[data-state=saving]")).to_be_visible()
    wait_saved(page)
    draft.refresh_from_db()
    assert (draft.files[MODEL], draft.rev) == (before, 2)


def test_who_comes_late_hears_who_was_first_and_keeps_the_drawing(
    open_context: Open, owner: User, draft: Draft
) -> None:
    page = open_drawing(open_context(owner), draft)
    other = make_user("otto", "process_owner", name="Otto Peeters")
    drafts.save_file(draft.pk, "process.yaml", draft.files["process.yaml"] + "\n", rev=0, by=other, now=NOW)
    task = next(re.finditer(r'<bpmn:userTask id="([^"]+)"', draft.files[MODEL])).group(1)
    rename(page, task, "Too late")
    expect(page.get_by_text("Otto Peeters has changed this draft at 10:00")).to_be_visible()
    with page.expect_download() as kept:
        page.get_by_role("button", name="Keep my drawing as a file").click()
    assert "Too late" in Path(kept.value.path()).read_text()
    draft.refresh_from_db()
    assert "Too late" not in draft.files[MODEL]


def test_a_server_out_of_reach_is_told_and_tried_again(open_context: Open, owner: User, draft: Draft) -> None:
    page = open_drawing(open_context(owner), draft)
    page.route("**/drawing/save/", lambda route: route.abort())
    task = next(re.finditer(r'<bpmn:userTask id="([^"]+)"', draft.files[MODEL])).group(1)
    rename(page, task, "Comes later")
    expect(page.locator(".draft-state[data-state=failed]")).to_contain_text("cannot be reached")
    page.unroute("**/drawing/save/")
    wait_saved(page)
    draft.refresh_from_db()
    assert "Comes later" in draft.files[MODEL]


def test_palette_and_menus_offer_only_what_the_kernel_runs(
    open_context: Open, owner: User, draft: Draft
) -> None:
    page = open_drawing(open_context(owner), draft)
    shown = page.locator(".djs-palette .entry").evaluate_all("all => all.map(one => one.dataset.action)")
    created = {name.removeprefix("create.") for name in shown if name.startswith("create.")}
    assert created <= {one.key for one in list_offers()}
    assert {"userTask", "serviceTask", "exclusiveGateway", "callActivity"} <= created
    menus = " ".join(ask(page, MENUS)["shown"])
    assert "replace-with-service-task" in menus
    for refused in (
        "script",
        "transaction",
        "ad-hoc",
        "complex",
        "compensation",
        "conditional",
        "link",
        "event-subprocess",
    ):
        assert refused not in menus


def test_no_word_of_palette_menus_and_simulation_stays_english(
    open_context: Open, owner: User, draft: Draft
) -> None:
    owner.language = "nl"
    owner.save()
    page = open_drawing(open_context(owner), draft)
    words = ask(page, MENUS)["words"]
    page.get_by_role("button", name="Simuleren").click()
    expect(page.get_by_title("Simulatie herbeginnen")).to_be_attached()
    missing = page.evaluate("[...document.querySelector('[data-drawing]').missingWords]")
    assert [word for word in words if word in missing] == []
    assert page.locator(".djs-palette .entry[aria-label='Taak van een persoon']").count() == 1


def test_the_makers_of_the_editor_stay_named(open_context: Open, owner: User, draft: Draft) -> None:
    for width in (1440, 390):
        page = open_drawing(open_context(owner, width=width), draft)
        mark = page.locator(".bjs-powered-by")
        mark.scroll_into_view_if_needed()
        box: Any = mark.bounding_box()
        assert box["width"] > 20
        hit = "([x, y]) => document.elementFromPoint(x, y)?.closest('.bjs-powered-by') !== null"
        assert page.evaluate(hit, [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2])


def test_the_drawing_is_taken_home_as_svg_and_png(open_context: Open, owner: User, draft: Draft) -> None:
    page = open_drawing(open_context(owner), draft)
    taken = {}
    for name in ("SVG", "PNG"):
        with page.expect_download() as kept:
            page.get_by_role("button", name=name, exact=True).click()
        taken[name] = Path(kept.value.path()).read_bytes()
    assert b"<svg" in taken["SVG"]
    assert b"var(--" not in taken["SVG"]
    assert taken["PNG"][:8] == b"\x89PNG\r\n\x1a\n"


def test_copy_and_paste_keep_what_a_task_does(open_context: Open, owner: User, draft: Draft) -> None:
    page = open_drawing(open_context(owner), draft)
    copied = ask(
        page,
        """(modeler) => {
          const [registry, copyPaste] = ["elementRegistry", "copyPaste"].map((one) => modeler.get(one));
          const task = registry.find(({ type }) => type === "bpmn:UserTask");
          copyPaste.copy([task]);
          const [pasted] = copyPaste.paste({ element: task.parent, point: { x: task.x, y: task.y + 200 } });
          const find = ({ businessObject }) => businessObject.extensionElements.values;
          const form = (one) => find(one).find(({ $type }) => $type === "vigie:Task").form;
          return [form(task), form(pasted), pasted.id !== task.id];
        }""",
    )
    assert copied[0] == copied[1]
    assert copied[2]


def test_the_keys_are_told(open_context: Open, owner: User, draft: Draft) -> None:
    page = open_drawing(open_context(owner), draft)
    page.locator(".djs-container > svg").focus()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys in the drawing")).to_be_visible()
