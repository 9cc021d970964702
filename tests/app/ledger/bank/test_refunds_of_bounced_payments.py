"""A payment bounces while the refund of it is on its way: the money is not paid out twice."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from app.accounts.models import User
from app.ledger import refunds
from app.ledger.bank import batches, orders
from app.ledger.bank.errors import BatchRefused
from app.ledger.bank_models import BatchKind, PaymentBatch
from app.ledger.models import Payment, Receivable, Refund
from app.ledger.payments import bounce_payment
from app.ledger.payouts import propose_payout
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of, trial_balance
from tests.app.ledger.bank.days import CLARA, DAY, TODAY, Debtor, a_debtor
from tests.factories.cases import make_user
from tests.factories.ledger import pay

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 3, 6)


@pytest.fixture
def clara() -> Debtor:
    """Owes 100 euro and has paid them."""
    debtor = a_debtor(CLARA, "100.00")
    pay(100, on=DAY, party=debtor.party)
    return debtor


@pytest.fixture
def fay() -> User:
    return make_user("fay", "finance_officer")


@pytest.fixture
def finn() -> User:
    return make_user("finn", "finance_officer")


def approve(refund: Refund) -> Refund:
    return refunds.approve_refund(refund, by="user:8")


def a_refund(debtor: Debtor, *amounts: int) -> tuple[Refund, list[Payment]]:
    """A proposed refund of all of these payments, which nothing needed."""
    paid = [pay(amount, on=DAY, party=debtor.party) for amount in amounts]
    return refunds.propose_refund(debtor.party, on=DAY, key="r", by="user:7"), paid


def bounce(payment: Payment) -> None:
    bounce_payment(payment, on=TODAY, key="b", reason="AM04")


def order(refund: Refund, by: User) -> PaymentBatch:
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=by)
    assert orders.order_refund(batch, refund, on=TODAY)
    return batch


def send(batch: PaymentBatch, fay: User, finn: User, *, until: str) -> None:
    batches.propose(batch, by=fay)
    if until != "proposed":
        batches.approve(batch, content=batches.content_of(batch), by=finn)
    if until == "exported":
        batches.export(batch, by=fay)


def find_account(code: str) -> Decimal:
    return next(line.balance for line in trial_balance() if line.account.code == code)


@pytest.mark.parametrize("is_approved", [False, True])
def test_the_refund_is_withdrawn_and_nobody_owes_anything(clara: Debtor, is_approved: bool) -> None:
    refund, [payment] = a_refund(clara, 400)
    if is_approved:
        approve(refund)
    bounce(payment)
    refund.refresh_from_db()
    with translation.override("en"):
        assert (refund.state, refund.reason_told) == ("withdrawn", "the payment it came from was taken back")
    assert not Receivable.objects.exclude(state="settled").exists()
    assert [find_account("5500"), find_account("4110"), credit_of(clara.party)] == [100, 0, 0]
    assert list(list_faults()) == []


def test_a_withdrawn_refund_is_neither_ordered_nor_decided(clara: Debtor, fay: User) -> None:
    refund, [payment] = a_refund(clara, 400)
    approve(refund)
    seen = Refund.objects.get(pk=refund.pk)
    bounce(payment)
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=fay)
    with pytest.raises(BatchRefused):
        orders.order_refund(batch, seen, on=TODAY)
    assert refunds.approve_refund(seen, by="user:9").state == "withdrawn"


@pytest.mark.parametrize(
    ("until", "after"), [("draft", "draft"), ("proposed", "proposed"), ("approved", "proposed")]
)
def test_its_order_leaves_the_batch_whose_approval_ends(
    clara: Debtor, fay: User, finn: User, until: str, after: str
) -> None:
    refund, [payment] = a_refund(clara, 400)
    batch = order(approve(refund), fay)
    if until != "draft":
        send(batch, fay, finn, until=until)
    bounce(payment)
    batch.refresh_from_db()
    assert (batch.state, batch.approved_by, batch.file, batch.orders.count()) == (after, None, None, 0)
    assert batch.events.filter(kind="remove").get().by == "bank"


def test_what_was_given_to_the_bank_is_owed_back(clara: Debtor, fay: User, finn: User) -> None:
    refund, [payment] = a_refund(clara, 400)
    send(order(approve(refund), fay), fay, finn, until="exported")
    bounce(payment)
    refunds.pay_refund(refund, on=FRIDAY)
    owed = {one.kind: one.total for one in Receivable.objects.filter(state="open")}
    # 100 + 400 in, 400 taken back by the bank, 400 paid out; the other 100 pay of that what they can.
    assert (owed, find_account("5500")) == ({"contribution": 100, "recovery": 300}, -300)


def test_what_is_left_of_the_credit_can_be_proposed_anew(clara: Debtor) -> None:
    refund, [payment, _other] = a_refund(clara, 250, 150)
    approve(refund)
    bounce(payment)
    assert credit_of(clara.party) == 150
    assert refunds.propose_refund(clara.party, on=TODAY, key="s", by="user:7").amount == 150


def test_debts_that_other_money_paid_stay_paid(clara: Debtor) -> None:
    _refund, [payment] = a_refund(clara, 400)
    bounce(payment)
    assert clara.owed == 0


def test_a_benefit_on_its_way_is_left_alone(clara: Debtor) -> None:
    payment = pay(400, on=DAY, party=clara.party)
    terms: dict[str, Any] = {"benefit": Decimal(150), "interest": Decimal(0), "on": DAY, "by": "user:7"}
    payout = approve(propose_payout(clara.party, key="benefit", reason="bridging_right", **terms))
    bounce(payment)
    payout.refresh_from_db()
    assert (payout.state, clara.owed) == ("approved", 0)


def test_an_order_taken_out_leaves_its_number_to_nobody(clara: Debtor, fay: User) -> None:
    first, _ = a_refund(clara, 400)
    batch = order(approve(first), fay)
    for number in ("s", "t"):
        pay(50, on=DAY, party=clara.party)
        again = refunds.propose_refund(clara.party, on=DAY, key=number, by="user:7")
        orders.order_refund(batch, approve(again), on=TODAY)
        if number == "s":
            batches.remove_order(batch, batch.orders.first().pk, by=fay)  # type: ignore[union-attr]
    assert [one.end_to_end_id[-5:] for one in batch.orders.all()] == ["00002", "00003"]
