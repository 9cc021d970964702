"""Hundreds of payments received at once leave the very books that receiving them one by one leaves."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from app.ledger.errors import AmountRefused, KeyAlreadyUsed
from app.ledger.models import (
    Entry,
    Instalment,
    Interruption,
    PartyAccount,
    Payment,
    PaymentPlan,
    Posting,
    Receivable,
    ReceivableChange,
    Surcharge,
)
from app.ledger.plans import open_plan, propose_plan, spread_evenly
from app.ledger.proofs import list_faults
from app.ledger.receipts import Receipt, receive_many, receive_one
from app.ledger.references import reference_for, reference_for_plan
from app.ledger.surcharges import accrue
from tests.factories.cases import deploy_question
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person
from workflows import clock
from workflows.models import DefinitionVersion, InboxMessage, Subscription

pytestmark = pytest.mark.django_db
DAY = date(2025, 4, 10)


def receipt(amount: int | str, key: str, *, on: date = DAY, **more: Any) -> Receipt:
    return Receipt(amount=Decimal(amount), value_on=on, booked_on=date(2025, 5, 2), key=key, **more)


class Fund:
    """Three affiliates with two quarters each: one bears surcharges, one pays off a plan."""

    def __init__(self) -> None:
        self.parties = [make_person(niss="", address=False) for _ in range(3)]
        self.debts = [
            [owe(party, 300, fee=12, quarter="2024Q4"), owe(party, 500, quarter="2025Q1")]
            for party in self.parties
        ]
        self.references = [
            reference.number
            for old, new in self.debts
            for reference in (reference_for(old), reference_for(old, new), reference_for(new))
        ]
        for debt in self.debts[1]:
            accrue(debt, date(2025, 4, 1))
        self.plan = make_plan(self.debts[2][0])
        self.references.append(reference_for_plan(self.plan).number)

    def make_receipts(self, drawn: Sequence[tuple[int, int, int]]) -> list[Receipt]:
        return [self.make_receipt(index, *one) for index, one in enumerate(drawn)]

    def make_receipt(self, index: int, way: int, cents: int, days: int) -> Receipt:
        """By a reference, by the payer, by the payer's exact debt, or by nobody; at times a key again."""
        amount, on = Decimal(cents) / 100, date(2025, 3, 20) + timedelta(days=days)
        told: dict[str, Any] = {"on": on, "text": f"payment {index}"}
        if way < len(self.references):
            return receipt(str(amount), f"k{index}", reference=self.references[way], **told)
        party = self.parties[way % 3]
        if way < 14:
            return receipt(str(amount), f"k{index}", party=party, **told)
        if way < 17:
            debt = self.debts[way % 3][way % 2]
            more: dict[str, Any] = {"party": party, "receivable": debt, "reason": "exact"}
            return receipt(str(debt.total or 1), f"k{index}", **told, **more)
        return receipt(str(amount), f"k{index}", **told)


def make_plan(debt: Receivable) -> PaymentPlan:
    terms = spread_evenly(debt.total, count=3, first_on=date(2025, 4, 1))
    plan = propose_plan([debt], terms, on=date(2025, 3, 1), key=f"plan {debt.pk}", by="x")
    return open_plan(plan, on=date(2025, 3, 1))


def read_books(after: int) -> dict[str, Any]:
    """Everything payments may change, under names that do not depend on the order of writing."""
    names = dict(Entry.objects.values_list("pk", "idempotency_key"))
    entries = Entry.objects.filter(pk__gt=after).select_related("payment").prefetch_related("postings")
    return {
        "entries": sorted(describe(one, names) for one in entries),
        "interruptions": sorted(
            (one.receivable_id, one.kind, one.happened_on, one.by, one.note, rename(one.key, names))
            for one in Interruption.objects.all()
        ),
        **{table._meta.model_name or "": read_table(table, *columns) for table, columns in COMPARED.items()},
    }


#: What is compared of the other tables, whose rows are named alike in both.
COMPARED: Mapping[type[Model], tuple[str, ...]] = {
    Payment: ("key", "party", "amount", "value_on", "booked_on", "reference", "text", "state", "rules"),
    Receivable: ("pk", "state", "principal", "fee", "surcharge", "cost", "interest"),
    PartyAccount: ("pk", "credit"),
    ReceivableChange: ("receivable", "source", "target", "by", "reason"),
    Surcharge: ("receivable", "kind", "accrued_on", "amount", "withdrawn__value_on"),
    PaymentPlan: ("pk", "state", "ended_on"),
    Instalment: ("pk", "number", "state", "paid"),
}


def read_table(table: type[Model], *columns: str) -> list[tuple[Any, ...]]:
    return sorted(table._default_manager.values_list(*columns), key=str)


def rename(text: str, names: Mapping[int, str]) -> str:
    """Ids of entries of this act stand for the keys of those entries, which may hold ids themselves."""
    text = re.sub(r"withdraw:\d+", "withdraw", text)
    return re.sub(
        r"(?:(?<=again:)|(?<=payment:)|(?<=reverse:))\d+",
        lambda found: rename(names.get(int(found[0]), "?"), names),
        text,
    )


def describe(entry: Entry, names: Mapping[int, str]) -> tuple[Any, ...]:
    return (
        rename(entry.idempotency_key, names),
        entry.kind,
        entry.booked_on,
        entry.value_on,
        entry.text,
        entry.payment.key if entry.payment else "",
        entry.by,
        entry.reason,
        rename(entry.reverses.idempotency_key, names) if entry.reverses else "",
        sorted(map(describe_line, entry.postings.all())),
    )


def describe_line(line: Posting) -> tuple[Any, ...]:
    return line.account_id, line.party_id or 0, line.receivable_id or 0, line.component or "", line.amount


def try_out(act: Callable[[], object]) -> dict[str, Any]:
    """The books after an act, which is then taken back."""
    after = Entry.objects.order_by("-pk").values_list("pk", flat=True)[0]
    with transaction.atomic():
        act()
        assert list(list_faults()) == []
        books = read_books(after)
        transaction.set_rollback(True)
    return books


@pytest.fixture
def fund() -> Fund:
    return Fund()


@settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    drawn=st.lists(
        st.tuples(st.integers(0, 18), st.integers(1, 100_000), st.integers(0, 40)), min_size=1, max_size=10
    ),
    again=st.booleans(),
)
def test_receiving_many_gives_the_books_of_receiving_one_by_one(
    fund: Fund, drawn: list[tuple[int, int, int]], again: bool
) -> None:
    receipts = fund.make_receipts(drawn)
    if again:
        receipts.append(receipts[0])
    wanted = try_out(lambda: [receive_one(one) for one in receipts])
    found = try_out(lambda: receive_many(receipts))
    for name, rows in wanted.items():
        assert found[name] == rows, name


@settings(
    max_examples=15,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(way=3, cents=51_200, days=0)
@example(way=4, cents=34_000, days=5)
@given(way=st.sampled_from([3, 4, 5, 11, 14]), cents=st.integers(1, 100_000), days=st.integers(0, 12))
def test_one_late_payment_of_a_batch_takes_back_what_it_takes_back_alone(
    fund: Fund, way: int, cents: int, days: int
) -> None:
    receipts = fund.make_receipts([(way, cents, days), (0, 10_000, 0)])
    wanted = try_out(lambda: [receive_one(one) for one in receipts])
    assert try_out(lambda: receive_many(receipts)) == wanted


def test_late_payments_cost_a_handful_of_statements_too() -> None:
    counts = []
    for size in (2, 20):
        debts = [owe(make_person(niss="", address=False), 100, quarter="2024Q4") for _ in range(size)]
        for debt in debts:
            accrue(debt, date(2025, 4, 1))
        told = [
            receipt(100, f"k{one.pk}", on=date(2025, 2, 1), reference=reference_for(one).number)
            for one in debts
        ]
        with CaptureQueriesContext(connection) as asked:
            receive_many(told)
        counts.append(len(asked))
        left = Receivable.objects.filter(pk__in=[one.pk for one in debts])
        # Paid on 1 February: 3 % of 31 December and 7 % of 1 January stay, 3 % of 31 March is taken back.
        assert {one.surcharge for one in left} == {Decimal("10.00")}
    assert counts[0] == counts[1]
    assert list(list_faults()) == []


def test_a_hundred_payments_cost_a_handful_of_statements() -> None:
    debts = [owe(make_person(niss="", address=False), 100) for _ in range(100)]
    receipts = [receipt(40, f"k{one.pk}", reference=reference_for(one).number) for one in debts]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        payments = receive_many(receipts)
    assert len(asked) < 35
    assert {one.state for one in payments} == {"imputed"}
    assert {one.total for one in Receivable.objects.all()} == {Decimal(60)}


def test_a_payment_received_before_is_passed_over_in_its_batch() -> None:
    party = make_person()
    owe(party, 100)
    pay(60, on=DAY, party=party, key="k1", booked_on=date(2025, 5, 2))
    receive_many([receipt(60, "k1", party=party), receipt(10, "k2", party=party)])
    assert Receivable.objects.get(party=party).total == 30


def test_a_key_of_another_payment_is_refused_and_nothing_of_the_batch_is_booked() -> None:
    party = make_person()
    pay(60, on=DAY, party=party, key="k1")
    with pytest.raises(KeyAlreadyUsed):
        receive_many([receipt(5, "k0"), receipt(61, "k1", party=party)])
    assert Payment.objects.count() == 1


def test_what_is_no_sum_of_money_is_refused() -> None:
    with pytest.raises(AmountRefused):
        receive_many([receipt("0.001", "k1")])


def listen(debt: Receivable, version: DefinitionVersion, name: str) -> None:
    Subscription.objects.create(
        version=version,
        engine_subscription=f"{debt.ref}:{name}",
        node_id="wait",
        kind="message",
        name=name,
        correlation=debt.ref,
        created_at=clock.now(),
    )


def test_who_waits_hears_of_payments_once_the_workers_deliver() -> None:
    version = deploy_question()
    debts = [owe(make_person(), 100) for _ in range(3)]
    for debt in debts[:2]:
        listen(debt, version, "ledger.receivable_settled")
        listen(debt, version, "ledger.payment_booked")
    receive_many([receipt(100 - 60 * (n % 2), f"k{n}", party=debt.party) for n, debt in enumerate(debts)])
    told = InboxMessage.objects.order_by("id").values_list("name", "correlation", "outcome")
    assert list(told) == [
        ("ledger.receivable_settled", debts[0].ref, "buffered"),
        ("ledger.payment_booked", debts[1].ref, "buffered"),
    ]


def test_nobody_listening_nothing_is_told() -> None:
    party = make_person()
    owe(party, 100)
    receive_many([receipt(100, "k1", party=party)])
    assert not InboxMessage.objects.exists()
