"""Two acts on one party at once come one after another; what is killed half-way leaves nothing."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

from app.ledger.models import Entry, Payment, Receivable
from app.ledger.plans import open_plan, propose_plan, spread_evenly
from app.ledger.proofs import list_faults
from app.ledger.queries import party_balance
from app.ledger.refunds import propose_refund
from app.ledger.surcharges import accrue
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)
DAY = date(2025, 6, 30)


def compete(*acts: Callable[[], Any]) -> list[BaseException]:
    """Run acts at the same moment, each on its own connection; what they raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> None:
        try:
            start.wait()
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        futures = [pool.submit(run, act) for act in acts]
    return [error for future in futures if (error := future.exception()) is not None]


def test_payments_and_a_surcharge_at_once_are_all_booked() -> None:
    party = make_person()
    receivable = owe(party, 1000)
    payments = [lambda n=n: pay(100, on=DAY, party=party, key=f"p{n}") for n in range(6)]
    assert compete(*payments, lambda: accrue(receivable, DAY)) == []
    owed = Receivable.objects.get(pk=receivable.pk)
    assert (owed.principal, Payment.objects.count()) == (400, 6)
    assert accrue(receivable, DAY).receivable.surcharge == 30 + 12
    assert list(list_faults()) == []


def test_the_same_payment_told_by_two_at_once_is_booked_once() -> None:
    party = make_person()
    owe(party, 1000)
    tell = [lambda: pay(250, on=DAY, party=party, key="statement 7, line 3")] * 4
    assert compete(*tell) == []
    assert party_balance(party).net == 750


def test_the_same_surcharge_by_two_at_once_is_booked_once() -> None:
    receivable = owe(make_person(), 1000)
    assert compete(*[lambda: accrue(receivable, DAY)] * 4) == []
    assert Receivable.objects.get(pk=receivable.pk).surcharge == 60


def test_a_plan_and_a_payment_at_once_leave_the_books_right() -> None:
    party = make_person()
    receivable = owe(party, 300)
    terms = spread_evenly(Decimal(300), count=3, first_on=DAY)
    plan = propose_plan([receivable], terms, on=DAY, key="plan", by="x")
    compete(lambda: open_plan(plan, on=DAY), lambda: pay(100, on=DAY, party=party))
    plan.refresh_from_db()
    first = plan.instalments.get(number=1)
    # Either the plan came first and the payment filled it, or the payment did and the plan was refused.
    assert (plan.state, first.paid) in {("active", 100), ("proposed", 0)}
    assert list(list_faults()) == []


def test_one_credit_is_refunded_once() -> None:
    party = make_person()
    pay(500, on=DAY, party=party)
    acts = [lambda n=n: propose_refund(party, on=DAY, key=f"f{n}", by="x") for n in range(3)]
    assert len(compete(*acts)) == 2
    held = party_balance(party)
    assert (held.credit, held.refunds) == (0, 500)


def test_an_act_that_dies_before_its_end_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    party = make_person()
    receivable = owe(party, 1000)
    before = Entry.objects.count()
    monkeypatch.setattr("app.ledger.payments.tell_booked", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        pay(100, on=DAY, party=party, key="p")
    monkeypatch.undo()
    assert (Entry.objects.count(), Payment.objects.count()) == (before, 0)
    pay(100, on=DAY, party=party, key="p")
    assert Receivable.objects.get(pk=receivable.pk).total == 900
