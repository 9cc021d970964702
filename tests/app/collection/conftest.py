"""A fund with people to call, and the processes of a call as they are shipped."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from app.affiliation.models import LiabilityPeriod
from app.people.models import Party
from tests.factories.affiliation import IncomeFactory, LiabilityPeriodFactory
from tests.factories.people import make_person
from workflows import actors, catalogue

NOW = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


@pytest.fixture
def _deployed(db: None) -> None:
    catalogue.deploy(["recovery", "quarterly_call"], by=actors.system("tests"), now=NOW)


def affiliate(name: str = "Joke Vermeulen", *, income: int | None = 30_000, **period: object) -> Party:
    """Somebody in main occupation since 2020; `income` is that of 2023, known since 2025."""
    party = make_person(name)
    LiabilityPeriodFactory(person=party, **period)
    if income is not None:
        IncomeFactory(party=party, year=2023, amount=Decimal(income), received_on=date(2025, 9, 1))
    return party


def end_period(party: Party, day: date) -> None:
    LiabilityPeriod.objects.filter(person=party).update(ended_on=day, state="ended")
