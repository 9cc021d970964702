"""A person who places a message hears when it names somebody else; with a reason it is placed all the same."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils.translation import override

from app.exchanges import arrivals, placing
from app.exchanges.models import Arrival
from app.exchanges.subjects import NotPlaced, SubjectDiffers
from app.people.models import Party
from app.people.parties import read_niss
from tests.app.exchanges.conftest import NOW
from tests.factories.people import make_company, make_niss, make_person

pytestmark = pytest.mark.django_db
INCOME = {"year": 2024, "amount": "31000.00", "kind": "definitive"}


def arrive(**subject: str) -> Arrival:
    """An income of somebody."""
    data: dict[str, Any] = {"id": "m1", "type": "income_notice", "schema_version": 1, "payload": INCOME}
    return arrivals.take_in("spf_finances", json.dumps({**data, "subject": subject}).encode(), now=NOW)


def place(kept: Arrival, party: Party, reason: str = "") -> Arrival:
    return placing.place(kept.pk, by="user:1", now=NOW, party=party, reason=reason)


def test_a_number_nobody_has_is_not_that_of_a_person_with_another_number(person: Party) -> None:
    kept = arrive(niss=make_niss())
    with pytest.raises(SubjectDiffers):
        place(kept, person)
    placed = place(kept, person, "BIS number of before 2020")
    assert (placed.state, placed.party, placed.note) == ("recorded", person, "BIS number of before 2020")


def test_a_number_nobody_has_may_be_that_of_a_person_without_one() -> None:
    kept = arrive(niss=make_niss())
    assert place(kept, make_person(niss="")).state == "recorded"


def test_an_enterprise_number_is_compared_as_well(person: Party) -> None:
    kept = arrive(enterprise_number="0403170701")
    for party in (person, make_company()):
        with pytest.raises(SubjectDiffers):
            place(kept, party)


def test_a_message_about_persons_is_placed_at_no_company() -> None:
    payload = {"reference": "G-1", "born_on": "2026-02-01", "parent": "mother"}
    data = {"id": "m1", "type": "birth_notice", "schema_version": 1, "payload": payload}
    kept = arrivals.take_in("bcss", json.dumps({**data, "subject": {"niss": make_niss()}}).encode(), now=NOW)
    with override("en"), pytest.raises(NotPlaced, match="kind"):
        place(kept, make_company(), "whatever")


def test_the_page_asks_for_the_reason_and_keeps_it(browser: Client, person: Party, drop: Path) -> None:
    kept = arrive(niss=make_niss())
    data = {"party": person.reference}
    response = browser.post(f"/exchanges/received/{kept.pk}/", data)
    assert response.status_code == 422
    assert "names another number" in response.content.decode()
    browser.post(f"/exchanges/received/{kept.pk}/", {**data, "reason": "Confirmed by telephone"})
    kept.refresh_from_db()
    assert (kept.state, kept.note) == ("recorded", "Confirmed by telephone")


def test_the_number_of_the_person_needs_no_reason(person: Party) -> None:
    kept = arrive(niss=read_niss(person.person))
    assert (kept.state, kept.party) == ("recorded", person)
