"""The demo fund's survey: a counted quarter to look at, made once, and never by e-mail."""

from datetime import UTC, date, datetime

import pytest
from django.core import mail

from app.demo import survey
from app.people.models import Consent, Party
from app.surveys.models import Answer, Invitation, Round
from tests.factories.people import CLERK, make_person
from tests.factories.surveys import end_case
from workflows import outbox

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 27)


@pytest.fixture
def people(db: None) -> list[Party]:
    """Forty of whom each had a question answered in the third quarter."""
    found = [
        make_person(f"Joke Vermeulen {number}", email=f"joke{number}@example.org") for number in range(40)
    ]
    for party in found:
        end_case(party, datetime(2026, 8, 12, 9, 0, tzinfo=UTC))
    return found


def test_the_last_whole_quarter_is_drawn_answered_and_counted(people: list[Party]) -> None:
    survey.settle(people, TODAY, by=CLERK)
    row = Round.objects.get()
    assert (row.quarter, row.closed_at is not None) == ("2026Q3", True)
    assert 20 < Consent.objects.count() < 40
    assert 0 < Answer.objects.count() < Invitation.objects.count() < 20


def test_a_second_start_changes_nothing(people: list[Party]) -> None:
    for _ in range(2):
        survey.settle(people, TODAY, by=CLERK)
    assert Round.objects.count() == 1


def test_nobody_is_written_to_about_the_past(people: list[Party]) -> None:
    survey.settle(people, TODAY, by=CLERK)
    outbox.run_due()
    assert mail.outbox == []
