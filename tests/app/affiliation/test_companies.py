"""Affiliations of companies and their balance sheets."""

from datetime import date
from decimal import Decimal

import pytest

from app.affiliation.companies import declare_company, record_balance_sheet
from app.affiliation.errors import BalanceSheetRefused, PeriodRefused
from app.affiliation.models import BalanceSheet
from app.affiliation.queries import is_affiliated_company, list_balance_sheets, penultimate_balance_sheet
from app.affiliation.transitions import change
from app.people.models import Party
from tests.factories.affiliation import BY, NOW, CompanyAffiliationFactory, make_company

pytestmark = pytest.mark.django_db


def record(company: Party, total: str, *, year: int = 2023, months: int = 12) -> BalanceSheet:
    return record_balance_sheet(
        company,
        year,
        Decimal(total),
        months=months,
        received_on=date(2025, 1, 10),
        source="balance sheet office",
        by=BY,
        now=NOW,
    )


@pytest.mark.parametrize(("registered_on", "late"), [(date(2025, 4, 15), False), (date(2025, 4, 16), True)])
def test_a_company_affiliates_within_three_months(registered_on: date, *, late: bool) -> None:
    company = make_company(personality_on=date(2025, 1, 15))
    row = declare_company(company, started_on=date(2025, 1, 15), registered_on=registered_on, by=BY, now=NOW)
    assert (row.late, row.state) == (late, "active")


def test_a_company_is_affiliated_in_the_years_it_has_a_day_in(company: Party) -> None:
    row = CompanyAffiliationFactory(company=company, started_on=date(2024, 3, 1))
    change(row, "end", day=date(2025, 1, 1), reason="wound up", by=BY, now=NOW)
    assert [is_affiliated_company(company, year) for year in (2023, 2024, 2025, 2026)] == [
        False,
        True,
        True,
        False,
    ]


def test_a_person_is_no_company(person: Party) -> None:
    with pytest.raises(PeriodRefused, match="Only a company"):
        declare_company(person, started_on=date(2025, 1, 1), registered_on=date(2025, 1, 1), by=BY, now=NOW)
    with pytest.raises(BalanceSheetRefused, match="Only a company"):
        record(person, "1.00")


def test_two_affiliations_never_share_a_day(company: Party) -> None:
    CompanyAffiliationFactory(company=company)
    with pytest.raises(PeriodRefused, match="Another period"):
        declare_company(company, started_on=date(2025, 1, 1), registered_on=date(2025, 1, 1), by=BY, now=NOW)


def test_the_sheet_of_the_penultimate_closed_year_counts(company: Party) -> None:
    sheet = record(company, "900000.00", year=2023)
    assert penultimate_balance_sheet(company, 2025) == sheet
    assert penultimate_balance_sheet(company, 2024) is None


def test_another_total_supersedes_and_the_same_changes_nothing(company: Party) -> None:
    first = record(company, "600000.00")
    assert record(company, "600000.00") == first
    second = record(company, "650000.00")
    assert second.supersedes == first
    assert penultimate_balance_sheet(company, 2025) == second
    assert [one.total for one in list_balance_sheets(company)] == [Decimal("650000.00"), Decimal("600000.00")]


@pytest.mark.parametrize(("total", "months"), [("-0.01", 12), ("1.005", 12), ("1.00", 0), ("1.00", 25)])
def test_a_sheet_that_cannot_be_is_refused(company: Party, total: str, months: int) -> None:
    with pytest.raises(BalanceSheetRefused):
        record(company, total, months=months)
