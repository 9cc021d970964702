"""Which rights follow from a birth, by the law of its day, and the quarter without contribution after it."""

from datetime import date
from decimal import Decimal

import pytest

from app.affiliation.models import Category, Coverage, QuarterStatus
from app.benefits import births
from app.benefits.births import BirthRights
from app.benefits.detection import detect_rights
from app.benefits.detection_models import Detection
from app.people.models import Party
from tests.app.benefits.conftest import decide_quarters
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.contributions import tell_income
from tests.factories.ledger import owe
from workflows.actors import system

BIRTH, TODAY, BY = date(2024, 1, 15), date(2024, 1, 22), system("test")


@pytest.fixture
def affiliate(party: Party) -> Party:
    LiabilityPeriodFactory(person=party, started_on=date(2010, 1, 1))
    return party


def read(party: Party, born_on: date = BIRTH, *, mother: bool = True, asked: bool = False) -> BirthRights:
    return births.read_rights(party, born_on, is_mother=mother, vouchers_asked=asked, today=born_on)


def test_a_mother_in_main_occupation_has_vouchers_and_a_free_quarter(affiliate: Party) -> None:
    decide_quarters(affiliate, 2023, 2024)
    found = read(affiliate)
    assert (found.offers_vouchers, found.exempts_quarter, found.offers_paternity) == (True, True, False)
    assert found.exempt_quarter == "2024Q2"


def test_the_other_parent_has_a_leave_until_the_end_of_the_next_quarter(affiliate: Party) -> None:
    decide_quarters(affiliate, 2023, 2024)
    found = read(affiliate, mother=False)
    assert (found.offers_vouchers, found.exempts_quarter, found.offers_paternity) == (False, False, True)
    assert found.paternity_until == date(2024, 6, 30)


@pytest.mark.parametrize(
    ("born_on", "right", "given"),
    [
        (date(2016, 9, 30), "exempts_quarter", False),
        (date(2016, 10, 1), "exempts_quarter", True),
        (date(2017, 8, 31), "offers_vouchers", False),
        (date(2017, 9, 1), "offers_vouchers", True),
    ],
)
def test_a_mother_s_right_begins_on_the_day_of_its_law(
    affiliate: Party, born_on: date, right: str, given: bool
) -> None:
    decide_quarters(affiliate, 2015, 2017)
    assert getattr(read(affiliate, born_on), right) is given


@pytest.mark.parametrize(("born_on", "given"), [(date(2019, 4, 30), False), (date(2019, 5, 1), True)])
def test_the_leave_of_the_other_parent_begins_on_the_day_of_its_law(
    affiliate: Party, born_on: date, given: bool
) -> None:
    decide_quarters(affiliate, 2018, 2019)
    assert read(affiliate, born_on, mother=False).offers_paternity is given


def test_before_the_initiative_vouchers_are_for_who_asks(affiliate: Party) -> None:
    decide_quarters(affiliate, 2015, 2017)
    assert read(affiliate, date(2017, 8, 31), asked=True).offers_vouchers


def test_a_secondary_occupation_waits_for_its_definitive_contribution(affiliate: Party) -> None:
    decide_quarters(affiliate, 2023, 2024, Category.SECONDARY)
    found = read(affiliate)
    assert (found.insured, found.offers_vouchers, found.exempts_quarter) == ("unknown", True, False)


@pytest.mark.parametrize(("income", "insured"), [("16409.20", "yes"), ("16409.19", "no")])
def test_a_definitive_contribution_at_the_minimum_of_a_main_occupation_insures(
    affiliate: Party, income: str, insured: str
) -> None:
    # the minimum income of 2023 is 16,409.20 a year
    decide_quarters(affiliate, 2023, 2024, Category.SECONDARY)
    tell_income(affiliate, 2023, Decimal(income))
    assert read(affiliate).insured == insured


def test_the_income_of_a_part_of_the_year_is_brought_to_four_quarters(party: Party) -> None:
    # three quarters of liability: 12,306.90 x 4 / 3 = 16,409.20
    LiabilityPeriodFactory(person=party, started_on=date(2023, 4, 1))
    decide_quarters(party, 2023, 2024, Category.SECONDARY)
    tell_income(party, 2023, Decimal("12306.90"))
    assert read(party).insured == "yes"


def test_the_quarter_after_the_birth_is_exempted_and_its_call_taken_back(affiliate: Party) -> None:
    decide_quarters(affiliate, 2023, 2024)
    called = owe(affiliate, 870, fee=35, quarter="2024Q2")
    found = births.exempt_quarter(affiliate, BIRTH, on=TODAY, by=BY)
    called.refresh_from_db()
    assert (found.state, found.cancelled_amount, called.state) == ("exempted", Decimal(905), "cancelled")


def test_told_twice_the_quarter_is_exempted_once(affiliate: Party) -> None:
    decide_quarters(affiliate, 2023, 2024)
    births.exempt_quarter(affiliate, BIRTH, on=TODAY, by=BY)
    again = births.exempt_quarter(affiliate, BIRTH, on=TODAY, by=BY)
    assert (again.state, again.cancelled_amount) == ("exempted", Decimal(0))
    assert QuarterStatus.objects.filter(person=affiliate, coverage=Coverage.BIRTH_EXEMPT).count() == 1


def test_a_quarter_not_decided_yet_is_exempted_by_the_night_that_follows_its_decision(
    affiliate: Party,
) -> None:
    decide_quarters(affiliate, 2023, 2023)
    assert births.exempt_quarter(affiliate, BIRTH, on=TODAY, by=BY).state == "pending"
    decide_quarters(affiliate, 2024, 2024)
    detect_rights(date(2024, 4, 2))
    current = QuarterStatus.objects.get(person=affiliate, year=2024, number=2, superseded_at=None)
    assert current.coverage == Coverage.BIRTH_EXEMPT
    assert Detection.objects.filter(detector="birth_exemption").count() == 1
