"""What matters asks again who is there, then goes on."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from app import urls as site_urls
from app.accounts.freshness import require_fresh_proof
from app.accounts.models import User
from app.sign_in.models import SignInEvent
from tests.app.sign_in.conftest import make_code, sign_in
from tests.factories.cases import PASSWORD

NINE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@require_fresh_proof
def pay(request: HttpRequest) -> HttpResponse:
    return HttpResponse(f"{request.method} {request.POST.get('amount', '')}")


urlpatterns = [*site_urls.urlpatterns[:-1], path("pay/", pay), site_urls.urlpatterns[-1]]
handler403, handler404 = site_urls.handler403, site_urls.handler404
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture(autouse=True)
def _ten_minutes(policy: Callable[..., None]) -> None:
    policy(fresh_minutes=10)


def test_right_after_signing_in_nothing_is_asked(client: Client, caseworker: User) -> None:
    sign_in(client)
    assert client.post("/pay/", {"amount": "12.50"}).content == b"POST 12.50"


def test_later_the_password_is_asked_and_the_form_goes_on(client: Client, caseworker: User) -> None:
    with time_machine.travel(NINE, tick=False) as now:
        sign_in(client)
        now.move_to(NINE + timedelta(minutes=11))
        asked = client.post("/pay/", {"amount": "12.50"})
        assert asked["Location"] == "/account/confirm/?next=%2Fpay%2F"
        done = client.post("/account/confirm/", {"password": PASSWORD, "next": "/pay/"})
        assert done.content == b"POST 12.50"
        assert client.post("/pay/", {"amount": "1"}).status_code == 200
    assert SignInEvent.objects.filter(kind="confirmed", detail="password").count() == 1


def test_a_wrong_password_does_nothing(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    client.post("/pay/", {"amount": "12.50"})
    assert client.post("/account/confirm/", {"password": "wrong", "next": "/pay/"}).status_code == 422
    assert client.post("/pay/", {"amount": "12.50"}).status_code == 302


def test_the_code_of_the_app_will_do(client: Client, with_app: User) -> None:
    client.force_login(with_app)
    client.post("/pay/", {"amount": "12.50"})
    assert (
        client.post("/account/confirm/code/", {"code": make_code(), "next": "/pay/"}).content == b"POST 12.50"
    )


def test_a_page_that_only_shows_is_let_through(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    assert client.get("/pay/").content == b"GET "


def test_the_way_on_never_leaves_the_site(client: Client, caseworker: User) -> None:
    client.force_login(caseworker)
    answer = client.post("/account/confirm/", {"password": PASSWORD, "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_whoever_has_neither_password_nor_factor_is_sent_to_the_organisation(
    client: Client, caseworker: User
) -> None:
    client.force_login(caseworker)
    caseworker.set_unusable_password()
    caseworker.save()
    client.force_login(caseworker)
    assert client.post("/pay/")["Location"].startswith("/account/confirm/again/")
    assert client.get("/account/confirm/again/").status_code == 200
