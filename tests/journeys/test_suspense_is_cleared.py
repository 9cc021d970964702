"""Payments nobody could match: assigned, split, sent back with four eyes and taken back, until none waits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from app.ledger.bank.coda_writing import TRANSFER_OUT, Movement
from app.ledger.models import BankTransaction, PaymentBatch, PaymentOrder, Receivable
from app.people.models import Party
from tests.factories.coda import STRANGER
from tests.factories.ledger import owe
from tests.factories.people import make_iban, make_person
from tests.journeys.fund import Fund, assert_books_balance, fill, paid
from tests.journeys.test_every_page import find_problems
from workflows import clock

pytestmark = pytest.mark.browser


@pytest.fixture
def fund(transactional_db: None, settings: Any, open_context: Callable[..., BrowserContext]) -> Fund:
    """Tuesday 3 March 2026; three people owe a first quarter that is not due yet."""
    settings.VIRTUAL_CLOCK = True
    return Fund(open_context, [], month=3, day=3)


def debtor(name: str, amount: str) -> tuple[Party, Receivable]:
    party = make_person(name)
    return party, owe(party, amount, quarter="2026Q1")


def open_movement(fund: Fund, payer: str) -> Page:
    """From the list, by the payer's name."""
    page = fund.page("finance_officer")
    page.goto("/bank/")
    page.get_by_role("link", name=payer).click()
    return page


def send(page: Page, summary: str, button: str, **answers: str) -> None:
    """Open one of the folded acts of the page, answer it and send it."""
    act = page.locator("details", has=page.locator("summary", has_text=summary))
    act.locator("summary").click()
    for name, value in answers.items():
        act.locator(f"[name={name}]").fill(value)
    act.get_by_role("button", name=button).click()


def assert_told(page: Page, words: str) -> None:
    expect(page.get_by_role("status").first).to_contain_text(words)


def test_the_suspense_list_is_cleared(fund: Fund, tmp_path: Path) -> None:
    joke, joke_debt = debtor("Joke Vermeulen", "850.12")
    ben, ben_debt = debtor("Ben Peeters", "300.00")
    clara, _clara_debt = debtor("Clara Müller", "320.00")
    page = fund.receive(
        tmp_path,
        paid("850.12", iban=make_iban(), name="VERMEULEN JOKE", message="bonjour"),
        paid("500.00", iban=make_iban(), name="DUO SRL", message="pour Ben et Clara"),
        paid("77.70", iban=STRANGER, name="UNKNOWN B.V.", message="invoice 12"),
        paid("120.00", iban=make_iban(), name="C MUELLER", message="solde"),
    )
    page.goto("/bank/")
    expect(page.get_by_role("main")).to_contain_text("4 movements wait")
    expect(page.get_by_role("row", name="VERMEULEN JOKE")).to_contain_text("850.12 €")
    assert find_problems(page, 1440) == []
    assign_by_suggestion(fund, joke_debt)
    page = open_movement(fund, "DUO SRL")
    parts = f"{ben.reference} 300,00 {ben_debt.ref}\n{clara.reference} 200.00"
    send(page, "Split over several", "Split", parts=parts)
    assert_told(page, "The payment is split.")
    assign_to_the_wrong_one_and_back(fund, joke, clara)
    send_back_with_four_eyes(fund, tmp_path)
    page = fund.page("finance_officer")
    page.goto("/bank/")
    expect(page.get_by_role("main")).to_contain_text("Every payment has its owner")
    assert [one.total for one in Receivable.objects.order_by("id")] == [0, 0, 0]
    states = dict(BankTransaction.objects.values_list("counterparty_name", "state"))
    assert states["UNKNOWN B.V."] == "returned"
    assert "suspense" not in states.values()
    assert_books_balance()


def assign_by_suggestion(fund: Fund, debt: Receivable) -> None:
    page = open_movement(fund, "VERMEULEN JOKE")
    first = page.get_by_role("row", name="Joke Vermeulen")
    expect(first).to_contain_text(f"exact amount of {debt.ref}")
    expect(first).to_contain_text("name 100 % alike")
    assert find_problems(page, 1440) == []
    page.keyboard.press("1")
    assert_told(page, "The payment is Joke Vermeulen’s.")


def assign_to_the_wrong_one_and_back(fund: Fund, wrong: Party, right: Party) -> None:
    """Somebody is too quick: taken back with a reason, then given to whom it is."""
    movement = BankTransaction.objects.get(counterparty_name="C MUELLER")
    page = open_movement(fund, "C MUELLER")
    page.locator("#assign_party").fill(wrong.reference)
    page.get_by_role("button", name="Assign Ctrl").click()
    assert_told(page, f"The payment is {wrong.name}’s.")
    page.goto(f"/bank/movements/{movement.pk}/")
    send(page, "Take back", "Take back", reason="It is Clara’s")
    assert_told(page, "Taken back by reversing entries")
    expect(page.get_by_role("complementary")).to_contain_text("It is Clara’s")
    page.locator("#assign_party").fill(right.reference)
    page.get_by_role("button", name="Assign Ctrl").click()
    assert_told(page, f"The payment is {right.name}’s.")


def send_back_with_four_eyes(fund: Fund, folder: Path) -> None:
    """Ordered back by one, approved by another, taken to the bank, and seen to leave the account."""
    page = open_movement(fund, "UNKNOWN B.V.")
    send(page, "Send back to the sender", "Order it back", reason="Not for us")
    assert_told(page, "Ordered back to the sender in the batch")
    batch = PaymentBatch.objects.get()
    page.goto(f"/bank/batches/{batch.pk}/")
    expect(page.get_by_role("main")).to_contain_text("77.70 €")
    page.get_by_role("button", name="Propose").click()
    expect(page.get_by_role("main")).to_contain_text("You prepared this batch: somebody else approves it.")
    assert page.get_by_role("button", name="Approve").count() == 0
    second = fund.page("director")
    second.goto(f"/bank/batches/{batch.pk}/")
    assert find_problems(second, 1440) == []
    fill(second, seen=True)
    second.get_by_role("button", name="Approve").click()
    assert_told(second, "Approved.")
    page.reload()
    with page.expect_download() as taken:
        page.get_by_role("button", name="File for the bank").click()
    order = PaymentOrder.objects.get()
    content = taken.value.path().read_text(encoding="utf-8")
    assert all(part in content for part in (STRANGER, "77.70", order.end_to_end_id, "pain.001"))
    fund.live(3, 4)
    left = Movement(
        Decimal("-77.70"), clock.today(), code=TRANSFER_OUT, end_to_end_id=order.end_to_end_id, iban=STRANGER
    )
    fund.receive(folder, left)
    order.refresh_from_db()
    assert (order.state, batch.execute_on) == ("executed", date(2026, 3, 4))
