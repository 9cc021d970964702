"""Whoever works in an editor of the studio fills no console: no error of a script, no breach of the content policy."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page

from app.accounts.models import User
from app.studio import drafts
from app.studio.models import Draft
from tests.journeys.drawing_page import (
    NOW,
    PATIENCE,
    draft_process,
    make_owner,
    open_drawing,
    rename,
    wait_saved,
)

pytestmark = pytest.mark.browser
#: Address of each editor, after the draft's, and what is changed in it.
EDITORS = {
    "form, the form itself": ("form/register/", "[name=titles_fr]"),
    "form, a section": ("form/register/?at=0", "[name=title_fr]"),
    "form, a question": ("form/register/?at=0.0", "[name=label_fr]"),
    "form, a question with answers": ("form/register/?at=0.2", "[name=option-0-fr]"),
    "decision": ("decision/classify_question/", "#r2i2"),
    "letter": ("letter/refusal/?language=fr", "textarea"),
    "settings": ("settings/?at=head", "[name=titles_fr]"),
    "variables": ("settings/?at=variables", "input[type=text]"),
    "service level": ("settings/?at=level:0", "[name=titles_fr]"),
    "source": ("source/process.yaml", "textarea"),
}
#: The page has taken the answer in: one part of it, and the parts sent beside it.
SETTLED = """() => document.addEventListener(
  "htmx:afterSettle", () => document.documentElement.setAttribute("data-settled", ""), {once: true}
)"""


@pytest.fixture
def owner(transactional_db: None) -> User:
    return make_owner()


def listen(page: Page) -> list[str]:
    """What the page says in its console, from now on."""
    heard: list[str] = []
    page.on("console", lambda one: note(heard, one))
    page.on("pageerror", lambda error: heard.append(str(error)))
    return heard


def note(heard: list[str], told: ConsoleMessage) -> None:
    if told.type in {"error", "warning"}:
        heard.append(told.text)


def change(page: Page, entry: Locator) -> None:
    """Change an entry and leave it; the editor has answered, and the page shows it, when this returns."""
    by_itself = page.locator("#main form[hx-post]").count() > 0
    page.evaluate(SETTLED)
    value = entry.input_value()
    entry.fill(str(int(value) + 1) if value.isdecimal() else f"{value} ")
    entry.blur()
    if by_itself:
        page.locator("html[data-settled]").wait_for(state="attached")
    else:
        page.get_by_role("button", name="Save").click()
        page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("editor", EDITORS)
def test_an_editor_of_a_process_says_nothing_in_the_console(
    editor: str, open_context: Callable[..., BrowserContext], owner: User
) -> None:
    draft = draft_process("question", owner)
    assert hear(open_context(owner), draft, *EDITORS[editor]) == []


def hear(context: BrowserContext, draft: Draft, address: str, entry: str) -> list[str]:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    heard = listen(page)
    page.goto(f"/studio/drafts/{draft.pk}/{address}")
    change(page, page.locator("#main").locator(entry).first)
    return [*heard, *page.evaluate("window.policyViolations")]


def test_the_editor_of_a_ladder_says_nothing_in_the_console(
    open_context: Callable[..., BrowserContext], owner: User
) -> None:
    draft = draft_process("recovery", owner)
    assert hear(open_context(owner), draft, "ladder/amicable/", "[name=step-R1-delay]") == []


@pytest.mark.parametrize(
    ("key", "address", "entry"),
    [
        ("calendar-belgium", "calendar/", "input[type=text]"),
        ("decision-bridging_right", "decision/bridging_right/", "#r1i1"),
    ],
)
def test_the_editor_of_what_processes_share_says_nothing_in_the_console(
    key: str, address: str, entry: str, open_context: Callable[..., BrowserContext], owner: User
) -> None:
    draft = drafts.open_draft(key, by=owner, now=NOW)
    assert hear(open_context(owner), draft, address, entry) == []


def test_the_modeller_says_nothing_in_the_console(
    open_context: Callable[..., BrowserContext], owner: User
) -> None:
    draft = draft_process("question", owner)
    context = open_context(owner)
    heard: list[str] = []
    context.on("console", lambda one: note(heard, one))
    page = open_drawing(context, draft)
    rename(page, "answer_question", "Answer it")
    wait_saved(page)
    assert [*heard, *page.evaluate("window.policyViolations")] == []
