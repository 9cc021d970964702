"""A cessation lived through the real pages, up to the continued insurance that the person asks for."""

from datetime import date

import pytest

from app.affiliation.models import LiabilityPeriod
from app.affiliation.periods import declare_period
from app.cases.models import Case
from app.correspondence.letter_life import Step, send_letter
from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from tests.factories.affiliation import BY
from tests.factories.desk import Desk
from tests.factories.people import make_person
from workflows import api, catalogue, clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_stops_without_a_new_status_is_offered_continued_insurance(desk: Desk) -> None:
    catalogue.deploy(["continued_insurance"], by=api.system("tests"), now=clock.now())
    person = make_person("Lise Baert", language="fr")
    started_on = date(2020, 1, 1)
    declare_period(person, started_on=started_on, registered_on=started_on, by=BY, now=clock.now())
    facts = {"stopped_on": "2026-03-01", "reason": "voluntary", "next_status": "none"}
    desk.open("cessation", person, received_on="2026-03-02", **facts)
    desk.do("check_cessation", proof="register", next="end", **facts)
    assert LiabilityPeriod.objects.get(person=person).ended_on == date(2026, 3, 1)
    assert Letter.objects.get(name="cessation_confirmation").decision == "grant"
    sent = Transmission.objects.get()
    assert sent.message_type == "T10"
    desk.do("send_by_hand", way="manual", sent_on="2026-03-02", how="post")
    answer = {"outcome": "acknowledged", "reasons": "", "partner_reference": "R-1"}
    api.receive("tests", "ack", "exchanges.acknowledgement", sent.ref, answer)
    pack = Letter.objects.get(name="cessation")
    send_letter(pack.pk, Step(by="user:1", now=clock.now()), channel="post", sent_on=clock.today())
    desk.live(date(2026, 3, 3))
    desk.do("offer_right", contact_channel="phone", choice="request", contact_summary="Délai expliqué")
    assert desk.has_ended()
    follower = Case.objects.get(process="continued_insurance")
    assert follower.party == person
