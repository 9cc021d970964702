"""What a mutuality is told of the contributions before an incapacity or maternity."""

from datetime import date

import pytest

from app.affiliation.models import Coverage
from app.benefits.certificates import are_paid, list_certified_quarters, read_certificate
from app.people.models import Party
from app.registers.quarters import Quarter
from tests.factories.affiliation import QuarterStatusFactory
from tests.factories.ledger import owe, pay


@pytest.mark.parametrize(
    ("event_on", "quarters"),
    [
        (date(2024, 1, 15), ["2023Q2", "2023Q3"]),
        (date(2024, 1, 31), ["2023Q2", "2023Q3"]),
        (date(2024, 2, 1), ["2023Q2", "2023Q3", "2024Q1"]),
    ],
)
def test_the_own_quarter_counts_from_its_second_month(event_on: date, quarters: list[str]) -> None:
    assert [str(one) for one in list_certified_quarters(event_on)] == quarters


def test_each_quarter_is_certified_as_it_stands(party: Party) -> None:
    QuarterStatusFactory(person=party, year=2023, number=2, coverage=Coverage.EXEMPT, coverage_reason="x")
    QuarterStatusFactory(person=party, year=2023, number=3)
    owe(party, quarter="2023Q3")
    found = read_certificate(party, date(2024, 1, 15))
    assert found.quarters == [
        {"quarter": "2023Q2", "status": "exempted"},
        {"quarter": "2023Q3", "status": "unpaid"},
    ]
    assert (found.unpaid, found.category) == (["2023Q3"], "main")


def test_a_quarter_of_which_nothing_is_known_is_left_out(party: Party) -> None:
    assert read_certificate(party, date(2024, 1, 15)).quarters == []


def test_quarters_are_paid_when_each_is(party: Party) -> None:
    first, second = Quarter(2023, 2), Quarter(2023, 3)
    owe(party, quarter="2023Q2")
    pay(1000, on=date(2023, 6, 1), party=party)
    assert (are_paid(party, [first]), are_paid(party, [first, second])) == (True, False)
