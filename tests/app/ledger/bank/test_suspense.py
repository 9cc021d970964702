"""What waits in suspense: suggestions with their reasons, decisions, and taking them back."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.ledger.bank import batches, suspense
from app.ledger.bank.errors import AlreadyDecided, BatchRefused, SplitRefused
from app.ledger.bank.suggestions import suggest
from app.ledger.bank.suspense import Part
from app.ledger.bank_models import BatchKind
from app.ledger.models import BankTransaction
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of, trial_balance
from app.ledger.surcharges import accrue
from tests.app.ledger.bank.days import ANNA, BEN, TODAY, a_debtor, take_in
from tests.factories.cases import make_user
from tests.factories.coda import STRANGER, paid

pytestmark = pytest.mark.django_db
BY = "user:1"


def waiting(folder: Path, amount: str = "850.12", **told: str) -> BankTransaction:
    [movement] = take_in(folder, paid(amount, iban=STRANGER, **told))
    assert movement.state == "suspense"
    return movement


def suspended() -> Decimal:
    return next(line.balance for line in trial_balance() if line.account.code == "4990")


def test_a_payment_is_given_to_its_party(tmp_path: Path) -> None:
    anna = a_debtor()
    movement = suspense.assign(waiting(tmp_path), anna.party, by=BY, today=TODAY)
    assert (movement.state, movement.party, anna.owed, suspended()) == ("matched", anna.party, 0, 0)
    assert movement.decisions.get().detail["party"] == anna.party.reference


def test_a_payment_is_given_to_a_chosen_debt(tmp_path: Path) -> None:
    anna = a_debtor(amount="850.12")
    from tests.factories.ledger import owe

    older = owe(anna.party, "850.12", quarter="2025Q4")
    suspense.assign(waiting(tmp_path), anna.party, receivable=anna.receivable, by=BY, today=TODAY)
    older.refresh_from_db()
    assert (anna.owed, older.total) == (0, Decimal("850.12"))


def test_a_debt_of_another_party_is_refused(tmp_path: Path) -> None:
    anna, ben = a_debtor(ANNA), a_debtor(BEN)
    with pytest.raises(SplitRefused):
        suspense.assign(waiting(tmp_path), anna.party, receivable=ben.receivable, by=BY, today=TODAY)


def test_who_comes_second_is_told(tmp_path: Path) -> None:
    anna, ben = a_debtor(ANNA), a_debtor(BEN)
    movement = waiting(tmp_path)
    suspense.assign(movement, anna.party, by=BY, today=TODAY)
    with pytest.raises(AlreadyDecided):
        suspense.assign(movement, ben.party, by=BY, today=TODAY)


def test_a_payment_is_split_over_several_parties(tmp_path: Path) -> None:
    anna, ben = a_debtor(ANNA, "300.00"), a_debtor(BEN, "200.00")
    parts = [Part(anna.party, Decimal("300.00"), anna.receivable), Part(ben.party, Decimal("200.00"))]
    movement = suspense.split(waiting(tmp_path, "500.00"), parts, by=BY, today=TODAY)
    assert (movement.state, anna.owed, ben.owed, suspended()) == ("matched", 0, 0, 0)


@pytest.mark.parametrize("amounts", [("300.00", "199.99"), ("600.00", "-100.00"), ("500.00",)])
def test_parts_that_do_not_make_the_whole_are_refused(tmp_path: Path, amounts: tuple[str, ...]) -> None:
    anna = a_debtor()
    with pytest.raises(SplitRefused):
        suspense.split(
            waiting(tmp_path, "500.00"),
            [Part(anna.party, Decimal(one)) for one in amounts],
            by=BY,
            today=TODAY,
        )
    assert suspended() == Decimal("-500.00")


def test_undoing_reopens_the_debt_and_the_money_waits_again(tmp_path: Path) -> None:
    anna, ben = a_debtor(ANNA), a_debtor(BEN)
    movement = suspense.assign(waiting(tmp_path), anna.party, by=BY, today=TODAY)
    movement = suspense.undo(movement, by=BY, today=TODAY, reason="it was Ben")
    assert (movement.state, movement.party, anna.owed) == ("suspense", None, Decimal("850.12"))
    assert suspended() == Decimal("-850.12")
    suspense.assign(movement, ben.party, by=BY, today=TODAY)
    assert (anna.owed, ben.owed, suspended()) == (Decimal("850.12"), 0, 0)


def test_undoing_gives_the_surcharges_back_that_the_payment_had_lowered(tmp_path: Path) -> None:
    anna, summer = a_debtor(amount="1000.00"), date(2026, 7, 2)
    accrue(anna.receivable, summer)
    assert anna.owed == Decimal("1060.00")  # 3 % on 31 March and on 30 June
    movement = suspense.assign(waiting(tmp_path, "400.00"), anna.party, by=BY, today=summer)
    assert anna.owed == Decimal("636.00")  # 600 and twice 18, for the bank had the 400 in March
    suspense.undo(movement, by=BY, today=summer, reason="it was Ben")
    assert anna.owed == Decimal("1060.00")
    assert list(list_faults()) == []


def test_a_split_can_be_undone(tmp_path: Path) -> None:
    anna, ben = a_debtor(ANNA, "300.00"), a_debtor(BEN, "200.00")
    parts = [Part(anna.party, Decimal("300.00")), Part(ben.party, Decimal("200.00"))]
    movement = suspense.split(waiting(tmp_path, "500.00"), parts, by=BY, today=TODAY)
    suspense.undo(movement, by=BY, today=TODAY, reason="wrong")
    assert (anna.owed, ben.owed, suspended()) == (
        Decimal("300.00"),
        Decimal("200.00"),
        Decimal("-500.00"),
    )


def test_a_wrong_automatic_match_can_be_undone(tmp_path: Path) -> None:
    anna = a_debtor()
    [movement] = take_in(tmp_path, paid("900.00", reference=anna.reference))
    suspense.undo(movement, by=BY, today=TODAY, reason="the payer wrote a wrong reference")
    assert (anna.owed, credit_of(anna.party), suspended()) == (
        Decimal("850.12"),
        0,
        Decimal("-900.00"),
    )


def test_undoing_needs_a_reason(tmp_path: Path) -> None:
    anna = a_debtor()
    movement = suspense.assign(waiting(tmp_path), anna.party, by=BY, today=TODAY)
    with pytest.raises(AlreadyDecided, match="why"):
        suspense.undo(movement, by=BY, today=TODAY, reason=" ")


def test_money_goes_back_to_its_sender_by_an_order(tmp_path: Path) -> None:
    batch = batches.start_batch(BatchKind.PAYOUT, date(2026, 3, 6), by=make_user("fin", "finance_officer"))
    movement = waiting(tmp_path, "77.70")
    order = suspense.send_back(movement, batch, by=BY, reason="not for us")
    assert (order.iban, order.amount) == (STRANGER, Decimal("77.70"))
    movement.refresh_from_db()
    assert (movement.state, suspended()) == ("returned", Decimal("-77.70"))
    suspense.undo(movement, by=BY, today=TODAY, reason="it is for us")
    assert not batch.orders.exists()


def test_without_an_account_nothing_can_go_back(tmp_path: Path) -> None:
    batch = batches.start_batch(BatchKind.PAYOUT, date(2026, 3, 6), by=make_user("fin", "finance_officer"))
    [movement] = take_in(tmp_path, paid("5.00", message="cash"))
    with pytest.raises(BatchRefused, match="account"):
        suspense.send_back(movement, batch, by=BY, reason="x")


def test_the_account_seen_before_comes_first_and_says_why(tmp_path: Path) -> None:
    a_debtor(BEN, name="Benoît Peeters", tell_account=False)
    anna = a_debtor(ANNA, name="Anna Lambert")
    [movement] = take_in(tmp_path, paid("10.00", iban=ANNA, name="PEETERS BENOIT"))
    first, second = suggest(movement, today=TODAY)
    assert (first.party, first.reasons) == (anna.party, ["account"])
    assert (second.party.name, second.reasons) == ("Benoît Peeters", ["name"])


def test_a_debt_of_the_exact_amount_is_suggested(tmp_path: Path) -> None:
    anna = a_debtor(name="Anna Lambert", tell_account=False)
    [one] = suggest(waiting(tmp_path, name="Lambert Anna"), today=TODAY)
    assert (one.reasons, one.receivable) == (["name", "amount"], anna.receivable)


def test_a_payer_seen_before_is_known_the_next_time(tmp_path: Path) -> None:
    anna = a_debtor(tell_account=False)
    suspense.assign(waiting(tmp_path, "100.00"), anna.party, by=BY, today=TODAY)
    [movement] = take_in(tmp_path, paid("750.12", iban=STRANGER), number=2)
    assert (movement.state, movement.party) == ("matched", anna.party)


def test_a_party_number_in_the_text_is_suggested(tmp_path: Path) -> None:
    anna = a_debtor(tell_account=False)
    [one] = suggest(waiting(tmp_path, "1.00", message=f"dossier {anna.party.reference}"), today=TODAY)
    assert (one.party, one.reasons) == (anna.party, ["reference"])
