"""Many claims that were not due are taken back at once, with the same books as one at a time."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from app.ledger.closing import cancel_contributions
from app.ledger.models import Entry, Receivable
from app.ledger.queries import credit_of
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
ON, PLACE = date(2026, 3, 2), Quarter(2026, 1)


def cancel(*parties: Party) -> list[Receivable]:
    return cancel_contributions({(one.pk, PLACE): "birth" for one in parties}, on=ON, by="system:tests")


def read_postings(claim: Receivable) -> list[tuple[str, str, Decimal]]:
    rows = Entry.objects.filter(idempotency_key__startswith=f"not due:{claim.ref}/").order_by("id")
    return [
        (one.kind, line.account_id, line.amount)
        for one in rows
        for line in one.postings.order_by("-account", "id")
    ]


def test_an_untouched_claim_is_cancelled_with_the_entries_of_the_long_way() -> None:
    person = make_person()
    claim = owe(person, "871.71", quarter="2026Q1", fee="34.43")
    assert cancel(person) == [claim]
    claim.refresh_from_db()
    assert (claim.state, claim.total, claim.changes.get().reason) == ("cancelled", Decimal("0.00"), "birth")
    sums = [amount for _, _, amount in read_postings(claim)]
    assert sorted(sums) == [Decimal("-871.71"), Decimal("-34.43"), Decimal("34.43"), Decimal("871.71")]


def test_what_was_paid_takes_the_long_way_and_is_credit() -> None:
    person = make_person()
    claim = owe(person, "871.71", quarter="2026Q1")
    pay("871.71", on=date(2026, 2, 2), party=person)
    assert cancel(person) == [claim]
    claim.refresh_from_db()
    assert (claim.state, credit_of(person)) == ("cancelled", Decimal("871.71"))


def test_told_twice_it_is_done_once() -> None:
    person = make_person()
    owe(person, "871.71", quarter="2026Q1")
    cancel(person)
    assert cancel(person) == []
    assert Entry.objects.filter(idempotency_key__startswith="not due:").count() == 1


def test_other_quarters_stay_as_they_are() -> None:
    person = make_person()
    other = owe(person, "871.71", quarter="2025Q4")
    assert cancel(person) == []
    other.refresh_from_db()
    assert other.state == "open"


def test_many_take_no_more_statements_than_few() -> None:
    counts = []
    for size in (2, 6):
        people = [make_person(niss="") for _ in range(size)]
        for one in people:
            owe(one, "871.71", quarter="2026Q1")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert len(cancel(*people)) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]
