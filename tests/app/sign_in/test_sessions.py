"""Sessions end: unused, at the end of the day, one by one, all at once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from app.accounts.models import User
from app.sign_in import sessions
from app.sign_in.models import SignInEvent, StaffSession
from tests.app.sign_in.conftest import sign_in
from tests.factories.cases import PASSWORD

Policy = Callable[..., None]
NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def is_open(client: Client) -> bool:
    return client.get("/absences/").status_code == 200


def test_a_session_ends_after_a_quarter_of_an_hour_without_use(
    client: Client, caseworker: User, policy: Policy
) -> None:
    policy(idle_minutes=15)
    with time_machine.travel(NINE, tick=False) as now:
        sign_in(client)
        now.move_to(NINE + timedelta(minutes=14))
        assert is_open(client)
        now.move_to(NINE + timedelta(minutes=28))  # 14 after the last page, 28 after signing in
        assert is_open(client)
        now.move_to(NINE + timedelta(minutes=44))
        assert not is_open(client)
    assert not StaffSession.objects.filter(person=caseworker).exists()


def test_a_session_in_use_ends_with_the_working_day(
    client: Client, caseworker: User, policy: Policy, settings: Any
) -> None:
    policy(idle_minutes=60)
    settings.SESSION_COOKIE_AGE = 8 * 3600
    with time_machine.travel(NINE, tick=False) as now:
        sign_in(client)
        for half_hours in range(1, 16):
            now.move_to(NINE + timedelta(minutes=30 * half_hours))
            client.post("/account/theme/", {"theme": "dark"})
            assert is_open(client), half_hours
        now.move_to(NINE + timedelta(hours=8, minutes=1))
        assert not is_open(client)


def test_saving_a_session_does_not_lengthen_it(client: Client, caseworker: User) -> None:
    with time_machine.travel(NINE, tick=False) as now:
        sign_in(client)
        before = StaffSession.objects.get(person=caseworker).expire_date
        now.move_to(NINE + timedelta(hours=1))
        session = client.session
        session["anything"] = 1
        session.save()
    assert StaffSession.objects.get(person=caseworker).expire_date == before


def test_signing_in_changes_the_key(client: Client, caseworker: User) -> None:
    session = client.session
    session["planted"] = True
    session.save()
    planted = session.session_key
    client.cookies["sessionid"] = planted
    sign_in(client)
    assert client.session.session_key != planted
    assert not StaffSession.objects.filter(session_key=planted).exists()


def test_signing_out_ends_the_session_on_the_server(client: Client, caseworker: User) -> None:
    sign_in(client)
    stolen = Client()
    stolen.cookies["sessionid"] = client.cookies["sessionid"].value
    assert is_open(stolen)
    client.post("/account/sign-out/")
    assert not is_open(stolen)


def test_a_further_session_ends_the_one_longest_unused(
    client: Client, caseworker: User, policy: Policy
) -> None:
    policy(sessions_each=2)
    browsers = [Client(), Client(), Client()]
    for minutes, browser in enumerate(browsers):
        with time_machine.travel(NINE + timedelta(minutes=minutes), tick=False):
            sign_in(browser)
    with time_machine.travel(NINE + timedelta(minutes=4), tick=False):
        assert [is_open(browser) for browser in browsers] == [False, True, True]


def test_one_session_is_ended_from_the_page(client: Client, caseworker: User) -> None:
    other = Client()
    sign_in(other)
    sign_in(client)
    page = client.get("/account/security/")
    [mark] = [one.mark for one in page.context["sessions"] if not one.is_this]
    assert other.session.session_key not in page.content.decode()
    client.post("/account/security/end/", {"session": mark})
    assert (is_open(other), is_open(client)) == (False, True)


def test_nobody_ends_the_session_of_another(client: Client, caseworker: User, operator: User) -> None:
    other = Client()
    sign_in(other, "otto")
    sign_in(client)
    mark = sessions.mark_of(StaffSession.objects.get(person=operator))
    client.post("/account/security/end/", {"session": mark})
    assert other.get("/incidents/").status_code == 200


def test_all_other_sessions_are_ended_at_once(client: Client, caseworker: User) -> None:
    others = [Client(), Client()]
    for browser in (*others, client):
        sign_in(browser)
    client.post("/account/security/end-others/")
    assert [is_open(browser) for browser in (*others, client)] == [False, False, True]
    assert SignInEvent.objects.filter(kind="session_ended", person=caseworker).count() == 1


def test_changing_the_password_ends_every_other_session(client: Client, caseworker: User) -> None:
    other = Client()
    sign_in(other)
    sign_in(client)
    before = client.session.session_key
    typed = {"old_password": PASSWORD, "new_password1": "a fine long one", "new_password2": "a fine long one"}
    assert client.post("/account/security/password/", typed)["Location"] == "/account/security/"
    assert (is_open(other), is_open(client)) == (False, True)
    assert StaffSession.objects.filter(person=caseworker).count() == 1
    assert client.session.session_key != before


def test_who_is_deactivated_is_out_on_the_next_page(client: Client, caseworker: User) -> None:
    sign_in(client)
    User.objects.filter(pk=caseworker.pk).update(is_active=False)
    assert not is_open(client)


def test_a_role_taken_away_closes_its_pages_on_the_next_one(client: Client, operator: User) -> None:
    sign_in(client, "otto")
    assert client.get("/incidents/").status_code == 200
    operator.groups.remove(Group.objects.get(name="operator"))
    assert client.get("/incidents/").status_code == 403


def test_the_limits_cost_a_page_no_statement(
    client: Client, caseworker: User, policy: Policy, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """The session with its person, as without limits; a page that only leads on asks nothing else."""
    policy(idle_minutes=15, sessions_each=3, fresh_minutes=10)
    sign_in(client)
    with django_assert_num_queries(1):
        assert client.get("/account/security/keys/").status_code == 302


def test_use_is_written_down_once_a_minute(
    client: Client, caseworker: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with time_machine.travel(NINE, tick=False) as now:
        sign_in(client)
        now.move_to(NINE + timedelta(seconds=61))
        with django_assert_num_queries(2):
            client.get("/account/security/keys/")
        with django_assert_num_queries(1):
            client.get("/account/security/keys/")


def test_rows_nobody_can_open_go(caseworker: User, client: Client, policy: Policy) -> None:
    policy(idle_minutes=15)
    with time_machine.travel(NINE, tick=False):
        sign_in(client)
    assert sessions.forget_ended(NINE + timedelta(minutes=15)) == 0
    assert sessions.forget_ended(NINE + timedelta(minutes=16)) == 1


@pytest.mark.django_db
def test_the_cookie_is_closed_to_scripts_and_other_sites(client: Client, caseworker: User) -> None:
    sign_in(client)
    cookie = client.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
