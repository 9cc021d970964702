"""The satisfaction survey in a real browser: answered without scripts, read without a barrier, wide and narrow."""

from collections.abc import Callable
from itertools import product
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from app.surveys.models import Answer, Mark, Remark, Round
from tests.factories.cases import make_user
from tests.factories.surveys import NOW, answer, invite_one, make_round, make_willing, page_of
from workflows import clock

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VARIANTS = tuple(product((1440, 390), ("light", "dark")))


@pytest.fixture
def rounds(transactional_db: None) -> Round:
    """A counted quarter with a group that is too small, one that runs, and two remarks to read."""
    row = make_round("2026Q1", closed_at=NOW)
    for theme in ("friendly", "personal", "clear", "quick", "helpful"):
        for event, marks in {
            "questions": [5, 4, 4, 3, 5, 2],
            "pension": [5, 5, 4, 5, 4, 3],
            "family": [1, 2],
        }.items():
            if theme == "friendly":
                answer(row, marks, life_event=event)
                continue
            for one, value in zip(row.answers.filter(life_event=event), marks, strict=True):
                Mark.objects.create(answer=one, theme=theme, value=value)
    running = make_round("2026Q2", left_out={"no_consent": 12, "quiet": 3, "not_drawn": 40})
    for words, party in (
        ("Trois appels sans réponse.", make_willing()),
        ("Tout était parfait, merci.", None),
    ):
        Remark.objects.create(
            round=running, text=words, language="fr", received_on=clock.today(), party=party
        )
    return row


def look(shown: Page, light: Any) -> None:
    shown.emulate_media(color_scheme=light)
    found = Axe().run(shown, options={"runOnly": RULES}).response["violations"]
    assert [(one["id"], one["nodes"][0]["html"][:160]) for one in found] == []
    assert shown.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize("page", ["/satisfaction/", "/satisfaction/remarks/"])
def test_the_officers_pages_have_no_barrier(page: str, open_context: Callable[..., BrowserContext]) -> None:
    reader: User = make_user("reader", "complaints_officer")
    for width, light in VARIANTS:
        shown = open_context(reader, width=width).new_page()
        shown.goto(page)
        look(shown, light)


@pytest.mark.usefixtures("rounds")
@pytest.mark.parametrize(("language", "end"), [("fr", ""), ("nl", ""), ("de", "stop/"), ("en", "")])
def test_the_survey_has_no_barrier(
    language: str, end: str, open_context: Callable[..., BrowserContext]
) -> None:
    page = page_of(invite_one(), language, end)
    for width, light in VARIANTS:
        shown = open_context(width=width).new_page()
        shown.goto(page)
        look(shown, light)


@pytest.mark.usefixtures("rounds")
def test_it_is_answered_without_scripts_from_the_keyboard(
    open_context: Callable[..., BrowserContext],
) -> None:
    before = Answer.objects.count()
    shown = open_context(width=390, script=False).new_page()
    shown.goto(page_of(invite_one(), "en"))
    shown.get_by_role("button", name="Send my answers").click()
    assert shown.get_by_role("alert").inner_text() == "Choose at least one mark, or write a few words."
    shown.get_by_role("group", name="The answer came quickly enough.").get_by_label("4").focus()
    shown.keyboard.press("Space")
    shown.get_by_role("button", name="Send my answers").click()
    assert "Thank you." in shown.get_by_role("status").inner_text()
    assert Answer.objects.count() == before + 1
