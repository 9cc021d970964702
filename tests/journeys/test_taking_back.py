"""A caseworker finishes a task, sees the mistake and takes it back: by mouse, by key, without a script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import LazySettings
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import task_of
from tests.journeys.test_every_page import look_at

pytestmark = pytest.mark.browser
WORDS = {
    "fr": ("Reprendre", "La tâche est de nouveau ouverte, avec vos réponses."),
    "nl": ("Terugnemen", "De taak staat weer open, met uw antwoorden."),
}


@pytest.fixture(autouse=True)
def _time_to_think(settings: LazySettings) -> None:
    settings.TAKE_BACK_SECONDS = 600


def finish(page: Page, case: Case) -> None:
    page.goto(f"/inbox/{task_of(case).pk}/")
    page.locator("[name=next][value=answer]").check()
    page.locator("#id_answer").fill("Her income was higher.")
    page.locator("[data-main]").click()


def expect_open_again(page: Page, case: Case, told: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(told)
    expect(page.locator("#id_answer")).to_have_value("Her income was higher.")
    assert task_of(case).state == "ready"


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_mistake_is_taken_back_with_the_answers_kept(
    open_context: Callable[..., BrowserContext], caseworker: User, case: Case, language: str
) -> None:
    User.objects.filter(pk=caseworker.pk).update(language=language)
    page = open_context(caseworker, width=390 if language == "nl" else 1440).new_page()
    finish(page, case)
    button, told = WORDS[language]
    assert look_at(page) == []
    page.get_by_role("button", name=button).click()
    expect_open_again(page, case, told)


def test_u_takes_it_back(browser_page: Page, case: Case) -> None:
    finish(browser_page, case)
    expect(browser_page.get_by_role("button", name="Take back")).to_be_visible()
    browser_page.keyboard.press("u")
    expect_open_again(browser_page, case, "The task is open again, with your answers.")


def test_it_needs_no_script(
    open_context: Callable[..., BrowserContext], caseworker: User, case: Case
) -> None:
    page = open_context(caseworker, script=False).new_page()
    page.goto(f"/inbox/{task_of(case).pk}/")
    page.get_by_label("Answer", exact=True).check()
    page.get_by_role("button", name="Complete").click()
    page.locator("#id_answer").fill("Her income was higher.")
    page.get_by_role("button", name="Complete").click()
    page.get_by_role("button", name="Take back").click()
    expect_open_again(page, case, "The task is open again, with your answers.")
