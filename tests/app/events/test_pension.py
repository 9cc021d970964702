"""A pension lived through the real pages: question, appointment, decision, the affiliation that follows."""

from datetime import date

import pytest

from app.affiliation.models import QuarterStatus
from app.affiliation.periods import declare_period
from app.cases.models import Case
from app.correspondence.letter_life import Step, send_letter
from app.correspondence.models import Letter
from app.people.models import Party
from tests.factories.affiliation import BY
from tests.factories.desk import Desk
from tests.factories.people import make_person
from workflows import api, catalogue, clock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def person(desk: Desk) -> Party:
    found = make_person("Lise Baert", born=date(1960, 3, 10), language="fr")
    started_on = date(2020, 1, 1)
    declare_period(found, started_on=started_on, registered_on=started_on, by=BY, now=clock.now())
    return found


def inform(desk: Desk) -> None:
    """The pack leaves, and the person is called."""
    pack = Letter.objects.get(name="pension")
    send_letter(pack.pk, Step(by="user:1", now=clock.now()), channel="post", sent_on=clock.today())
    desk.live(date(2026, 3, 3))
    answers = {"contact_channel": "phone", "contact_outcome": "reached", "pack_received": "yes"}
    desk.do("contact_person", **answers, contact_summary="Entretien convenu")


def test_who_retires_at_the_legal_age_is_followed_from_the_question_to_the_category(
    desk: Desk, person: Party
) -> None:
    catalogue.deploy(["pension_settlement"], by=api.system("tests"), now=clock.now())
    desk.open("pension", person, trigger="question", received_on="2026-03-02", question="Quand ?")
    inform(desk)
    appointment = {"held_on": "2026-03-03", "channel": "office", "wish": "retirement", "resident": "on"}
    career = {"career_years_total": "41", "send_career": "no", "contact_summary": "Carrière parcourue"}
    desk.do("hold_appointment", **appointment, **career, desired_on="2026-04-01", goes_on="on")
    assert Letter.objects.filter(name="pension_advice").exists()
    case = Case.objects.get(process="pension")
    decision = {"decision": "granted", "decided_on": date(2026, 3, 3), "pension": "retirement", "reasons": ""}
    told = {**decision, "first_on": date(2026, 4, 1)}
    api.receive("tests", "decision", "pension.decision", case.reference, told)
    desk.live(date(2026, 4, 2))
    status = QuarterStatus.objects.get(person=person, year=2026, number=2, superseded_at=None)
    assert status.category == "pensioner"
    assert Letter.objects.get(name="pension_category").decision == "grant"
