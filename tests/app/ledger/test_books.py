"""The database itself keeps the books: balanced, for ever, and their balances true."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from app.ledger.entries import Act, Line, post, reverse
from app.ledger.errors import EntryAlreadyReversed, EntryUnbalanced, KeyAlreadyUsed
from app.ledger.models import Entry, Posting, Receivable
from app.ledger.proofs import list_faults
from app.ledger.queries import balance, credit_of, open_receivables, party_balance, trial_balance
from app.ledger.states import EntryKind
from app.people.merging import merge
from tests.factories.ledger import owe, pay
from tests.factories.people import make_company, make_person
from workflows.actors import system

pytestmark = pytest.mark.django_db
DAY = date(2025, 1, 1)


def act(key: str = "a") -> Act:
    return Act(key=key, booked_on=DAY, by="test")


def pay_bank(amount: str = "10.00", key: str = "a") -> Entry:
    sum_ = Decimal(amount)
    return post(act(key), EntryKind.MANUAL, [Line("5500", sum_), Line("7500", -sum_)])


def test_a_receivable_owes_what_was_booked_and_the_books_balance() -> None:
    party = make_person()
    receivable = owe(party, "871.71", fee="35.74")
    receivable.refresh_from_db()
    assert (receivable.principal, receivable.fee, receivable.total) == (
        Decimal("871.71"),
        Decimal("35.74"),
        Decimal("907.45"),
    )
    assert balance(receivable).total == Decimal("907.45")
    assert party_balance(party).net == Decimal("907.45")
    assert sum(line.balance for line in trial_balance()) == 0


def test_booking_again_under_the_same_key_books_nothing() -> None:
    party = make_person()
    first, second = owe(party, key="q1"), owe(party, key="q1")
    assert first.pk == second.pk
    assert Entry.objects.count() == 1


def test_a_key_stands_for_one_claim_only() -> None:
    party = make_person()
    owe(party, 1000, key="q1")
    with pytest.raises(KeyAlreadyUsed):
        owe(party, 999, key="q1")


def test_an_unbalanced_entry_is_refused_before_the_database() -> None:
    with pytest.raises(EntryUnbalanced):
        post(act(), EntryKind.MANUAL, [Line("5500", Decimal(10)), Line("7500", Decimal(-9))])


def test_the_database_refuses_an_unbalanced_entry_at_commit() -> None:
    entry = pay_bank()
    Posting.objects.create(entry=entry, account_id="5500", amount=Decimal("0.01"))
    with pytest.raises(IntegrityError, match="sums to 0.01"), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger_posting SET amount = 1",
        "DELETE FROM ledger_posting",
        "UPDATE ledger_entry SET booked_on = '2020-01-01'",
        "DELETE FROM ledger_entry",
    ],
)
def test_what_is_booked_is_never_changed(change: str) -> None:
    pay_bank()
    with pytest.raises(DatabaseError, match="for ever"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


def test_balances_are_nobodys_to_write() -> None:
    receivable = owe(make_person())
    with pytest.raises(DatabaseError, match="follow postings"), transaction.atomic():
        Receivable.objects.filter(pk=receivable.pk).update(principal=1)


def test_nothing_owed_falls_below_zero() -> None:
    receivable = owe(make_person(), 100)
    too_much = [
        Line("4000", Decimal(-101), receivable.party_id, receivable.pk, "principal"),
        Line("4100", Decimal(101), receivable.party_id),
    ]
    with pytest.raises(IntegrityError, match="never_below_zero"), transaction.atomic():
        post(act(), EntryKind.IMPUTATION, too_much)


def test_a_posting_names_the_party_that_owes() -> None:
    receivable, other = owe(make_person(), 100), make_person()
    lines = [
        Line("4000", Decimal(-50), other.pk, receivable.pk, "principal"),
        Line("5500", Decimal(50)),
    ]
    post(act(), EntryKind.IMPUTATION, lines)
    with pytest.raises(IntegrityError, match="is_the_debtor"):
        connection.check_constraints()


def test_an_entry_is_reversed_once() -> None:
    entry = pay_bank()
    reverse(entry, act("r"))
    assert sum(line.balance for line in trial_balance() if line.account.code == "5500") == 0
    with pytest.raises(EntryAlreadyReversed):
        reverse(entry, act("again"))


def test_open_receivables_come_oldest_quarter_first() -> None:
    party = make_person()
    later, earlier = owe(party, quarter="2025Q2"), owe(party, quarter="2024Q4")
    assert open_receivables(party) == [earlier, later]


def test_balances_are_known_at_any_past_day() -> None:
    party = make_person()
    receivable = owe(party, 1000, quarter="2025Q1")
    assert balance(receivable, date(2024, 12, 31)).total == 0
    assert balance(receivable, date(2025, 1, 1)).total == 1000
    assert open_receivables(party, date(2024, 12, 31)) == []


def test_two_parties_found_to_be_one_have_one_account() -> None:
    kept, absorbed = make_company(), make_company()
    for party in (kept, absorbed):
        owe(party, 100)
        pay(150, on=date(2025, 2, 1), party=party)
    merge(kept, absorbed, by=system("test"), reason="entered twice", now=datetime(2025, 3, 1, tzinfo=UTC))
    connection.check_constraints()
    assert (credit_of(kept), credit_of(absorbed)) == (100, 0)
    assert list(list_faults()) == []
