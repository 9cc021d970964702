"""A starter who asks to be exempted of the first quarters: too early until the fifth, then in time for a year."""

from datetime import date, datetime
from typing import Any

import pytest

from app.people.models import Party
from tests.factories.affiliation import LiabilityPeriodFactory
from tests.factories.desk import Desk
from tests.factories.people import make_person
from workflows.clock import BRUSSELS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _clock(settings: Any) -> None:
    settings.VIRTUAL_CLOCK = True


def ask_for_the_first_quarter(asked_on: date) -> Desk:
    """Begun on 20 May 2024, which is 2024Q2: the fifth quarter begins on 1 April 2025."""
    desk = Desk("caseworker", now=datetime(asked_on.year, asked_on.month, asked_on.day, 9, tzinfo=BRUSSELS))
    starter: Party = make_person("Nora Lambert", language="fr")
    LiabilityPeriodFactory(person=starter, started_on=date(2024, 5, 20))
    request = {"quarters": "2024Q2", "extent": "total", "reason": "income_loss", "explanation": "Un client."}
    desk.open("exemption", starter, **request, applicant="self", requested_on=asked_on.isoformat())
    return desk


@pytest.mark.parametrize(
    ("asked_on", "waiting"),
    [
        pytest.param(date(2025, 3, 31), "confirm_refusal", id="the fourth quarter's last day is too early"),
        pytest.param(date(2025, 4, 1), "complete_file", id="the fifth quarter's first day is in time"),
        pytest.param(date(2026, 3, 31), "complete_file", id="a year later to the day is in time"),
        pytest.param(date(2026, 4, 1), "confirm_refusal", id="the day after is too late"),
    ],
)
def test_the_first_quarter_may_be_asked_for_a_year_from_the_fifth(asked_on: date, waiting: str) -> None:
    assert ask_for_the_first_quarter(asked_on).find_task(waiting)
