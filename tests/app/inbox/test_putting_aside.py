"""Putting a task aside until a day, from its page."""

from datetime import timedelta

from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import make_user, task_of
from workflows import api, clock


def put_aside(client: Client, case: Case, until: str) -> str:
    response = client.post(f"/inbox/{task_of(case).pk}/aside/", {"until": until}, follow=True)
    return response.content.decode()


def test_a_task_put_aside_waits_among_the_later_ones(browser: Client, case: Case) -> None:
    day = (clock.today() + timedelta(days=3)).isoformat()
    assert "Put aside until" in put_aside(browser, case, day)
    assert case.reference not in browser.get("/inbox/?view=free").content.decode()
    assert case.reference in browser.get("/inbox/?view=later").content.decode()


def test_it_is_brought_back(browser: Client, case: Case) -> None:
    put_aside(browser, case, (clock.today() + timedelta(days=3)).isoformat())
    assert "The task is back." in put_aside(browser, case, "")
    assert case.reference in browser.get("/inbox/?view=free").content.decode()


def test_what_is_no_day_to_come_is_refused(browser: Client, case: Case) -> None:
    assert "This is no date: 2026-02-31" in put_aside(browser, case, "2026-02-31")
    assert "still to come" in put_aside(browser, case, "2020-01-01")
    assert task_of(case).follow_up_at is None


def test_a_colleagues_task_stays_where_it_is(browser: Client, caseworker: User, case: Case) -> None:
    other = make_user("ben", "caseworker")
    api.claim(task_of(case).pk, by=api.user(other.pk))
    assert "Ben has taken this task." in put_aside(browser, case, "2999-01-01")
