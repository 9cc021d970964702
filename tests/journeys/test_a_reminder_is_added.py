"""A process owner adds a reminder to the ladder, a colleague approves it, running cases go along and come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.accounts.models import User
from app.cases.opening import open_case
from app.ledger.models import Receivable
from app.recovery.ladder_course import read_course
from app.recovery.starting import describe_start
from app.studio.models import Draft
from tests.factories.cases import make_user
from tests.factories.ledger import owe
from tests.factories.people import make_person
from tests.journeys.fund import PATIENCE, Fund
from tests.journeys.test_every_page import find_problems
from workflows import api, definitions

pytestmark = pytest.mark.browser


@pytest.fixture
def owner(transactional_db: None) -> User:
    return make_user("olga", "process_owner", name="Olga Jacobs")


def add_reminder(page: Page) -> None:
    page.goto("/studio/recovery/")
    page.get_by_role("button", name="Change this process").click()
    page.get_by_role("link", name="Ladder amicable").click()
    page.get_by_role("button", name="Add a reminder").click()
    page.get_by_label("R2: Delay").fill("20")
    page.get_by_label("R2: Delay").blur()


def test_a_reminder_is_added_seen_approved_taken_along_and_taken_back(
    settings: Any, open_context: Callable[..., BrowserContext], owner: User
) -> None:
    settings.VIRTUAL_CLOCK = True
    fund = Fund(open_context, ["recovery"], month=5, day=4)
    case_ref = follow_a_debt(fund)
    page = open_context(owner).new_page()
    page.set_default_timeout(PATIENCE)
    add_reminder(page)
    page.get_by_label("Claimed on").fill("2026-04-01")
    page.get_by_label("Due on").fill("2026-06-30")
    page.get_by_label("Due on").blur()
    # R1 10 July, R3 35 days later on 14 August, R2 20 days after R3: 3 September 2026.
    expect(page.locator("#ladder-answer time[datetime='2026-09-03']")).to_be_visible(timeout=PATIENCE)
    look_at_it(page)
    page.get_by_role("link", name="Draft", exact=True).click()
    expect(page.get_by_text("Scenario: processes/recovery/scenarios/ladder.yaml").first).to_be_visible(
        timeout=120_000
    )
    write_scenario(page)
    page.get_by_label("What changes, and why").fill("One more reminder before the notice")
    page.get_by_role("button", name="Hand over for review").click()
    expect(page.get_by_text("a colleague approves it")).to_be_visible()
    approve(fund)
    assert definitions.find("recovery").number == 2
    take_along_and_back(fund, page, case_ref)


def write_scenario(page: Page) -> None:
    """What the lawyer signs: the new reminder stands between the others."""
    page.get_by_role("link", name="scenarios/ladder.yaml").click()
    source = page.get_by_label("Source")
    source.fill(source.input_value().replace("R0, R1, R3, R4", "R0, R1, R3, R2, R4"))
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Draft", exact=True).click()


def look_at_it(page: Page) -> None:
    for width, scheme in ((1440, "light"), (390, "dark")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        assert find_problems(page, width) == []
    page.set_viewport_size({"width": 1440, "height": 900})


def follow_a_debt(fund: Fund) -> str:
    """One quarter to be paid, followed on the ladder as it was."""
    party = make_person("Joke Vermeulen")
    debt = owe(party, "1000.00", quarter="2026Q2", first_claimed_on=date(2026, 4, 15))
    case = open_case("recovery", describe_start(debt), by=api.system("tests"), party=party)
    Receivable.objects.filter(pk=debt.pk).update(case_ref=case.reference)
    fund.live()
    return case.reference


def approve(fund: Fund) -> None:
    page = fund.page("legal_officer")
    page.goto(f"/studio/drafts/{Draft.objects.get().pk}/")
    expect(page.get_by_text("scenarios hold")).to_be_visible(timeout=120_000)
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.get_by_text("Published as version 2")).to_be_visible(timeout=120_000)


def take_along_and_back(fund: Fund, page: Page, case_ref: str) -> None:
    page.goto("/studio/recovery/")
    page.get_by_role("link", name="Take the cases along").click()
    page.get_by_label("Why").fill("The new reminder is for everybody")
    page.get_by_role("button", name="Take the cases along").click()
    fund.live(5, 5)  # the worker's duties, which take the cases along, are done once a simulated day
    page.goto("/studio/recovery/")
    expect(page.get_by_text("1 taken along")).to_be_visible()
    assert "R2" in read_steps(case_ref)
    page.get_by_role("button", name="Take back", exact=True).click()
    expect(page.get_by_text("1 taken back")).to_be_visible()
    assert "R2" not in read_steps(case_ref)


def read_steps(case_ref: str) -> list[str]:
    course = read_course(case_ref, today=date(2026, 5, 4), language="en")
    assert course is not None
    return [rung.step for rung in course.rungs]
