"""What opens over a page or inside it has no barrier either: not only the page at rest, in any language or light."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from app.accounts.models import User
from app.people.models import Party
from tests.factories.affiliation import CircumstanceFactory, IncomeFactory, LiabilityPeriodFactory
from tests.factories.cases import deploy_question, open_question, task_of
from tests.factories.people import make_person
from tests.journeys.test_every_page import COLOURS, RULES, find_problems

pytestmark = pytest.mark.browser
LANGUAGES = ("fr", "nl", "de", "en")
VARIANTS: tuple[tuple[int, Any, dict[str, Any]], ...] = (
    (1440, "light", RULES), (1440, "dark", COLOURS), (390, "light", RULES), (390, "dark", COLOURS)
)  # fmt: skip
Open = Callable[[Page], object]


def open_palette(page: Page) -> None:
    page.keyboard.press("Control+k")
    page.keyboard.type("a")


def open_help(page: Page) -> None:
    page.keyboard.press("?")


def choose_tasks(page: Page) -> None:
    for key in ("j", "x"):
        page.keyboard.press(key)
    page.locator("#bulk-verb").select_option("put_aside")


def unfold(page: Page) -> None:
    """Everything inside the page that can be unfolded, at once."""
    page.evaluate("document.querySelectorAll('details:not(.menu)').forEach((one) => { one.open = true })")


def send_nothing(page: Page) -> None:
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".error-summary")


#: Address and what is done there; `{party}`, `{case}` and `{task}` are filled in.
OPENED: dict[str, tuple[str, Open]] = {
    "palette": ("/inbox/?view=free", open_palette),
    "keys": ("/inbox/?view=free", open_help),
    "chosen tasks": ("/inbox/?view=free", choose_tasks),
    "unfolded filters": ("/inbox/?view=free&q=2023", unfold),
    "refused task": ("/inbox/{task}/", send_nothing),
    "unfolded case": ("/cases/{case}/", unfold),
    "person": ("/people/{party}/", lambda page: None),
    "unfolded person": ("/people/{party}/", unfold),
    "refused contact": ("/letters/contacts/new/?party={party}", send_nothing),
}


@pytest.fixture
def places(caseworker: User) -> dict[str, object]:
    deploy_question()
    party = make_person("Marie-Antoinette Vandenbroucke-Vermeulen", language="de", email="m@example.org")
    tell_life(party)
    case = open_question(caseworker, subject="Beitragsermäßigung für 2023")
    return {"party": party.reference, "case": case.reference, "task": task_of(case).pk}


def tell_life(party: Party) -> None:
    LiabilityPeriodFactory(person=party)
    CircumstanceFactory(person=party)
    IncomeFactory(party=party, year=2023)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", OPENED)
def test_what_is_opened_has_no_barrier_in_any_language(
    name: str, places: dict[str, object], caseworker: User, open_context: Callable[..., BrowserContext]
) -> None:
    address, act = OPENED[name]
    page, found = open_context(caseworker).new_page(), []
    for language in LANGUAGES:
        User.objects.filter(pk=caseworker.pk).update(language=language)
        page.set_viewport_size({"width": 1440, "height": 900})
        page.goto(address.format(**places))
        act(page)
        for width, scheme, rules in VARIANTS:
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += [f"{language} {width} {scheme}: {one}" for one in find_problems(page, width, rules)]
    assert found == []
