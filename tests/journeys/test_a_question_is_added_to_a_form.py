"""A process owner adds a question that is asked only sometimes; a colleague publishes it; a caseworker is asked it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.studio.models import Draft
from tests.factories.cases import make_user
from tests.journeys.fund import PATIENCE
from tests.journeys.test_a_reminder_is_added import look_at_it
from workflows import api, catalogue, clock, definitions

pytestmark = pytest.mark.browser
WORDS = {"fr": "Langue de signes ?", "nl": "Gebarentaal?", "de": "Gebärdensprache?", "en": "Sign language?"}


@pytest.fixture
def owner(transactional_db: None) -> User:
    now = clock.now()
    catalogue.deploy(["question"], by=api.system("tests"), now=now)
    return make_user("olga", "process_owner", name="Olga Jacobs")


def add_question(page: Page) -> None:
    page.goto("/studio/question/")
    page.get_by_role("button", name="Change this process").click()
    page.get_by_role("link", name="Form register").click()
    page.get_by_role("button", name="Question", exact=True).first.click()
    page.get_by_label("Name", exact=True).fill("sign_language")
    page.get_by_label("Type").select_option("boolean")
    page.get_by_label("Question (fr)").fill(WORDS["fr"])
    page.get_by_label("Shown only if").fill("channel =")
    page.get_by_label("Shown only if").blur()
    expect(page.locator("#err-show_if")).to_contain_text("This is no FEEL", timeout=PATIENCE)
    expect(page.locator("#err-label_de")).to_contain_text("Deutsch")
    for language in ("nl", "de", "en"):
        page.get_by_label(f"Question ({language})").fill(WORDS[language])
    page.get_by_label("Shown only if").fill('channel = "counter"')
    page.get_by_label("Shown only if").blur()
    expect(page.locator("#err-show_if")).to_be_empty(timeout=PATIENCE)


def test_a_question_is_added_to_a_form_published_and_asked(
    open_context: Callable[..., BrowserContext], owner: User
) -> None:
    page = open_context(owner).new_page()
    page.set_default_timeout(PATIENCE)
    add_question(page)
    look_at_it(page)
    seen = page.frame_locator("iframe[name=preview-phone]")
    expect(seen.get_by_text(WORDS["en"])).to_be_hidden()
    seen.get_by_label("Counter").check()
    expect(seen.get_by_text(WORDS["en"])).to_be_visible()
    page.get_by_role("link", name="Draft", exact=True).click()
    page.get_by_label("What changes, and why").fill("Who signs is asked so at the counter")
    page.get_by_role("button", name="Hand over for review").click()
    colleague = open_context(make_user("leo", "legal_officer", name="Leo Martin")).new_page()
    colleague.goto(f"/studio/drafts/{Draft.objects.get().pk}/")
    colleague.get_by_role("button", name="Approve and publish").click(timeout=PATIENCE)
    expect(colleague.get_by_text("Published as version 2")).to_be_visible(timeout=120_000)
    assert definitions.find("question").number == 2
    ask_at_the_counter(open_context(make_user("anna", "caseworker", name="Anna Lambert")).new_page())


def ask_at_the_counter(page: Page) -> None:
    page.goto("/cases/new/question/")
    expect(page.get_by_label(WORDS["en"])).to_be_hidden()
    page.get_by_label("Counter").check()
    page.get_by_label(WORDS["en"]).check()
    expect(page.get_by_label(WORDS["en"])).to_be_checked()


def test_a_question_is_filled_in_with_what_the_fund_holds(
    open_context: Callable[..., BrowserContext], owner: User
) -> None:
    page = open_context(owner).new_page()
    page.set_default_timeout(PATIENCE)
    page.goto("/studio/question/")
    page.get_by_role("button", name="Change this process").click()
    page.get_by_role("link", name="Form register").click()
    page.get_by_role("button", name="Question", exact=True).first.click()
    page.get_by_label("Type").select_option("iban")
    for language, words in WORDS.items():
        page.get_by_label(f"Question ({language})").fill(words)
    page.get_by_label("What the fund already holds").select_option(label="Bank account")
    seen = page.frame_locator("iframe[name=preview-phone]")
    expect(seen.get_by_label(WORDS["en"])).to_have_value("BE68539007547034")
    page.get_by_role("button", name="Take back the last change").click()
    expect(page.get_by_label("What the fund already holds")).to_have_value("")
