"""A sum that one large payer dominates is not told (p %-rule, share of 10 %)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.statistics.models import SnapshotCell
from app.statistics.snapshots import take_snapshot, verify
from app.statistics.tables import HIDDEN, build_table
from tests.factories.ledger import owe
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2025, 5, 2, 9, 0, tzinfo=UTC)
FIRST, LAST = date(2025, 1, 1), date(2025, 3, 31)


def claim(*amounts: int) -> SnapshotCell:
    """What is known of the contributions claimed from so many people, one amount each."""
    for amount in amounts:
        owe(make_person(), amount)
    snapshot = take_snapshot(FIRST, LAST, by="user:1", now=NOW)
    assert verify(snapshot)
    return snapshot.cells.get(query="collections", first="booking", second="principal")


def test_the_second_largest_must_not_estimate_the_largest() -> None:
    """10 % of 9,000 are 900; the six others beside the two largest claim 6 × 100 = 600: 300 lack."""
    cell = claim(9000, 1000, 100, 100, 100, 100, 100, 100)
    assert (cell.persons, cell.lacking) == (8, Decimal("300.00"))
    told = {line[:2]: line[2:] for line in build_table(cell.snapshot, "collections").lines}
    assert told["booking", "principal"] == (HIDDEN, HIDDEN)


def test_others_who_contribute_enough_hide_the_largest() -> None:
    """10 % of 9,000 are 900; 9 × 100 = 900 beside the two largest."""
    cell = claim(9000, 1000, *[100] * 9)
    assert cell.lacking == Decimal("0.00")
    told = {line[:2]: line[2:] for line in build_table(cell.snapshot, "collections").lines}
    assert told["booking", "principal"] == (11, Decimal("10900.00"))


def test_several_claims_of_one_person_are_one_contribution() -> None:
    """2 × 4,500 of one person are 9,000 together: 900 less 600 lack."""
    large = make_person()
    owe(large, 4500)
    owe(large, 4500)
    cell = claim(1000, *[100] * 6)
    assert (cell.persons, cell.number, cell.lacking) == (8, 9, Decimal("300.00"))


def test_a_cent_that_lacks_is_not_rounded_away() -> None:
    """10 % of 9,000.01 are 900.001, and 900 are there."""
    owe(make_person(), "9000.01")
    assert claim(1000, *[100] * 9).lacking == Decimal("0.01")


def test_a_query_without_euros_knows_no_dominance() -> None:
    cell = claim(9000, 1000)
    others = SnapshotCell.objects.filter(snapshot=cell.snapshot, query__in=["population", "processing_times"])
    assert not others.exclude(lacking=None).exists()
