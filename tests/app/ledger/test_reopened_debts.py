"""Money that is taken back: what it had paid is owed again, with its surcharges, and no credit lies idle beside it."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from app.ledger.models import Payment, Receivable
from app.ledger.payments import bounce_payment, identify_payment
from app.ledger.proofs import list_faults
from app.ledger.queries import credit_of
from app.ledger.receivables import add_component
from app.ledger.refunds import propose_refund, refuse_refund
from app.ledger.states import Component
from app.ledger.surcharges import accrue
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2025, 3, 20), date(2025, 4, 10)


def read(receivable: Receivable) -> Receivable:
    return Receivable.objects.get(pk=receivable.pk)


def test_credit_that_another_payment_left_pays_again_what_a_bounce_reopens() -> None:
    party = make_person()
    pay(100, on=MARCH, party=party)
    bounced = pay(150, on=MARCH, party=party)
    receivable = owe(party, 200, quarter="2025Q2")  # credit 250 pays it: 50 are left
    bounce_payment(bounced, on=APRIL, key="b")
    # 200 are owed again, less the 100 that stay paid in.
    assert (read(receivable).total, credit_of(party)) == (100, 0)
    assert list(list_faults()) == []


def test_a_bounce_after_the_surcharges_were_withdrawn_makes_them_due_again() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    accrue(receivable, date(2025, 4, 1))
    found_late = pay(1000, on=MARCH, party=party)
    assert read(receivable).total == 0
    bounce_payment(found_late, on=APRIL, key="b")
    assert read(receivable).surcharge == 30  # 3 % of 1,000 on 31 March


def test_a_bounce_locks_the_account_of_whoever_was_found_since() -> None:
    party = make_person()
    stale = pay(100, on=MARCH)
    identify_payment(Payment.objects.get(), party=party, on=MARCH, key="i", by="x")
    with CaptureQueriesContext(connection) as told:
        bounce_payment(stale, on=APRIL, key="b")
    locks = [one["sql"] for one in told if "FOR UPDATE" in one["sql"]]
    assert "ledger_partyaccount" in locks[0]


def test_a_refused_refund_pays_what_has_become_due_meanwhile() -> None:
    party = make_person()
    pay(100, on=MARCH, party=party)
    refund = propose_refund(party, on=MARCH, key="r", by="user:1")
    receivable = owe(party, 300, quarter="2025Q2")
    refuse_refund(refund, on=APRIL, by="user:2", reason="no")
    assert (read(receivable).total, credit_of(party)) == (200, 0)


def test_costs_are_paid_from_credit_at_once() -> None:
    party = make_person()
    receivable = owe(party, 100)
    pay(150, on=MARCH, party=party)
    add_component(receivable, Component.COST, Decimal(20), key="c", on=APRIL, by="x")
    assert (read(receivable).total, credit_of(party)) == (0, 30)
