"""Somebody whose year was called, and the income that is told of it later."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.contributions.models import Income
from app.ledger.models import Receivable
from app.people.models import Party
from app.years.models import Regularisation
from app.years.settling import settle
from tests.factories.affiliation import IncomeFactory, LiabilityPeriodFactory
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person
from workflows import actors, catalogue

NOW = datetime(2025, 8, 12, 8, 0, tzinfo=UTC)
BY = actors.system("tests")


@pytest.fixture
def _deployed(db: None) -> None:
    catalogue.deploy(["recovery", "refund_follow", "regularisation"], by=BY, now=NOW)


def call_year(
    party: Party, principal: str, *, year: int = 2023, fee: str = "0", paid: bool = True
) -> list[Receivable]:
    """Four quarters called, each paid on its last day unless not."""
    claims = [owe(party, principal, quarter=f"{year}Q{number}", fee=fee) for number in range(1, 5)]
    if paid:
        for claim in claims:
            pay(str(claim.total), on=claim.due_on, party=party)
    return claims


def affiliate(**period: object) -> Party:
    """In main occupation since 2020."""
    party = make_person("Vermeulen")
    LiabilityPeriodFactory(person=party, **period)
    return party


def tell(party: Party, amount: int | str, *, year: int = 2023, **more: object) -> Income:
    return IncomeFactory(
        party=party, year=year, amount=Decimal(amount), received_on=date(2025, 8, 12), **more
    )


def open_row(income: Income) -> Regularisation:
    return Regularisation.objects.create(
        income=income, party=income.party, year=income.year, case_ref="RG-1", opened_at=NOW
    )


def correct(income: Income, amount: int | str) -> Income:
    """Another amount of the same year, told later."""
    income.superseded_at = NOW
    income.save()
    return tell(income.party, amount, year=income.year, supersedes=income)


def settle_on(income: Income, now: datetime = NOW) -> Regularisation:
    return settle(open_row(income).pk, income_id=income.pk, by=BY, now=now)
