"""The proof of the books holds after anything that may happen, and finds what must never happen."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.ledger import plans
from app.ledger.closing import cancel_receivable, reduce_receivable, write_off
from app.ledger.errors import LedgerError
from app.ledger.models import Payment, Receivable
from app.ledger.payments import bounce_payment, identify_payment
from app.ledger.proofs import list_faults
from app.ledger.queries import open_receivables, party_balance
from app.ledger.refunds import approve_refund, pay_refund, propose_refund
from app.ledger.surcharges import accrue, waive_surcharges
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
START = date(2024, 1, 10)


def break_books(statement: str) -> None:
    """As somebody with the rights of the database's owner might."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET session_replication_role = origin")


def test_the_command_proves_books_that_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    owe(make_person(), 100)
    list_all = list(list_faults())
    assert list_all == []


@pytest.mark.parametrize(
    ("damage", "found"),
    [
        ("UPDATE ledger_posting SET amount = amount + 1 WHERE account_id = '7000'", "entry does not sum"),
        ("UPDATE ledger_receivable SET principal = 7", "receivable's balance"),
        (
            "ALTER TABLE ledger_posting DROP CONSTRAINT posting_names_the_party; "
            "UPDATE ledger_posting SET party_id = NULL WHERE account_id = '4000'",
            "control account",
        ),
        ("UPDATE ledger_receivable SET state = 'settled'", "closed receivable still owes"),
        ("DELETE FROM ledger_posting", "receivable was never booked"),
        ("UPDATE ledger_partyaccount SET credit = 5", "party's credit"),
    ],
)
def test_the_proof_finds(damage: str, found: str) -> None:
    party = make_person()
    owe(party, 100)
    pay(10, on=START, party=party)
    break_books(damage)
    assert any(fault.what.startswith(found) for fault in list_faults())


@pytest.mark.django_db(transaction=True)
def test_the_command_ends_with_one_and_the_lines(capsys: pytest.CaptureFixture[str]) -> None:
    owe(make_person(), 100)
    call_command("check_books")
    assert "the books are right" in capsys.readouterr().out
    break_books("UPDATE ledger_receivable SET principal = 7")
    with pytest.raises(CommandError) as refusal:
        call_command("check_books")
    assert refusal.value.returncode == 1
    assert "receivable's balance is not the sum of its postings" in capsys.readouterr().out


ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "book",
                "pay",
                "pay late",
                "lose",
                "find",
                "bounce",
                "accrue",
                "waive",
                "plan",
                "void",
                "refund",
                "reduce",
                "cancel",
                "write off",
            ]
        ),
        st.integers(1, 150_000),
        st.integers(0, 5),
    ),
    max_size=14,
)


class Fund:
    """One party living through acts of chance; each takes some days."""

    def __init__(self, party: Party) -> None:
        self.party, self.day, self.count = party, START, 0

    def act(self, what: str, cents: int, pick: int) -> None:
        self.count += 1
        self.day += timedelta(days=20)
        with suppress(LedgerError):  # a refused act leaves the books as they were: the proof says so
            getattr(self, what.replace(" ", "_"))(Decimal(cents) / 100, pick)

    @property
    def key(self) -> str:
        return f"act {self.party.pk}:{self.count}"

    def choose(self, found: list[Receivable], pick: int) -> Receivable | None:
        return found[pick % len(found)] if found else None

    def book(self, amount: Decimal, pick: int) -> None:
        quarter = str(Quarter.of(self.day).shift(-(pick % 3)))
        owe(self.party, str(amount), quarter=quarter, fee=str(amount / 25 // 1), booked_on=self.day)

    def pay(self, amount: Decimal, pick: int) -> None:
        pay(str(amount), on=self.day, party=self.party)

    def pay_late(self, amount: Decimal, pick: int) -> None:
        pay(str(amount), on=self.day - timedelta(days=60 * pick), booked_on=self.day, party=self.party)

    def lose(self, amount: Decimal, pick: int) -> None:
        pay(str(amount), on=self.day)

    def find(self, amount: Decimal, pick: int) -> None:
        for lost in Payment.objects.filter(state="suspense")[:1]:
            identify_payment(lost, party=self.party, on=self.day, key=self.key, by="x")

    def bounce(self, amount: Decimal, pick: int) -> None:
        for payment in Payment.objects.filter(state="imputed", party=self.party)[pick : pick + 1]:
            bounce_payment(payment, on=self.day, key=self.key)

    def accrue(self, amount: Decimal, pick: int) -> None:
        for receivable in Receivable.objects.filter(party=self.party):
            accrue(receivable, self.day)

    def waive(self, amount: Decimal, pick: int) -> None:
        if owed := self.choose(open_receivables(self.party), pick):
            waive_surcharges(owed, on=self.day, key=self.key, by="x", reason="chance")

    def plan(self, amount: Decimal, pick: int) -> None:
        debts = open_receivables(self.party)[: pick + 1]
        if debts:
            total = sum((one.total for one in debts), Decimal(0))
            terms = plans.spread_evenly(total, count=pick + 1, first_on=self.day)
            made = plans.propose_plan(debts, terms, on=self.day, key=self.key, by="x")
            plans.open_plan(made, on=self.day)

    def void(self, amount: Decimal, pick: int) -> None:
        for plan in self.party.plans.filter(state="active")[:1]:
            plans.void_plan(plan, on=self.day, reason="chance")

    def refund(self, amount: Decimal, pick: int) -> None:
        refund = propose_refund(self.party, on=self.day, key=self.key, by="x")
        if pick % 2:
            pay_refund(approve_refund(refund, by="y"), on=self.day)

    def reduce(self, amount: Decimal, pick: int) -> None:
        if owed := self.choose(list(Receivable.objects.filter(party=self.party)), pick):
            reduce_receivable(
                owed,
                principal=amount,
                fee=Decimal(0),
                on=self.day,
                key=self.key,
                by="x",
                reason="chance",
            )

    def cancel(self, amount: Decimal, pick: int) -> None:
        if owed := self.choose(open_receivables(self.party), pick):
            cancel_receivable(owed, on=self.day, key=self.key, by="x", reason="chance")

    def write_off(self, amount: Decimal, pick: int) -> None:
        if owed := self.choose(open_receivables(self.party), pick):
            write_off(owed, on=self.day, key=self.key, by="x", reason="chance")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=ACTS)
def test_whatever_happens_the_books_stay_right_to_the_cent(acts: list[tuple[str, int, int]]) -> None:
    party = make_person()
    fund = Fund(party)
    for what, cents, pick in acts:
        fund.act(what, cents, pick)
        assert list(list_faults()) == [], what
    held = party_balance(party)
    assert held.credit >= 0
    assert held.refunds >= 0
    assert held.owed.total == sum(one.total for one in open_receivables(party))
