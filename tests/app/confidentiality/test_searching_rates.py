"""S41: whoever searches for people without end, or tries national numbers, is refused for some minutes and told of."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.test import Client

from app.accounts.models import User
from app.confidentiality.models import Alert, AlertKind
from app.people import search_limits
from app.people.read_models import SearchTally
from tests.factories.cases import make_user
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 4, tzinfo=UTC)
#: Valid numbers that nobody has (97 less the rest of the first nine digits by 97).
UNKNOWN = ["73052200134", "73052200233", "73052200332"]
DOORS = [
    ("/people/", "q"),
    ("/find/", "q"),
    ("/people/pick/", "party_search"),
]


@pytest.fixture(autouse=True)
def _few(settings: LazySettings, monkeypatch: Any) -> None:
    settings.MANY_SEARCHES, settings.MANY_UNKNOWN_NUMBERS = 3, 2
    monkeypatch.setattr("app.people.search_limits.timezone.now", lambda: NOW)


@pytest.fixture
def anna(client: Client) -> User:
    anna = make_user("anna", "caseworker", name="Anna Lambert")
    client.force_login(anna)
    return anna


def send(client: Client, door: tuple[str, str], text: str) -> int:
    address, field = door
    return client.post(address, {field: text, "process": "question"}).status_code


@pytest.mark.parametrize("door", DOORS[1:])
def test_after_the_limit_no_search_for_people_is_answered(
    client: Client, anna: User, door: tuple[str, str]
) -> None:
    make_person("Ada One")
    assert [send(client, door, "Ada") for _ in range(5)] == [200, 200, 200, 429, 429]
    assert client.get("/people/?q=ada").status_code == 429


def test_pages_of_the_list_count_too(client: Client, anna: User) -> None:
    assert [client.get("/people/?q=ada+one").status_code for _ in range(4)] == [200, 200, 200, 429]


@pytest.mark.parametrize("door", DOORS)
def test_numbers_nobody_has_are_stopped_sooner(client: Client, anna: User, door: tuple[str, str]) -> None:
    answers = [send(client, door, number) for number in UNKNOWN]
    assert (answers[0], answers[1], answers[2]) == (answers[0], answers[0], 429)
    assert answers[0] in (200, 302)


def test_it_is_told_once_and_the_officer_reads_it(client: Client, anna: User) -> None:
    for _ in range(6):
        send(client, DOORS[1], "Ada")
    alert = Alert.objects.get()
    assert (alert.kind, alert.user, alert.words) == (AlertKind.SEARCHES, anna, "3 / 10 min, 0 ∅")
    client.force_login(make_user("dpo", "data_protection_officer"))
    assert "Unusually many people searched for" in client.get("/restricted/").content.decode()


def test_ten_minutes_later_one_goes_on(anna: User) -> None:
    for _ in range(3):
        search_limits.count(anna, NOW)
    assert search_limits.is_over(anna, NOW.replace(minute=9, second=59))
    assert not search_limits.is_over(anna, NOW.replace(minute=10))


def test_a_colleague_is_not_stopped_by_anothers_searches(anna: User) -> None:
    for _ in range(3):
        search_limits.count(anna, NOW)
    assert not search_limits.is_over(make_user("ben", "caseworker"), NOW)


def test_the_page_says_when_to_come_back(client: Client, anna: User) -> None:
    for _ in range(3):
        search_limits.count(anna, NOW)
    answer = client.get("/people/")
    assert (answer.status_code, answer["Retry-After"]) == (429, "361")
    assert "Too many searches" in answer.content.decode()


def test_a_site_may_turn_it_off(anna: User, settings: LazySettings) -> None:
    settings.MANY_SEARCHES = settings.MANY_UNKNOWN_NUMBERS = 0
    for _ in range(9):
        search_limits.count(anna, NOW, is_miss=True)
    assert not search_limits.is_over(anna, NOW)
    assert not Alert.objects.exists()


def test_what_was_counted_is_forgotten_after_a_day(anna: User) -> None:
    search_limits.count(anna, NOW - timedelta(days=2))
    search_limits.count(anna, NOW)
    assert search_limits.forget(NOW) == 1
    assert SearchTally.objects.get().since == NOW.replace(minute=0)
