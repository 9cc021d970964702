"""A process owner rewords a letter and sees the PDF; a mandatory mention that is gone keeps it from being published."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.studio.models import Draft
from tests.factories.cases import make_user
from tests.journeys.fund import PATIENCE
from tests.journeys.test_a_reminder_is_added import look_at_it
from workflows import api, catalogue, clock

pytestmark = pytest.mark.browser


@pytest.fixture
def owner(transactional_db: None) -> User:
    catalogue.deploy(["question"], by=api.system("tests"), now=clock.now())
    return make_user("olga", "process_owner", name="Olga Jacobs")


def open_letter(page: Page) -> None:
    page.goto("/studio/question/")
    page.get_by_role("button", name="Change this process").click()
    page.get_by_role("link", name="Letter refusal fr").click()


def test_a_letter_is_reworded_and_a_mention_that_is_gone_is_refused(
    open_context: Callable[..., BrowserContext], owner: User
) -> None:
    page = open_context(owner).new_page()
    page.set_default_timeout(PATIENCE)
    open_letter(page)
    frame = page.locator("iframe.paper")
    before = frame.get_attribute("src")
    text = page.get_by_label("Text fr")
    text.fill(text.input_value().replace("Madame, Monsieur,", "Madame, Monsieur, bonjour,"))
    expect(frame).not_to_have_attribute("src", before or "", timeout=PATIENCE)
    assert page.request.get(frame.get_attribute("src") or "").body().startswith(b"%PDF-")
    text.fill(re.sub(r'#mention\("facts"\).*', "", text.input_value()))
    expect(page.get_by_text("Without them the draft is not published")).to_be_visible(timeout=PATIENCE)
    look_at_it(page)
    page.get_by_role("link", name="Draft", exact=True).click()
    page.get_by_label("What changes, and why").fill("Shorter")
    page.get_by_role("button", name="Hand over for review").click()
    refuse(open_context(make_user("leo", "legal_officer", name="Leo Martin")).new_page())


def refuse(page: Page) -> None:
    page.goto(f"/studio/drafts/{Draft.objects.get().pk}/")
    page.get_by_role("button", name="Approve and publish").click(timeout=120_000)
    expect(page.get_by_text("cannot be published yet").first).to_be_visible(timeout=120_000)
    expect(page.get_by_text("lacks a mention that the law demands: the facts").first).to_be_visible(
        timeout=120_000
    )
