"""A payment goes where D09 sends it, leaves credit behind, and can be taken back."""

from datetime import date
from decimal import Decimal

import pytest

from app.ledger.errors import KeyAlreadyUsed, PaymentNotThere
from app.ledger.models import Entry, Receivable
from app.ledger.payments import bounce_payment, identify_payment, return_payment
from app.ledger.queries import balance, credit_of, party_balance, trial_balance
from app.ledger.references import reference_for
from app.registers.structured_reference import format_reference
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
MARCH = date(2025, 3, 20)


def read(receivable: Receivable) -> Receivable:
    return Receivable.objects.get(pk=receivable.pk)


def find_account(code: str) -> Decimal:
    return next(line.balance for line in trial_balance() if line.account.code == code)


def test_a_payment_in_full_settles() -> None:
    party = make_person()
    receivable = owe(party, 1000, fee=41)
    pay(1041, on=MARCH, party=party)
    assert read(receivable).state == "settled"
    assert read(receivable).changes.get().target == "settled"


def test_the_oldest_quarter_is_paid_first() -> None:
    party = make_person()
    new, old = owe(party, 500, quarter="2025Q1"), owe(party, 500, quarter="2024Q4")
    pay(700, on=MARCH, party=party)
    assert (read(old).total, read(new).total) == (0, 300)


def test_principal_is_paid_before_surcharges_before_costs() -> None:
    party = make_person()
    receivable = owe(party, 100, fee=5, cost=Decimal(20))
    pay(103, on=MARCH, party=party)
    owed = read(receivable)
    assert (owed.principal, owed.fee, owed.cost) == (0, 2, 20)


def test_a_reference_pays_its_own_notice_first() -> None:
    party = make_person()
    old, new = owe(party, 500, quarter="2024Q4"), owe(party, 500, quarter="2025Q1")
    reference = reference_for(new)
    pay(500, on=date(2025, 1, 10), reference=format_reference(reference.number))
    assert (read(old).total, read(new).total) == (500, 0)


def test_a_notice_of_several_quarters_pays_them_all() -> None:
    party = make_person()
    debts = [owe(party, 100, quarter="2024Q3"), owe(party, 100, quarter="2024Q4")]
    pay(200, on=MARCH, reference=reference_for(*debts).number)
    assert [read(one).state for one in debts] == ["settled", "settled"]


def test_what_is_left_of_a_notice_pays_overdue_debts() -> None:
    party = make_person()
    old, new = owe(party, 500, quarter="2024Q3"), owe(party, 500, quarter="2025Q1")
    pay(800, on=MARCH, reference=reference_for(new).number)
    assert (read(old).total, credit_of(party)) == (200, 0)


def test_what_is_paid_too_much_stays_as_credit_and_pays_the_next_quarter() -> None:
    party = make_person()
    owe(party, 100)
    pay(150, on=MARCH, party=party)
    assert credit_of(party) == 50
    later = owe(party, 100, quarter="2025Q2")
    assert (read(later).total, credit_of(party)) == (50, 0)


def test_an_unknown_payer_waits_in_suspense() -> None:
    payment = pay(100, on=MARCH, reference="invoice of March")
    assert (payment.state, find_account("4990")) == ("suspense", -100)


def test_an_identified_payment_counts_from_the_day_of_its_credit() -> None:
    party = make_person()
    receivable = owe(party, 100)
    payment = pay(100, on=MARCH)
    identify_payment(payment, party=party, on=date(2025, 5, 2), key="i", by="fin")
    assert balance(receivable, MARCH).total == 0
    assert balance(receivable, MARCH, known_on=date(2025, 5, 1)).total == 100
    assert find_account("4990") == 0


def test_identifying_twice_books_once() -> None:
    party = make_person()
    payment = pay(100, on=MARCH)
    for _ in range(2):
        identify_payment(payment, party=party, on=MARCH, key="i", by="fin")
    assert credit_of(party) == 100


def test_a_payment_nobody_claims_is_sent_back() -> None:
    payment = return_payment(pay(100, on=MARCH), on=MARCH, key="r", by="fin", reason="not ours")
    assert (payment.state, find_account("5500"), find_account("4990")) == ("returned", 0, 0)


def test_the_same_payment_twice_is_booked_once() -> None:
    party = make_person()
    owe(party, 100)
    pay(60, on=MARCH, party=party, key="statement 1, line 1")
    pay(60, on=MARCH, party=party, key="statement 1, line 1")
    assert party_balance(party).net == 40


def test_the_same_key_with_another_amount_is_refused() -> None:
    pay(60, on=MARCH, key="k")
    with pytest.raises(KeyAlreadyUsed):
        pay(61, on=MARCH, key="k")


def test_a_bounced_payment_opens_the_debt_again() -> None:
    party = make_person()
    receivable = owe(party, 100)
    payment = pay(100, on=MARCH, party=party)
    bounced = bounce_payment(payment, on=date(2025, 3, 25), key="b")
    assert (bounced.state, read(receivable).state, read(receivable).total) == ("bounced", "open", 100)
    assert (find_account("5500"), credit_of(party)) == (0, 0)
    assert balance(receivable, MARCH).total == 100


def test_a_payment_bounces_once() -> None:
    payment = pay(100, on=MARCH, party=make_person())
    for _ in range(2):
        bounce_payment(payment, on=MARCH, key="b")
    assert Entry.objects.filter(kind="reversal").count() == 1
    with pytest.raises(PaymentNotThere):
        bounce_payment(payment, on=MARCH, key="another")


def test_a_bounce_calls_back_credit_that_paid_another_quarter() -> None:
    party = make_person()
    owe(party, 100)
    payment = pay(150, on=MARCH, party=party)
    later = owe(party, 100, quarter="2025Q2")
    bounce_payment(payment, on=date(2025, 4, 5), key="b")
    assert (read(later).total, party_balance(party).net) == (100, 200)


def test_a_bounced_payment_of_an_unknown_payer_leaves_suspense() -> None:
    bounce_payment(pay(100, on=MARCH), on=MARCH, key="b")
    assert (find_account("5500"), find_account("4990")) == (0, 0)


def test_a_reference_is_asked_twice_and_given_once() -> None:
    receivable = owe(make_person(), 100)
    assert reference_for(receivable) == reference_for(receivable)
