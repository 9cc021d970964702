"""S41: whoever reads file after file is told to the data-protection officer, once an hour; nobody is stopped."""

from datetime import datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from app.accounts.models import User
from app.confidentiality.models import Alert, AlertKind
from app.confidentiality.reading_rates import tell_many_reads
from app.people.models import Party
from app.people.read_models import FileRead
from tests.factories.cases import make_user
from tests.factories.people import make_person
from workflows import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _three_files_an_hour(settings: LazySettings) -> None:
    settings.MANY_FILES_AN_HOUR = 3


@pytest.fixture
def anna() -> User:
    return make_user("anna", "caseworker", name="Anna Lambert")


@pytest.fixture
def people() -> list[Party]:
    return [make_person(name) for name in ("Ada One", "Bea Two", "Cid Three", "Dan Four")]


def read(person: User, files: list[Party], at: datetime) -> None:
    FileRead.objects.bulk_create(
        FileRead(user=person, party=party, at=at, page="person", purpose="untold") for party in files
    )


def test_one_file_more_than_the_limit_within_an_hour_is_told(anna: User, people: list[Party]) -> None:
    now = clock.now()
    read(anna, people, now - timedelta(minutes=59))
    assert tell_many_reads(now) == 1
    alert = Alert.objects.get()
    assert (alert.kind, alert.user, alert.party, alert.words) == (AlertKind.MANY, anna, None, "4 / 60 min")


def test_the_limit_itself_and_the_same_file_again_are_nobodys_business(
    anna: User, people: list[Party]
) -> None:
    now = clock.now()
    read(anna, people[:3] * 5, now)
    read(anna, people[3:], now - timedelta(hours=2))
    assert tell_many_reads(now) == 0


def test_it_is_told_once_an_hour(anna: User, people: list[Party]) -> None:
    now = clock.now()
    read(anna, people, now)
    tell_many_reads(now)
    tell_many_reads(now)
    assert Alert.objects.count() == 1


def test_the_officer_reads_it_in_words_and_the_person_does_not(
    client: Client, anna: User, people: list[Party]
) -> None:
    read(anna, people, clock.now())
    tell_many_reads(clock.now())
    client.force_login(make_user("dpo", "data_protection_officer"))
    assert "Anna Lambert" in client.get("/restricted/").content.decode()
    assert "4 / 60 min" in client.get("/restricted/").content.decode()
    client.force_login(anna)
    assert "4 / 60 min" not in client.get("/restricted/").content.decode()


def test_a_site_may_turn_it_off(anna: User, people: list[Party], settings: LazySettings) -> None:
    settings.MANY_FILES_AN_HOUR = 0
    read(anna, people, clock.now())
    assert tell_many_reads(clock.now()) == 0
