"""The page of absences: everybody records their own; those who assign work record a colleague's."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from app.absences.models import Absence
from app.accounts.models import User
from tests.factories.cases import make_user
from workflows import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def anne() -> User:
    return make_user("anne", "caseworker")


def days(**changes: str) -> dict[str, str]:
    today = clock.today()
    return {
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=4)).isoformat(),
        "reason": "leave",
        **changes,
    }


def test_a_person_records_their_own_absence_with_a_substitute(client: Client, anne: User) -> None:
    bram = make_user("bram", "caseworker")
    client.force_login(anne)
    assert client.post("/absences/new/", days(substitute=str(bram.pk))).status_code == 302
    client.force_login(bram)
    page = client.get("/absences/").content.decode()
    assert "Anne" in page
    assert "You stand in for" in page


def test_a_refusal_stands_at_its_field_and_keeps_what_was_typed(client: Client, anne: User) -> None:
    client.force_login(anne)
    answer = client.post("/absences/new/", days(last_day="2020-01-01"))
    assert answer.status_code == 422
    assert "2020-01-01" in answer.content.decode()
    assert not Absence.objects.exists()


def test_half_an_exception_is_refused(client: Client, anne: User) -> None:
    bram = make_user("bram", "caseworker")
    client.force_login(anne)
    assert client.post("/absences/new/", days(substitute_1=str(bram.pk))).status_code == 422


def test_a_colleague_may_not_record_anothers_absence_but_a_team_lead_may(client: Client, anne: User) -> None:
    client.force_login(make_user("bram", "caseworker"))
    assert client.post(f"/absences/new/?person={anne.pk}", days()).status_code == 403
    client.force_login(make_user("lea", "team_lead"))
    assert client.post(f"/absences/new/?person={anne.pk}", days()).status_code == 302
    assert Absence.objects.get().person == anne


def test_coming_back_ends_it_and_no_colleague_can(client: Client, anne: User) -> None:
    client.force_login(anne)
    client.post("/absences/new/", days())
    absence = Absence.objects.get()
    client.force_login(make_user("bram", "caseworker"))
    assert client.post(f"/absences/{absence.pk}/back/").status_code == 403
    client.force_login(anne)
    client.post(f"/absences/{absence.pk}/back/")
    absence.refresh_from_db()
    assert absence.cancelled_at is not None


def test_a_strangers_absence_is_not_shown_with_its_reason(client: Client, anne: User) -> None:
    client.force_login(anne)
    client.post("/absences/new/", days(reason="sickness"))
    client.force_login(make_user("bram", "caseworker"))
    assert "Anne" not in client.get("/absences/").content.decode()


def test_many_absences_take_as_many_statements_as_one(
    client: Client, anne: User, django_assert_num_queries: Callable[..., AbstractContextManager[object]]
) -> None:
    client.force_login(make_user("lea", "team_lead"))
    client.post(f"/absences/new/?person={anne.pk}", days())
    with CaptureQueriesContext(connection) as one:
        client.get("/absences/")
    expected = len(one)
    for name in ("bram", "chen", "dora"):
        client.post(f"/absences/new/?person={make_user(name, 'caseworker').pk}", days())
    with django_assert_num_queries(expected):
        client.get("/absences/")
