"""Lawyers, bailiffs and curators: news ends a silence, silence is told once (SLA-50 to 52)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from app.recovery.duties import alert_silent_mandates
from app.recovery.errors import DateRefused
from app.recovery.mandates import add_news, give_mandate, list_silent
from app.recovery.models import JudicialFile, Mandate, MandateNews
from tests.factories.people import make_person
from tests.factories.recovery import attempt, make_file
from workflows import clock
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db


@pytest.fixture
def file() -> JudicialFile:
    party = make_person()
    attempt(party, outcome="reached")
    return make_file(party)


def mandate(file: JudicialFile, kind: str = "lawyer", days_ago: int = 0) -> Mandate:
    return give_mandate(file, kind=kind, name="Me Dubois", on=clock.today() - timedelta(days_ago))


@pytest.mark.parametrize(("kind", "longest"), [("lawyer", 30), ("bailiff", 30), ("curator", 90)])
def test_a_mandate_is_silent_the_day_after_its_longest_silence(
    file: JudicialFile, kind: str, longest: int
) -> None:
    given = mandate(file, kind)
    assert list(list_silent(given.given_on + timedelta(longest))) == []
    assert list(list_silent(given.given_on + timedelta(longest + 1))) == [given]


def test_silence_is_told_once_to_the_legal_officers(file: JudicialFile) -> None:
    mandate(file, days_ago=40)
    alert_silent_mandates()
    alert_silent_mandates()
    told = OutboxMessage.objects.get(topic="service_level")
    assert (told.payload["roles"], told.payload["case_ref"]) == (["legal_officer"], "R-2026-000001")


def test_news_ends_the_silence_and_says_when_to_look_again(file: JudicialFile) -> None:
    given = mandate(file, days_ago=40)
    add_news(
        given,
        told_on=clock.today(),
        text="Hearing set",
        by="user:1",
        costs=Decimal("120.00"),
        next_action_on=clock.today() + timedelta(10),
    )
    assert not list_silent(clock.today()).exists()
    file.refresh_from_db()
    assert file.next_action_on == clock.today() + timedelta(10)


def test_news_of_tomorrow_is_refused_and_news_is_not_rewritten(file: JudicialFile) -> None:
    given = mandate(file)
    with pytest.raises(DateRefused):
        add_news(given, told_on=clock.today() + timedelta(1), text="Soon", by="user:1")
    add_news(given, told_on=clock.today(), text="Writ served", by="user:1", ended=True)
    given.refresh_from_db()
    assert (given.state, given.ended_on) == ("ended", clock.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        MandateNews.objects.update(text="Nothing served")


def test_a_file_starts_on_its_day(file: JudicialFile) -> None:
    assert file.next_action_on == date(2026, 7, 1)
