"""The start of an activity lived through the real pages: affiliated, told, welcomed, with the proof of the charter."""

from datetime import date

import pytest

from app.affiliation.models import Circumstance, LiabilityPeriod, QuarterStatus
from app.correspondence.letter_life import Step, send_letter
from app.correspondence.models import Contact, Letter
from app.exchanges.models import Transmission
from tests.factories.desk import Desk
from tests.factories.people import make_person
from workflows import api, clock

pytestmark = pytest.mark.django_db(transaction=True)


def post(name: str) -> None:
    letter = Letter.objects.get(name=name)
    step = Step(by="user:1", now=clock.now())
    send_letter(letter.pk, step, channel="post", sent_on=clock.today())


def test_who_starts_beside_a_job_is_affiliated_in_secondary_occupation_and_welcomed(desk: Desk) -> None:
    person = make_person("Lise Baert", language="fr")
    declared = {
        "origin": "office",
        "received_on": "2026-03-02",
        "started_on": "2026-03-02",
        "capacity": "self_employed",
        "activity": "Fleuriste",
    }
    situation = {"other_job": "employee", "other_job_fraction": "0.8", "other_job_since": "2020-01-01"}
    desk.open("start_of_activity", person, **declared, **situation)
    desk.do(
        "check_declaration",
        capacity="self_employed",
        activity="Fleuriste",
        next="affiliate",
        estimate="30000",
        **situation,
    )
    assert LiabilityPeriod.objects.get(person=person).started_on == date(2026, 3, 2)
    assert Circumstance.objects.get(person=person).facts == {"job": "employee", "fraction": "0.8"}
    assert QuarterStatus.objects.get(person=person).category == "secondary"
    assert {"start_acknowledgement", "affiliation_decision", "service_charter"} <= set(desk.letters())
    desk.do("send_by_hand", way="manual", sent_on="2026-03-02", how="post")
    answer = {"outcome": "acknowledged", "reasons": "", "partner_reference": "R-1"}
    api.receive("tests", "ack", "exchanges.acknowledgement", Transmission.objects.get().ref, answer)
    post("start_of_activity")
    post("service_charter")
    desk.live(date(2026, 3, 3))
    reached = {"contact_channel": "phone", "contact_outcome": "reached", "pack_received": "yes"}
    desk.do("contact_person", **reached, contact_summary="Bienvenue")
    assert desk.has_ended()
    assert Contact.objects.get(party=person).outcome == "reached"


def test_who_is_affiliated_already_is_refused_with_reasons(desk: Desk) -> None:
    person = make_person("Lise Baert", language="fr")
    declared = {
        "origin": "office",
        "received_on": "2026-03-02",
        "started_on": "2026-03-02",
        "capacity": "self_employed",
        "activity": "Fleuriste",
        "other_fund": "on",
    }
    desk.open("start_of_activity", person, **declared)
    desk.do("confirm_refusal", "team_lead", verdict="uphold", refusal_reasons="Déjà affiliée ailleurs.")
    assert desk.has_ended()
    assert Letter.objects.get(name="affiliation_refusal").decision == "refusal"
    assert not LiabilityPeriod.objects.exists()
