"""Old family allowances through the real pages: archived months read again, the certificate, the way to the region."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.benefits.family_models import FamilyMonth
from app.correspondence.models import Letter
from app.exchanges.models import Transmission
from app.ledger.models import Refund
from app.people.models import Party
from tests.factories.desk import Desk
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)
BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def desk(settings: Any) -> Desk:
    settings.VIRTUAL_CLOCK = True
    return Desk("benefit_officer", "team_lead", now=datetime(2026, 3, 2, 9, 0, tzinfo=BRUSSELS))


@pytest.fixture
def person(desk: Desk) -> Party:
    """July 2007 without the annual supplement of a child of nine."""
    found = make_person("Lise Baert", language="fr")
    child = {"first_name": "Emma", "birth_date": "1998-03-12", "orphan": False, "base": "77.05"}
    days = {"month": date(2007, 7, 1), "paid_on": date(2007, 8, 8)}
    FamilyMonth.objects.create(party=found, amount=Decimal("77.05"), children=[child], source="test", **days)
    return found


def open_case(desk: Desk, person: Party, kind: str) -> None:
    answers = {"kind": kind, "received_on": "2026-03-02", "question": "Et le supplément ?"}
    desk.open("family_allowance_history", person, role="benefit_officer", **answers)


def test_a_claim_kept_alive_is_paid_after_a_second_look(desk: Desk, person: Party) -> None:
    open_case(desk, person, "correction")
    months = {"first_month": "2007-07-01", "last_month": "2007-07-01", "interrupted_on": "2010-06-01"}
    desk.do("examine_request", "benefit_officer", way="correct", **months)
    desk.do("approve_correction", "team_lead", verdict="agree")
    assert Refund.objects.get().amount == Decimal("51.00")
    assert Letter.objects.get(name="family_correction").decision == "grant"
    assert desk.has_ended()


def test_a_claim_of_today_has_lapsed_and_is_refused(desk: Desk, person: Party) -> None:
    open_case(desk, person, "correction")
    months = {"first_month": "2007-07-01", "last_month": "2007-07-01"}
    desk.do("examine_request", "benefit_officer", way="correct", **months)
    desk.do("approve_correction", "team_lead", verdict="agree")
    assert Letter.objects.get(name="family_correction_refusal").decision == "refusal"
    assert not Refund.objects.exists()


def test_the_certificate_leaves_with_the_amounts_of_the_archive(desk: Desk, person: Party) -> None:
    open_case(desk, person, "brevet")
    desk.do("examine_request", "benefit_officer", way="brevet", institution="family_fons")
    sent = Transmission.objects.get()
    assert (sent.message_type, sent.payload["last_month_paid"]) == ("T01", "2007-07")
    child = {"first_name": "Emma", "birth_date": "1998-03-12", "rank": 1, "monthly_amount": "77.05"}
    assert sent.payload["children"] == [child]


def test_a_question_of_today_goes_to_the_region_with_its_day(desk: Desk, person: Party) -> None:
    open_case(desk, person, "question")
    answers = {"institution": "family_famiwal", "request_text": "Quel montant ?"}
    desk.do("examine_request", "benefit_officer", way="orient", **answers)
    sent = Transmission.objects.get()
    assert (sent.message_type, sent.payload["received_on"]) == ("T09", "2026-03-02")
