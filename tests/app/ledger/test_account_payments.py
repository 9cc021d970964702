"""The statement of account tells what was received and paid back, and what bounced, why and when."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django.test import Client

from app.ledger.account_payments import list_moved
from app.ledger.refunds import approve_refund, pay_refund, propose_refund
from app.ledger.views import drop_repeated
from app.registers.traces import Line
from tests.app.ledger.bank.days import ANNA, DAY, Debtor, a_debtor, take_in
from tests.factories.cases import make_user
from tests.factories.coda import paid
from tests.factories.ledger import pay

pytestmark = pytest.mark.django_db
LATER = DAY + timedelta(5)


@pytest.fixture
def anna(tmp_path: Path) -> Debtor:
    """Paid 100 euro, which bounced, then 150, of which 50 went back."""
    debtor = a_debtor(ANNA, "100.00")
    take_in(tmp_path, paid("100.00", reference=debtor.reference, iban=ANNA, end_to_end_id="X"))
    take_in(
        tmp_path, paid("-100.00", iban=ANNA, end_to_end_id="X", return_reason="AM04"), number=2, day=LATER
    )
    pay(150, on=date(2026, 3, 20), party=debtor.party)
    refund = propose_refund(debtor.party, on=date(2026, 3, 23), key="r", by="user:7")
    pay_refund(approve_refund(refund, by="user:8"), on=date(2026, 3, 25))
    return debtor


def test_the_newest_comes_first_and_what_went_back_is_below_nought(anna: Debtor) -> None:
    moved = list_moved(anna.party, date(2026, 4, 1))
    assert [(one.amount, one.is_lost) for one in moved] == [(-50, False), (150, False), (100, True)]


def test_a_day_before_knows_less(anna: Debtor) -> None:
    assert [one.amount for one in list_moved(anna.party, date(2026, 3, 10))] == [Decimal(100)]


def test_the_page_says_why_a_payment_bounced(client: Client, anna: Debtor) -> None:
    client.force_login(make_user("fay", "finance_officer"))
    page = client.get(f"/books/parties/{anna.party.reference}/").content.decode()
    assert "not enough money on the account (AM04)" in page
    assert "Bounced" in page


def test_what_a_warning_says_is_not_said_again_as_a_step() -> None:
    warning, step = Line("warning", "the total is not known"), Line("step", "the total is not known")
    result = Line("result", "the total is not known", "399.73")
    assert drop_repeated([warning, step, result]) == [warning, result]
