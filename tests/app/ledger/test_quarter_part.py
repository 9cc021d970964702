"""The page of a quarter tells what it costs: what was claimed, the surcharges that ran, what is still owed."""

from datetime import date

import pytest
from django.test import Client

from app.people.models import Party
from tests.factories.affiliation import QuarterStatusFactory
from tests.factories.cases import make_user
from tests.factories.ledger import owe, pay
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db: None) -> Party:
    return make_person("Anna Peeters")


def read(client: Client, person: Party, role: str = "caseworker") -> str:
    status = QuarterStatusFactory(person=person, year=2025, number=1)
    client.force_login(make_user("somebody", role))
    client.cookies["django_language"] = "en"
    address = f"/affiliation/{person.reference}/quarter/{status.pk}/"
    return client.get(address, headers={"accept-language": "en"}).content.decode().replace("\xa0", " ")


def test_a_quarter_tells_what_was_claimed_and_what_is_left(client: Client, person: Party) -> None:
    owe(person, 1000, quarter="2025Q1", fee=40)
    owe(person, 777, quarter="2025Q2")
    pay(300, on=date(2025, 3, 1), party=person)
    page = read(client, person)
    assert "What the quarter costs" in page
    assert "1,040.00 €" in page  # 1,000 and a fee of 40
    assert "777" not in page


def test_a_quarter_without_debts_says_so(client: Client, person: Party) -> None:
    assert "Nothing is booked for this quarter." in read(client, person)
