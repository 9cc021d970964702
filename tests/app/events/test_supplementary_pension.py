"""The guidance of a supplementary pension through the real pages, up to the contract that is followed."""

from datetime import date
from decimal import Decimal

import pytest

from app.affiliation.categories import decide_quarters
from app.affiliation.periods import declare_period
from app.cases.models import Case
from app.correspondence.letter_life import Step, send_letter
from app.correspondence.models import Letter
from app.registers.quarters import Quarter
from tests.factories.affiliation import BY, IncomeFactory
from tests.factories.desk import Desk
from tests.factories.people import make_person
from workflows import api, catalogue, clock

pytestmark = pytest.mark.django_db(transaction=True)


def test_who_is_interested_is_advised_with_both_maxima_and_the_contract_is_followed(desk: Desk) -> None:
    catalogue.deploy(["supplementary_pension_contract"], by=api.system("tests"), now=clock.now())
    person = make_person("Lise Baert", born=date(1990, 3, 10), language="fr")
    since = date(2015, 1, 1)
    declare_period(person, started_on=since, registered_on=since, by=BY, now=clock.now())
    decide_quarters(person, Quarter(2026, 1), Quarter(2026, 1), by=BY, now=clock.now())
    IncomeFactory(party=person, year=2023, amount=Decimal(30000), received_on=date(2025, 6, 1))
    desk.open("supplementary_pension", person, trigger="question", received_on="2026-03-02")
    pack = Letter.objects.get(name="supplementary_pension")
    send_letter(pack.pk, Step(by="user:1", now=clock.now()), channel="post", sent_on=clock.today())
    desk.live(date(2026, 3, 3))
    contact = {"contact_channel": "phone", "contact_outcome": "reached", "pack_received": "yes"}
    desk.do("contact_person", **contact, contact_summary="Intéressée")
    needs = {"horizon": "31", "family": "dependants", "existing_contracts": ""}
    desk.do("analyse_needs", reference_income="30000", pays_main_level="on", **needs)
    advice = {"recommended": "social", "advice_reasons": "Solidarité", "evidence": "NOTE-1"}
    desk.do("write_advice", **advice)
    assert Letter.objects.filter(name="supplementary_advice").exists()
    contract = {"contract_kind": "social", "insurer": "Assureur A", "contract_ref": "A-77"}
    desk.do("record_choice", choice="contract", premium="2820", starts_on="2026-04-01", **contract)
    assert desk.has_ended()
    followed = Case.objects.get(process="supplementary_pension_contract")
    assert followed.party == person
