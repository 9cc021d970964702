"""What the process of a pension reads of the file, and what it tells of work and bonus."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from app.affiliation.models import Category, Coverage
from app.benefits import pension_operations as operations
from app.people.models import Party
from tests.factories.affiliation import LiabilityPeriodFactory, QuarterStatusFactory, make_person
from tests.factories.ledger import owe, pay
from workflows.operations import Call

pytestmark = pytest.mark.django_db
CALL = Call(
    idempotency_key="k", instance_id=None, case_ref="PE-2026-000001", now=datetime(2026, 1, 5, 9, tzinfo=UTC)
)


def make_liable(birth: date | None = date(1960, 3, 10), started_on: date = date(2025, 1, 1)) -> Party:
    person = make_person("Baert", birth_date=birth, language="fr")
    LiabilityPeriodFactory(person=person, started_on=started_on)
    return person


def read(person: Party, on: date = date(2026, 1, 5)) -> operations.PensionFile:
    return operations.read_pension_file(CALL, party_ref=person.reference, on=on)


def weigh(
    person: Party, from_on: date, pension: str = "retirement", **more: Any
) -> operations.PensionOutlook:
    given = {"career_years": 40, **more}
    return operations.weigh_pension(
        CALL, party_ref=person.reference, from_on=from_on, pension=pension, **given
    )


@pytest.mark.parametrize(
    ("birth", "age", "reached", "pension_from"),
    [
        (date(1960, 1, 31), 65, date(2025, 1, 31), date(2025, 2, 1)),  # the day before the age of 66
        (date(1960, 2, 1), 66, date(2026, 2, 1), date(2026, 3, 1)),  # the day of the age of 66
        (date(1964, 1, 31), 66, date(2030, 1, 31), date(2030, 2, 1)),  # the day before the age of 67
        (date(1964, 2, 1), 67, date(2031, 2, 1), date(2031, 3, 1)),  # the day of the age of 67
    ],
)
def test_the_legal_age_is_that_of_the_day_on_which_it_is_reached(
    birth: date, age: int, reached: date, pension_from: date
) -> None:
    found = read(make_liable(birth))
    assert (found.legal_age, found.legal_age_on, found.pension_from) == (age, reached, pension_from)


def test_without_a_day_of_birth_the_ages_are_left_open() -> None:
    found = read(make_liable(None))
    assert (found.birth_date, found.legal_age, found.pension_from) == (None, None, None)


def test_a_quarter_that_is_unpaid_or_undecided_does_not_count_as_it_stands() -> None:
    person = make_liable()
    for number in (1, 2, 3):
        QuarterStatusFactory(person=person, year=2025, number=number, category=Category.MAIN)
    owe(person, 900, quarter="2025Q1")
    owe(person, 900, quarter="2025Q2")
    pay(900, on=date(2025, 3, 20), party=person)
    found = read(person)
    assert (found.quarters, found.has_gaps, found.career_years) == (4, True, 0)
    assert found.gaps.splitlines() == [
        "2025Q2: non payé",
        "2025Q3: pas encore décidé ou appelé",
        "2025Q4: pas encore décidé ou appelé",
    ]


def test_two_quarters_make_a_year_and_an_assimilated_one_counts() -> None:
    person = make_liable()
    QuarterStatusFactory(person=person, year=2025, number=1, category=Category.MAIN)
    sick = {"coverage": Coverage.ASSIMILATED, "coverage_reason": "sick"}
    QuarterStatusFactory(person=person, year=2025, number=2, category=Category.MAIN, **sick)
    owe(person, 900, quarter="2025Q1")
    pay(900, on=date(2025, 3, 20), party=person)
    found = read(person, date(2025, 7, 2))
    assert (found.career_years, found.has_gaps) == (1, False)
    assert found.career == [
        {"quarter": "2025Q1", "category": "main", "status": "paid"},
        {"quarter": "2025Q2", "category": "main", "status": "assimilated"},
    ]


def test_the_limit_of_work_beside_an_early_pension_is_that_of_its_year() -> None:
    found = weigh(make_liable(date(1961, 3, 10)), date(2024, 3, 1))
    assert (found.unlimited, found.limit, found.limit_year) == (False, Decimal(7880), 2024)
    with_child = weigh(make_liable(date(1961, 3, 10)), date(2024, 3, 1), with_child=True)
    assert with_child.limit == Decimal(11820)


def test_from_1_january_of_the_year_of_the_legal_age_there_is_no_limit() -> None:
    person = make_liable(date(1960, 3, 10))  # 66 on 10 March 2026
    assert weigh(person, date(2026, 1, 1)).unlimited
    before = weigh(person, date(2025, 12, 31))
    assert (before.unlimited, before.limit, before.limit_known) == (False, None, False)


def test_forty_five_years_of_career_have_no_limit_either() -> None:
    person = make_liable(date(1962, 3, 10))
    assert weigh(person, date(2024, 3, 1), career_years=45).unlimited
    assert not weigh(person, date(2024, 3, 1), career_years=44).unlimited


@pytest.mark.parametrize(
    ("day", "era"),
    [
        (date(2006, 12, 31), "none"),
        (date(2007, 1, 1), "bonus_2007"),
        (date(2013, 12, 31), "bonus_2007"),
        (date(2014, 1, 1), "bonus_2014"),
        (date(2015, 12, 31), "bonus_2014"),
        (date(2016, 1, 1), "none"),
        (date(2024, 6, 30), "none"),
        (date(2024, 7, 1), "bonus_2024"),
        (date(2025, 12, 31), "bonus_2024"),
        (date(2026, 1, 1), "bonus_malus_2026"),
    ],
)
def test_the_bonus_is_that_of_the_day_worked(day: date, era: str) -> None:
    assert weigh(make_liable(), day).bonus == era


@pytest.mark.parametrize(("years", "age"), [(41, None), (42, 63), (43, 61), (44, 60)])
def test_an_early_pension_opens_by_the_years_of_career(years: int, age: int | None) -> None:
    assert weigh(make_liable(), date(2026, 4, 1), career_years=years).early_age == age
