"""Movements that resemble what the fund ordered, and are not it: every cent of the account stays in the books."""

from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.accounts.models import User
from app.ledger import refunds
from app.ledger.bank import batches, mandates, orders, suspense
from app.ledger.bank.coda_writing import TRANSFER_OUT, Movement
from app.ledger.bank.errors import BatchRefused
from app.ledger.bank_models import BankTransaction, BatchKind, PaymentBatch, PaymentOrder
from app.ledger.models import Payment, Receivable, Refund
from app.ledger.proofs import list_faults
from app.ledger.queries import trial_balance
from tests.app.ledger.bank.days import ANNA, BEN, CLARA, DAY, TODAY, a_debtor, take_in
from tests.factories.cases import make_user
from tests.factories.coda import STRANGER, paid
from tests.factories.ledger import owe, pay

pytestmark = pytest.mark.django_db
FRIDAY, LATER = date(2026, 3, 6), DAY + timedelta(5)


@pytest.fixture
def people() -> tuple[User, User]:
    return make_user("fay", "finance_officer"), make_user("finn", "finance_officer")


def send(batch: PaymentBatch, people: tuple[User, User]) -> PaymentOrder:
    fay, finn = people
    batches.propose(batch, by=fay)
    batches.approve(batch, content=batches.content_of(batch), by=finn)
    batches.export(batch, by=fay)
    return batch.orders.order_by("id").first()  # type: ignore[return-value]


def a_payout(people: tuple[User, User]) -> PaymentOrder:
    """A refund of 150 euro, given to the bank."""
    clara = a_debtor(CLARA, "100.00")
    pay(250, on=DAY, party=clara.party)
    refund = refunds.propose_refund(clara.party, on=DAY, key="r", by="user:7")
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=people[0])
    orders.order_refund(batch, refunds.approve_refund(refund, by="user:8"), on=TODAY)
    return send(batch, people)


def sent_back(people: tuple[User, User], tmp_path: Path) -> tuple[BankTransaction, PaymentOrder]:
    """77.70 euro of a stranger, whose sending back was given to the bank."""
    [movement] = take_in(tmp_path, paid("77.70", iban=STRANGER, name="UNKNOWN", end_to_end_id="THEIRS"))
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=people[0])
    suspense.send_back(movement, batch, by="user:1", reason="not ours")
    return movement, send(batch, people)


def collect(
    people: tuple[User, User], receivable: Receivable, mandate: mandates.DirectDebitMandate
) -> PaymentOrder:
    batch = batches.start_batch(BatchKind.COLLECTION, FRIDAY, by=people[0])
    orders.order_collection(batch, receivable, mandate)
    return send(batch, people)


def leaves(amount: str, order: PaymentOrder) -> Movement:
    return Movement(Decimal(f"-{amount}"), FRIDAY, code=TRANSFER_OUT, end_to_end_id=order.end_to_end_id)


def find_bank() -> Decimal:
    return next(line.balance for line in trial_balance() if line.account.code == "5500")


def test_an_order_that_the_bank_carries_out_twice_is_seen_the_second_time(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    order, before = a_payout(people), find_bank()
    take_in(tmp_path, leaves("150.00", order))
    [again] = take_in(tmp_path, leaves("150.00", order), number=2)
    assert (again.state, find_bank()) == ("suspense", before - 300)
    assert list(list_faults()) == []


def test_an_order_of_a_refused_batch_that_leaves_all_the_same_is_seen(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    order, before = a_payout(people), find_bank()
    batches.reject(order.batch, by=people[0], reason="refused")
    [movement] = take_in(tmp_path, leaves("150.00", order))
    assert (movement.state, find_bank(), Refund.objects.get().state) == ("suspense", before - 150, "approved")


def test_money_sent_back_twice_stops_no_import(tmp_path: Path, people: tuple[User, User]) -> None:
    _movement, order = sent_back(people, tmp_path)
    take_in(tmp_path, leaves("77.70", order), number=2)
    [again] = take_in(tmp_path, leaves("77.70", order), number=3)
    assert (again.state, find_bank()) == ("suspense", Decimal("-77.70"))
    assert list(list_faults()) == []


def test_money_that_was_sent_back_and_is_called_back_too_is_seen(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    _movement, order = sent_back(people, tmp_path)
    take_in(tmp_path, leaves("77.70", order), number=2)
    [called] = take_in(tmp_path, paid("-77.70", end_to_end_id="THEIRS", return_reason="FOCR"), number=3)
    assert (called.state, find_bank()) == ("suspense", Decimal("-77.70"))


def test_money_called_back_before_it_was_sent_back_leaves_the_batch(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    [movement] = take_in(tmp_path, paid("77.70", iban=STRANGER, end_to_end_id="THEIRS"))
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=people[0])
    suspense.send_back(movement, batch, by="user:1", reason="not ours")
    take_in(tmp_path, paid("-77.70", end_to_end_id="THEIRS", return_reason="FOCR"), number=2)
    assert (batch.orders.count(), find_bank()) == (0, 0)
    assert list(list_faults()) == []


def test_money_called_back_while_it_is_sent_back_stops_no_import(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    _movement, order = sent_back(people, tmp_path)
    [called] = take_in(tmp_path, paid("-77.70", end_to_end_id="THEIRS", return_reason="FOCR"), number=2)
    [left] = take_in(tmp_path, leaves("77.70", order), number=3)
    assert (called.state, left.state, find_bank()) == ("suspense", "refunded", Decimal("-77.70"))
    assert list(list_faults()) == []


def test_payments_of_which_the_payer_gave_no_reference_are_not_taken_for_each_other(tmp_path: Path) -> None:
    anna, ben = a_debtor(ANNA, "100.00"), a_debtor(BEN, "100.00")
    first = paid("100.00", reference=anna.reference, iban=ANNA, end_to_end_id="NOTPROVIDED")
    second = paid("100.00", reference=ben.reference, iban=BEN, end_to_end_id="NOTPROVIDED")
    take_in(tmp_path, first, second)
    [back] = take_in(
        tmp_path, paid("-100.00", end_to_end_id="NOTPROVIDED", return_reason="FOCR"), number=2, day=LATER
    )
    assert (back.state, anna.owed, ben.owed) == ("suspense", 0, 0)


def test_the_order_says_which_collection_bounced_though_the_mandate_has_another(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    anna = a_debtor(ANNA, "100.00")
    mandate = mandates.sign(party=anna.party, reference="M-1", iban=ANNA, holder="x", signed_on=DAY)
    first = collect(people, anna.receivable, mandate)
    take_in(tmp_path, paid("100.00", mandate_reference="M-1", end_to_end_id=first.end_to_end_id))
    later = owe(anna.party, "100.00", quarter="2026Q2")
    second = collect(people, later, mandate)
    take_in(tmp_path, paid("100.00", message=f"BATCH {second.batch.reference}"), number=2)
    told = {"mandate_reference": "M-1", "end_to_end_id": second.end_to_end_id, "return_reason": "AM04"}
    take_in(tmp_path, paid("-100.00", **told), number=3, day=LATER)
    assert (anna.owed, Receivable.objects.get(pk=later.pk).total) == (0, 100)


def test_a_payer_of_another_account_who_wrote_the_same_words_is_not_meant(tmp_path: Path) -> None:
    anna, ben = a_debtor(ANNA, "100.00"), a_debtor(BEN, "100.00")
    first = paid("100.00", reference=anna.reference, iban=ANNA, end_to_end_id="Q1")
    second = paid("100.00", reference=ben.reference, iban=BEN, end_to_end_id="Q1")
    take_in(tmp_path, first, second)
    take_in(
        tmp_path, paid("-100.00", iban=ANNA, end_to_end_id="Q1", return_reason="FOCR"), number=2, day=LATER
    )
    assert (anna.owed, ben.owed) == (100, 0)


def test_a_batch_of_which_an_order_was_paid_cannot_have_been_refused(
    tmp_path: Path, people: tuple[User, User]
) -> None:
    clara, ben = a_debtor(CLARA, "100.00"), a_debtor(BEN, "100.00")
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=people[0])
    for one in (clara, ben):
        pay(250, on=DAY, party=one.party)
        refund = refunds.propose_refund(one.party, on=DAY, key=f"r{one.party.pk}", by="user:7")
        orders.order_refund(batch, refunds.approve_refund(refund, by="user:8"), on=TODAY)
    order = send(batch, people)
    take_in(tmp_path, leaves("150.00", order))
    with pytest.raises(BatchRefused, match="already"):
        batches.reject(batch, by=people[0], reason="refused")
    assert batch.orders.filter(state="failed").count() == 0


def test_a_rejected_sending_back_waits_in_suspense_again(tmp_path: Path, people: tuple[User, User]) -> None:
    movement, order = sent_back(people, tmp_path)
    batches.reject(order.batch, by=people[0], reason="refused")
    movement.refresh_from_db()
    assert (movement.state, movement.decisions.last().kind) == ("suspense", "undo")  # type: ignore[union-attr]


@pytest.mark.parametrize("step", ["cancel", "remove"])
def test_a_sending_back_that_is_taken_out_waits_in_suspense_again(
    tmp_path: Path, people: tuple[User, User], step: str
) -> None:
    [movement] = take_in(tmp_path, paid("77.70", iban=STRANGER, name="UNKNOWN"))
    batch = batches.start_batch(BatchKind.PAYOUT, FRIDAY, by=people[0])
    order = suspense.send_back(movement, batch, by="user:1", reason="not ours")
    if step == "cancel":
        batches.cancel(batch, by=people[0], reason="wrong day")
    else:
        batches.remove_order(batch, order.pk, by=people[0])
    movement.refresh_from_db()
    assert (movement.state, Payment.objects.get().state) == ("suspense", "suspense")
