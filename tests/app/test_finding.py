"""The search in the head of every page: it leads to what a number names, and never puts one into an address."""

import pytest
from django.test import Client

from app.cases.models import Case
from tests.factories.cases import make_user
from tests.factories.people import make_company, make_enterprise_number, make_niss, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client) -> Client:
    client.force_login(make_user("claire", "caseworker"))
    return client


def go(client: Client, text: str) -> str:
    response = client.post("/find/", {"q": text})
    return str(response.headers.get("Location", "")) or response.content.decode()


def test_a_national_number_leads_to_its_person_and_stands_in_no_address(desk: Client) -> None:
    niss = make_niss()
    party = make_person(niss=niss)
    assert go(desk, f"{niss[:6]}-{niss[6:9]}.{niss[9:]}") == f"/people/{party.reference}/"


def test_a_national_number_nobody_has_is_not_repeated(desk: Client) -> None:
    niss = make_niss()
    assert go(desk, niss) == "/cases/"
    assert niss not in desk.get("/cases/").content.decode()


def test_a_national_number_in_the_address_of_the_cases_is_dropped(desk: Client) -> None:
    assert desk.get(f"/cases/?q={make_niss()}").headers["Location"] == "/cases/"


def test_references_lead_to_what_they_name(desk: Client, case: Case) -> None:
    party = make_person()
    number = make_enterprise_number()
    company = make_company(enterprise_number=number)
    assert go(desk, case.reference.lower()) == f"/cases/{case.reference}/"
    assert go(desk, party.reference) == f"/people/{party.reference}/"
    assert go(desk, f"BE {number[:4]}.{number[4:7]}.{number[7:]}") == f"/people/{company.reference}/"


def test_words_show_people_and_cases(desk: Client, case: Case) -> None:
    make_person("Joke Vermeulen")
    assert "Joke Vermeulen" in go(desk, "vermeul")
    assert case.reference in go(desk, case.subject.split()[0])


def test_a_reader_of_no_people_finds_none(client: Client) -> None:
    client.force_login(make_user("omar", "operator"))
    make_person("Joke Vermeulen")
    assert "Joke Vermeulen" not in go(client, "vermeulen")
