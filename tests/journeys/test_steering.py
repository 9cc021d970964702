"""A team lead finds what will be late, sees who holds it and gives it to whoever has room; no page has a barrier."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.board.rollups import roll_up
from app.cases.models import Case
from tests.factories.cases import make_user, open_question, task_of
from tests.factories.promises import promise
from tests.journeys.test_every_page import look_at
from workflows import api, clock

pytestmark = pytest.mark.browser
LANGUAGES = ("fr", "nl", "de", "en")
PAGES = (
    "/board/",
    "/board/?by=promise",
    "/board/?by=team",
    "/board/?of=task&by=step",
    "/board/tasks/",
    "/board/tasks/?condition=paused",
    "/board/wall/?by=team",
    "/board/promises/",
    "/board/promises/?condition=paused",
    "/board/workload/",
    "/board/workload/{anna}/",
    "/board/workload/0/",
    "/board/durations/",
    "/board/recovery/",
)


@pytest.fixture
def held(case: Case, caseworker: User) -> Case:
    """Anna's, its promise running out tomorrow; another of hers broken."""
    now = clock.now()
    promise(case, 1, "running", started_at=now, target_at=now + timedelta(days=1))
    api.assign(task_of(case).pk, caseworker.pk, by=api.system("tests"))
    other, ago = open_question(caseworker, subject="Another"), now - timedelta(days=3)
    promise(other, 1, "running", started_at=ago, target_at=ago, breached_at=ago)
    roll_up(clock.now())
    return case


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_the_board_has_a_barrier(
    language: str, held: Case, caseworker: User, open_context: Callable[..., BrowserContext]
) -> None:
    page = open_context(make_user("lea", "team_lead", language=language)).new_page()
    found = []
    for address in PAGES:
        answer = page.goto(address.format(anna=caseworker.pk))
        assert answer is not None
        assert answer.status == 200, address
        found += [f"{address} {problem}" for problem in look_at(page)]
    assert found == []


@pytest.mark.parametrize("script", [True, False])
def test_what_will_be_late_is_found_and_given_away(
    script: bool, held: Case, caseworker: User, open_context: Callable[..., BrowserContext]
) -> None:
    ben, lead = make_user("ben", "caseworker", name="Ben Claes"), make_user("lea", "team_lead")
    page = open_context(lead, script=script).new_page()
    page.goto("/board/")
    page.locator(".figure a[href*='within=5']").click()
    expect(page.locator(".row-link")).to_have_count(1)
    expect(page.get_by_text(held.reference)).to_be_visible()
    give_away(page, caseworker)
    task = task_of(held)
    assert task.assignee == ben


def give_away(page: Page, holder: User) -> None:
    page.goto("/board/workload/")
    page.get_by_role("link", name=str(holder)).click()
    page.locator("tbody input[type=checkbox]").first.check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_text("Ben Claes")).to_be_visible()
    page.get_by_role("button", name="Give 1 task").click()
    expect(page.get_by_text("1 task was given.")).to_be_visible()
