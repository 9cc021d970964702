"""An unpaid quarter, from the notice to a kept plan: colleagues at their browsers, a bank file, books that balance."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from app.cases.models import Case
from app.correspondence.models import Letter
from app.ledger.models import PaymentPlan, Receivable
from app.ledger.queries import party_balance
from app.people.models import Party
from tests.journeys.fund import Fund, affiliate, assert_books_balance, fill, paid
from tests.journeys.test_every_page import find_problems
from workflows import clock

pytestmark = pytest.mark.browser
PROCESSES = ["recovery", "quarterly_call", "payment_difficulty", "payment_plan"]


@pytest.fixture
def fund(transactional_db: None, settings: Any, open_context: Callable[..., BrowserContext]) -> Fund:
    """Monday 23 March 2026: the first quarter is called late, a week before it is due."""
    settings.VIRTUAL_CLOCK = True
    return Fund(open_context, PROCESSES, month=3, day=23)


def call_quarter(fund: Fund) -> None:
    """The finance officer prepares the call, the team lead reads its line and approves it."""
    page = fund.page("finance_officer")
    page.goto("/calls/")
    page.get_by_role("link", name="Call a quarter").click()
    fill(page, year="2026", quarter="1")
    page.get_by_role("button", name="Prepare the call").click()
    fund.live()
    case = Case.objects.get(process="quarterly_call")
    page = fund.open_task("team_lead", case, "Check and approve")
    expect(page.get_by_role("main")).to_contain_text("31")
    fill(page, verdict="approve")
    fund.finish(page, "Decide")
    page.goto("/calls/")
    page.get_by_role("link", name="1st quarter of 2026").click()
    expect(page.locator("tbody tr")).to_contain_text("1,716.36")  # 1,648.76 + a fee of 67.60
    assert find_problems(page, 1440) == []


def hand_notices_over(fund: Fund) -> None:
    """The notices leave, and the finance officer closes the call."""
    fund.send_letters()
    case = Case.objects.get(process="quarterly_call")
    page = fund.open_task("finance_officer", case, "Hand the notices over")
    fill(page, handed_over_on="2026-03-23")
    fund.finish(page, "Done")
    case.refresh_from_db()
    assert case.status == "completed"


def log_call(fund: Fund, party: Party) -> None:
    """The person rings up; the caseworker logs it from the page of the party."""
    page = fund.page("caseworker")
    page.goto(f"/people/{party.reference}/")
    page.get_by_role("link", name="Log a contact").last.click()
    fill(page, channel="phone", subject="I cannot pay", summary="A client pays late.", outcome="reached")
    page.get_by_role("button", name="Log the contact").click()
    expect(page.get_by_role("status").first).to_contain_text("The contact is logged.")
    expect(page.get_by_role("main")).to_contain_text("I cannot pay")


def advise(fund: Fund, party: Party) -> PaymentPlan:
    """A difficulty case: the debt is explained, solutions are ranked, the person chooses a plan in two parts."""
    page = fund.page("caseworker")
    page.goto(f"/cases/new/payment_difficulty/?party={party.reference}")
    fill(page, reason="A client pays late", signalled_on="2026-04-13")
    page.get_by_role("button", name="Register").click()
    fund.live()
    case = Case.objects.get(process="payment_difficulty")
    page = fund.open_task("caseworker", case, "Contact the person")
    fill(page, channel="phone", outcome="reached", short_gap=True)
    fund.finish(page, "Register")
    page = fund.open_task("caseworker", case, "Advise")
    fill(page, chosen="payment_plan", months="1", down_payment="600", first_due_on="2026-04-27")
    fund.finish(page, "Complete")
    return PaymentPlan.objects.get()


def test_an_unpaid_quarter_ends_in_a_kept_plan(fund: Fund, tmp_path: Path) -> None:
    party = affiliate("Joke Vermeulen")
    call_quarter(fund)
    hand_notices_over(fund)
    fund.live(4, 13)
    names = [one.name for one in Letter.objects.filter(party=party).order_by("made_at")]
    assert sorted(names) == [
        "due_notice",
        "reminder",
        "statement",
    ]  # too late a call for a reminder before the due date
    log_call(fund, party)
    plan = advise(fund, party)
    assert [(str(one.due_on), one.amount) for one in plan.instalments.all()] == [
        ("2026-04-27", Decimal("600.00")),
        ("2026-05-27", Decimal("1165.82")),
    ]  # 1,648.76 + 67.60 + 3 % surcharge of 31 March (49.46) = 1,765.82
    for statement, (day, amount) in enumerate(((24, "600.00"), (30, "1165.82")), start=1):
        fund.live(4, day)
        page = fund.receive(tmp_path, paid(amount, reference=str(plan.reference_id), name="JOKE VERMEULEN"))
        page.get_by_role("main").get_by_role("link", name=f"{statement} ·").click()
        expect(page.get_by_role("main")).to_contain_text("JOKE VERMEULEN")
    assert_nothing_is_left(fund, party, plan)
    assert_books_balance()


def assert_nothing_is_left(fund: Fund, party: Party, plan: PaymentPlan) -> None:
    """What the caseworker reads, and what the cases and the books say."""
    page = fund.page("caseworker")
    page.goto(f"/books/parties/{party.reference}/")
    expect(page.get_by_role("main")).to_contain_text("Nothing is owed")
    page.goto(f"/people/{party.reference}/")
    for letter in ("Your payment plan", "Your plan is finished"):
        expect(page.locator("#correspondence")).to_contain_text(letter)
    assert find_problems(page, 1440) == []
    plan.refresh_from_db()
    assert (plan.state, Receivable.objects.get().state) == ("kept", "settled")
    assert party_balance(party, clock.today()).owed.total == 0
    assert set(Case.objects.values_list("process", "status")) == {
        (process, "completed") for process in PROCESSES
    }
