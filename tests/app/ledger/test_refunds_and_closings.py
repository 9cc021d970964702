"""Money that goes back, and debts that end unpaid."""

from datetime import date
from decimal import Decimal

import pytest

from app.ledger.closing import cancel_receivable, reduce_receivable, write_off
from app.ledger.errors import FourEyesRequired, NothingToRefund, ReasonMissing
from app.ledger.limitations import interrupt, limitation_date
from app.ledger.models import Receivable
from app.ledger.payments import bounce_payment
from app.ledger.queries import credit_of, party_balance, trial_balance
from app.ledger.refunds import approve_refund, due_on, pay_refund, propose_refund, refuse_refund
from app.ledger.states import InterruptionKind
from app.ledger.surcharges import accrue
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 1)


def read(receivable: Receivable) -> Receivable:
    return Receivable.objects.get(pk=receivable.pk)


def find_account(code: str) -> Decimal:
    return next(line.balance for line in trial_balance() if line.account.code == code)


def test_a_refund_sets_open_debts_off_first() -> None:
    party = make_person()
    owe(party, 100)
    pay(400, on=date(2025, 3, 1), party=party)
    later = owe(party, 500, quarter="2025Q2", booked_on=DAY)
    pay(400, on=date(2025, 4, 2), party=party)
    refund = propose_refund(party, on=date(2025, 4, 3), key="f", by="fin")
    assert (refund.amount, read(later).total, credit_of(party)) == (200, 0, 0)


def test_nothing_is_refunded_that_is_owed() -> None:
    party = make_person()
    with pytest.raises(NothingToRefund):
        propose_refund(party, on=DAY, key="f", by="fin")


def test_whoever_proposes_a_refund_does_not_approve_it() -> None:
    party = make_person()
    pay(400, on=DAY, party=party)
    refund = propose_refund(party, on=DAY, key="f", by="fin")
    with pytest.raises(FourEyesRequired):
        approve_refund(refund, by="fin")
    assert approve_refund(refund, by="lead").state == "approved"


def test_a_paid_refund_leaves_the_bank_once() -> None:
    party = make_person()
    pay(400, on=DAY, party=party)
    refund = approve_refund(propose_refund(party, on=DAY, key="f", by="fin"), by="lead")
    for _ in range(2):
        pay_refund(refund, on=date(2025, 4, 9))
    assert (find_account("5500"), party_balance(party).net) == (0, 0)


def test_a_refused_refund_is_credit_again() -> None:
    party = make_person()
    pay(400, on=DAY, party=party)
    refund = propose_refund(party, on=DAY, key="f", by="fin")
    refuse_refund(refund, on=DAY, by="lead", reason="wrong account")
    assert credit_of(party) == 400


def test_a_refund_is_due_in_twenty_working_days() -> None:
    party = make_person()
    pay(400, on=DAY, party=party)
    # Easter Monday is 21 April 2025, Labour Day 1 May.
    assert due_on(propose_refund(party, on=DAY, key="f", by="fin")) == date(2025, 4, 30)


def test_a_bounce_after_the_refund_is_owed_back() -> None:
    party = make_person()
    payment = pay(400, on=DAY, party=party)
    pay_refund(approve_refund(propose_refund(party, on=DAY, key="f", by="fin"), by="lead"), on=DAY)
    bounce_payment(payment, on=date(2025, 4, 20), key="b")
    owed = Receivable.objects.get(party=party)
    assert (owed.kind, owed.total, find_account("5500")) == ("recovery", 400, -400)


def test_an_irrecoverable_debt_leaves_the_books_with_a_reason() -> None:
    receivable = owe(make_person(), 1000)
    with pytest.raises(ReasonMissing):
        write_off(receivable, on=DAY, key="w", by="lead", reason=" ")
    written = write_off(receivable, on=DAY, key="w", by="lead", reason="no assets")
    assert (written.state, written.total, find_account("6420")) == ("written_off", 0, 1000)


def test_a_cancelled_claim_gives_back_what_was_paid_on_it() -> None:
    party = make_person()
    receivable = owe(party, 1000, fee=41)
    accrue(receivable, date(2025, 3, 31))
    pay(1041, on=DAY, party=party)
    cancelled = cancel_receivable(receivable, on=date(2025, 6, 1), key="c", by="x", reason="exempt")
    assert (cancelled.state, cancelled.total, credit_of(party)) == ("cancelled", 0, 1041)
    assert [line.balance for line in trial_balance() if line.account.kind == "income"] == [0] * 7


def test_what_two_payments_set_free_corrects_the_surcharges_of_another_debt_after_each() -> None:
    """900 of two times 500 reach what is overdue, as from the first day: 3 % of 2,000 - 900 at two quarter ends."""
    party = make_person()
    debt = owe(party, 1000, quarter="2024Q4")
    for day in (date(2024, 12, 10), date(2024, 12, 20)):
        pay(500, on=day, party=party)
    other = owe(party, 2000)
    accrue(other, date(2025, 6, 30))
    reduce_receivable(
        debt, principal=Decimal(100), fee=Decimal(0), on=date(2025, 9, 3), key="low", by="fin", reason="error"
    )
    assert (read(other).principal, read(other).surcharge) == (1100, 2 * 33)


def test_a_written_off_debt_can_still_be_cancelled() -> None:
    receivable = owe(make_person(), 1000)
    write_off(receivable, on=DAY, key="w", by="lead", reason="no assets")
    cancelled = cancel_receivable(receivable, on=DAY, key="c", by="x", reason="exempt")
    assert (cancelled.state, find_account("6420"), credit_of(receivable.party)) == ("cancelled", 0, 0)


def test_contributions_of_2019_can_be_claimed_until_the_end_of_2024() -> None:
    assert limitation_date(owe(make_person(), quarter="2019Q2")) == date(2024, 12, 31)


def test_a_supplement_after_a_start_lapses_on_the_eighth_new_year() -> None:
    receivable = owe(make_person(), quarter="2014Q2", kind="regularisation", started_year=2014)
    assert limitation_date(receivable) == date(2021, 12, 31)


def test_a_registered_letter_makes_the_period_run_anew() -> None:
    receivable = owe(make_person(), quarter="2019Q2")
    interrupt(receivable, InterruptionKind.REGISTERED_LETTER, on=date(2023, 5, 10), key="l", by="system")
    assert limitation_date(receivable) == date(2028, 5, 10)
    assert limitation_date(receivable, date(2023, 5, 9)) == date(2024, 12, 31)


def test_what_comes_after_the_period_interrupts_nothing() -> None:
    receivable = owe(make_person(), quarter="2019Q2")
    interrupt(receivable, InterruptionKind.SUMMONS, on=date(2025, 1, 1), key="s", by="system")
    assert limitation_date(receivable) == date(2024, 12, 31)


def test_a_part_payment_interrupts() -> None:
    party = make_person()
    receivable = owe(party, 1000, quarter="2019Q2")
    pay(10, on=date(2022, 2, 1), party=party)
    assert limitation_date(receivable) == date(2027, 2, 1)
