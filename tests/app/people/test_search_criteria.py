"""S41: nobody reads through the register by its letters: two things known of a person lead to more than a page."""

from datetime import date, timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from app.people.models import Party
from app.people.queries import list_read_last, search_parties
from app.people.read_models import FileRead
from app.people.searching import Criteria, read_criteria
from tests.factories.cases import make_user
from tests.factories.people import make_company, make_person
from tests.factories.secret import restrict
from workflows import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna(client: Client) -> User:
    anna = make_user("anna", "caseworker", name="Anna Lambert")
    client.force_login(anna)
    return anna


@pytest.fixture
def firms(db: None) -> list[Party]:
    return [make_company(f"Firma Maes {number:02d}") for number in range(27)]


def open_file(user: User, party: Party, minutes_ago: int) -> None:
    at = clock.now() - timedelta(minutes=minutes_ago)
    FileRead.objects.create(user=user, party=party, at=at, page="person", purpose="untold")


@pytest.mark.parametrize(
    ("typed", "criteria"),
    [
        ("Vermeulen", Criteria(("vermeulen",))),
        ("Vermeulen 30/07/1985", Criteria(("vermeulen",), date(1985, 7, 30))),
        ("1985-7-30 vermeulen", Criteria(("vermeulen",), date(1985, 7, 30))),
        ("30.7.1985", Criteria((), date(1985, 7, 30))),
        ("Maes 31/02/1985", Criteria(("maes", "31", "02", "1985"))),
        ("  ", Criteria()),
    ],
)
def test_a_day_among_the_words_is_the_day_of_birth(typed: str, criteria: Criteria) -> None:
    assert read_criteria(typed) == criteria


@pytest.mark.parametrize("text", ["maes", "m", "m f", "maes m", "maes maes"])
def test_one_thing_known_shows_a_page_and_never_the_next(firms: list[Party], text: str) -> None:
    found = search_parties(text)
    assert (len(found.parties), found.following, found.more) == (25, "", True)
    again = search_parties(text, after=f"{firms[24].search_text}~{firms[24].pk}")
    assert again.parties == found.parties


def test_two_things_known_lead_to_the_next_page(firms: list[Party]) -> None:
    found = search_parties("maes firma")
    assert not found.more
    assert search_parties("maes firma", after=found.following).parties == firms[25:]


def test_the_day_of_birth_tells_namesakes_apart(db: None) -> None:
    older = make_person("Jan Peeters", born=date(1960, 2, 1))
    make_person("Jan Peeters", born=date(1990, 2, 1))
    assert search_parties("peeters 1/2/1960").parties == [older]
    assert search_parties("01-02-1960").parties == [older]


def test_nothing_typed_lists_nobody_but_the_files_opened_last(client: Client, anna: User) -> None:
    first, second, _never = make_person("Ada One"), make_person("Bea Two"), make_person("Cid Three")
    open_file(anna, second, minutes_ago=9)
    open_file(anna, first, minutes_ago=5)
    open_file(anna, second, minutes_ago=3)
    assert list_read_last(anna) == [second, first]
    page = client.get("/people/").content.decode()
    assert ("Ada One" in page, "Bea Two" in page, "Cid Three" in page) == (True, True, False)


def test_a_file_hidden_since_it_was_opened_is_not_listed(client: Client, anna: User) -> None:
    ada = make_person("Ada One")
    open_file(anna, ada, minutes_ago=5)
    restrict(ada)
    assert "Ada One" not in client.get("/people/").content.decode()


def test_who_opened_nothing_yet_is_told_what_to_type(client: Client, anna: User) -> None:
    assert (
        "Whom are you looking for?"
        in client.get("/people/", headers={"Accept-Language": "en"}).content.decode()
    )


def test_more_than_fit_are_told(client: Client, anna: User, firms: list[Party]) -> None:
    assert "More people fit than are shown" in client.get("/people/?q=maes").content.decode()
