"""A structured reference is copied by one key; without a script it is there to be selected."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from app.accounts.models import User
from app.ledger.chart import load_chart
from app.ledger.models import Receivable
from app.ledger.references import reference_for
from app.registers.structured_reference import format_reference
from tests.factories.cases import make_user
from tests.factories.ledger import owe
from tests.factories.people import make_person

pytestmark = pytest.mark.browser


@pytest.fixture
def fay(transactional_db: None) -> User:
    load_chart()
    return make_user("fay", "finance_officer")


@pytest.fixture
def receivable(fay: User) -> Receivable:
    made = owe(make_person(), 100)
    reference_for(made)
    return made


def test_a_reference_is_copied_by_the_keyboard_and_it_is_said(
    open_context: Callable[..., BrowserContext], fay: User, receivable: Receivable
) -> None:
    context = open_context(fay)
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/books/receivables/{receivable.ref}/")
    button = page.locator(".copy-button")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".copy-button + [role=status]")).not_to_be_empty()
    wanted = format_reference(reference_for(receivable).number)
    assert page.evaluate("navigator.clipboard.readText()") == wanted


def test_without_a_script_the_reference_is_text(
    open_context: Callable[..., BrowserContext], fay: User, receivable: Receivable
) -> None:
    page = open_context(fay, script=False).new_page()
    page.goto(f"/books/receivables/{receivable.ref}/")
    expect(page.get_by_text(format_reference(reference_for(receivable).number))).to_be_visible()
    assert page.locator(".copy-button").count() == 0
