"""What the guidance of a supplementary pension reads of the file, and the certificate that the books allow."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.affiliation.models import Category, Coverage
from app.benefits import supplementary_operations as operations
from app.people.models import Party
from tests.factories.affiliation import (
    IncomeFactory,
    LiabilityPeriodFactory,
    QuarterStatusFactory,
    make_person,
)
from tests.factories.ledger import owe, pay
from workflows.operations import Call

pytestmark = pytest.mark.django_db
CALL = Call(
    idempotency_key="k",
    instance_id=None,
    case_ref="SP-2024-000001",
    now=datetime(2024, 5, 6, 9, tzinfo=UTC),
)


def make_liable(started_on: date = date(2015, 1, 1), birth: date = date(1980, 3, 10)) -> Party:
    person = make_person("Baert", birth_date=birth, language="fr")
    LiabilityPeriodFactory(person=person, started_on=started_on)
    return person


def read(person: Party, year: int = 2024) -> operations.SupplementaryFacts:
    return operations.read_supplementary_facts(CALL, party_ref=person.reference, year=year)


def compare(
    income: str, category: str = "main", year: int = 2024, *, pays: bool = False
) -> operations.SupplementaryChoice:
    person = make_person(language="fr")
    return operations.compare_supplementary(
        CALL,
        party_ref=person.reference,
        year=year,
        category=category,
        income=Decimal(income),
        pays_main_level=pays,
    )


def test_the_income_is_that_of_three_years_before_indexed() -> None:
    person = make_liable()
    IncomeFactory(party=person, year=2021, amount=Decimal(30000), received_on=date(2023, 6, 1))
    found = read(person)
    # 30,000 × 1.186782596 = 35,603.48
    assert (found.income, found.income_source) == (Decimal("35603.48"), "reference_income")
    assert (found.pays_main_level, found.is_affiliated) == (True, True)


def test_a_starter_has_the_minimum_as_income() -> None:
    found = read(make_liable(date(2023, 4, 1)))
    assert (found.income, found.income_source) == (Decimal("16861.46"), "starter_minimum")


def test_nothing_known_is_said_as_such() -> None:
    found = read(make_liable())
    assert (found.income, found.income_source, found.pays_main_level) == (None, "unknown", False)


def test_the_review_before_the_pension_is_five_years_before_the_legal_age() -> None:
    assert read(make_liable(birth=date(1980, 3, 10))).pension_review_on == date(2042, 3, 10)  # 67 − 5
    assert read(make_liable(birth=date(1960, 3, 10))).pension_review_on is None  # past


def test_both_kinds_stand_beside_each_other() -> None:
    found = compare("30000")
    # 30,000 × 8.17 % = 2,451.00; 30,000 × 9.40 % = 2,820.00, of which a tenth for solidarity
    assert (found.ordinary_maximum, found.social_maximum) == (Decimal("2451.00"), Decimal("2820.00"))
    assert (found.solidarity_part, found.eligible) == (Decimal("282.00"), True)
    assert (found.ordinary_minimum, found.social_minimum) == (Decimal(100), Decimal("111.12"))


def test_above_the_cap_the_cap_counts() -> None:
    found = compare("80000")
    assert (found.ordinary_maximum, found.social_maximum) == (Decimal("3965.77"), Decimal("4562.82"))


def test_a_secondary_occupation_may_only_at_the_level_of_a_main_one() -> None:
    assert not compare("20000", "secondary").eligible
    assert compare("20000", "secondary", pays=True).eligible


def test_a_year_not_published_is_told_so() -> None:
    found = compare("30000", year=2027)
    assert (found.limits_known, found.ordinary_maximum) == (False, Decimal("0.00"))


@pytest.fixture
def year_2023() -> Party:
    """Three quarters of 900.00 in 2023, of which the last is assimilated and the third still owed."""
    person = make_liable(date(2023, 1, 1))
    for number in (1, 2, 3):
        QuarterStatusFactory(person=person, year=2023, number=number, category=Category.MAIN)
        owe(person, 900, quarter=f"2023Q{number}")
    sick = {"coverage": Coverage.ASSIMILATED, "coverage_reason": "sick"}
    QuarterStatusFactory(person=person, year=2023, number=4, category=Category.MAIN, **sick)
    pay(1800, on=date(2023, 6, 1), party=person)
    return person


def certify(person: Party, year: int = 2023) -> operations.Certified:
    return operations.certify_contributions(CALL, party_ref=person.reference, year=year)


def test_nothing_is_certified_while_a_quarter_is_owed(year_2023: Party) -> None:
    found = certify(year_2023)
    assert (found.all_paid, found.unpaid, found.amount) == (False, "2023Q3", Decimal("1800.00"))


def test_all_paid_is_certified_an_assimilated_quarter_in_it(year_2023: Party) -> None:
    pay(900, on=date(2024, 1, 5), party=year_2023)
    found = certify(year_2023)
    assert (found.all_paid, found.unpaid, found.amount) == (True, "", Decimal("2700.00"))


def test_a_year_without_liability_certifies_nothing(year_2023: Party) -> None:
    assert not certify(year_2023, 2022).all_paid
