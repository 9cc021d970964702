"""The drawing of a draft in a browser: open it, read and change it as its reader would."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.studio import drafts
from app.studio.models import Draft
from tests.factories.cases import make_user
from workflows import catalogue, clock
from workflows.actors import system
from workflows.clock import BRUSSELS

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=BRUSSELS)
PATIENCE = 30_000
Open = Callable[..., BrowserContext]


def draft_process(process: str, owner: User) -> Draft:
    """The shipped process published, and a draft of it."""
    clock.begin(NOW)
    catalogue.deploy([process], by=system("tests"), now=NOW)
    return drafts.open_draft(process, by=owner, now=NOW)


def make_owner() -> User:
    return make_user("olga", "process_owner", name="Olga Jacobs")


def open_drawing(context: BrowserContext, draft: Draft) -> Page:
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(f"/studio/drafts/{draft.pk}/drawing/")
    expect(page.locator("[data-drawing][data-drawn]")).to_be_attached(timeout=PATIENCE)
    return page


def ask(page: Page, script: str, argument: Any = None) -> Any:
    """Run a function of (modeler, argument) in the page."""
    told = f"argument => ({script})(document.querySelector('[data-drawing]').modeler, argument)"
    return page.evaluate(told, argument)


def rename(page: Page, element: str, name: str) -> None:
    """As writing on the element does."""
    ask(
        page,
        "(modeler, [id, name]) => modeler.get('modeling')"
        ".updateLabel(modeler.get('elementRegistry').get(id), name)",
        [element, name],
    )


def wait_saved(page: Page) -> None:
    expect(page.locator(".draft-state[data-state=saved]")).to_be_visible(timeout=PATIENCE)


def take_out(page: Page, element: str) -> None:
    ask(
        page,
        "(modeler, id) => modeler.get('modeling').removeElements([modeler.get('elementRegistry').get(id)])",
        element,
    )
