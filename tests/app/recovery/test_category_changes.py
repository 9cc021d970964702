"""What was claimed follows the category decided since, quarter by quarter, on the income it was claimed on."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.affiliation.models import Category
from app.contributions.arithmetic.contribution import ContributionInputs, calculate_contribution
from app.ledger.queries import credit_of
from app.people.models import Party
from app.recovery.solution_operations import ReassessedQuarters, reassess_quarters
from app.registers.quarters import Quarter
from tests.factories.affiliation import QuarterStatusFactory
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person
from workflows.operations import Call

pytestmark = pytest.mark.django_db
CALL = Call(
    idempotency_key="k", instance_id=None, case_ref="PE-2025-000001", now=datetime(2025, 5, 7, 9, tzinfo=UTC)
)


@pytest.fixture
def party() -> Party:
    """30,000.00 a year in main occupation: 30,000 × 20.5 % / 4 = 1,537.50 a quarter; pensioned from 2025Q2."""
    found = make_person(language="fr")
    for number, category in ((1, Category.MAIN), (2, Category.PENSIONER)):
        QuarterStatusFactory(person=found, year=2025, number=number, category=category)
        owe(found, "1537.50", quarter=f"2025Q{number}", trace=trace_of(number))
    return found


def trace_of(number: int) -> Any:
    inputs = ContributionInputs(category=Category.MAIN, quarter=Quarter(2025, number), income=Decimal(30000))
    return calculate_contribution(inputs).trace.to_json()


def reassess(party: Party, first: str = "2025Q2") -> ReassessedQuarters:
    return reassess_quarters(CALL, party_ref=party.reference, first_quarter=first)


def test_only_the_quarters_from_the_first_pension_on_change(party: Party) -> None:
    found = reassess(party)
    # 30,000 × 14.70 % / 4 = 1,102.50; 1,102.50 − 1,537.50 = −435.00
    assert found.changed_lines == [
        {"quarter": "2025Q2", "old": Decimal("1537.50"), "new": Decimal("1102.50")}
    ]
    assert found.changed_amount == Decimal("-435.00")


def test_what_was_paid_beyond_pays_what_is_owed(party: Party) -> None:
    pay("3075.00", on=date(2025, 3, 20), party=party)
    reassess(party)
    assert credit_of(party) == Decimal("435.00")


def test_a_call_that_is_repeated_tells_the_same_and_books_nothing_more(party: Party) -> None:
    pay("3075.00", on=date(2025, 3, 20), party=party)
    first = reassess(party)
    assert reassess(party) == first
    assert credit_of(party) == Decimal("435.00")


def test_another_call_finds_nothing_left_to_change(party: Party) -> None:
    reassess(party)
    again = replace(CALL, idempotency_key="another")
    found = reassess_quarters(again, party_ref=party.reference, first_quarter="2025Q2")
    assert (found.changed_lines, found.changed_amount) == ([], Decimal("0.00"))


def test_a_quarter_that_became_dearer_is_told_again_too() -> None:
    # 30,000 × 14.70 % / 4 = 1,102.50 claimed of a pensioner who is in main occupation after all: 1,537.50
    party = make_person(language="fr")
    QuarterStatusFactory(person=party, year=2025, number=2, category=Category.MAIN)
    owe(party, "1102.50", quarter="2025Q2", trace=trace_of(2))
    first = reassess(party)
    assert first.changed_amount == Decimal("435.00")
    assert reassess(party) == first


def test_a_claim_without_its_base_is_left_to_a_person() -> None:
    party = make_person(language="fr")
    QuarterStatusFactory(person=party, year=2025, number=2, category=Category.PENSIONER)
    owe(party, 900, quarter="2025Q2")
    found = reassess(party)
    assert (found.untouched, found.changed_lines) == ("2025Q2", [])
