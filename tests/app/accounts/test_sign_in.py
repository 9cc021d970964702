"""Signing in and out."""

import pytest
from django.test import Client

from app.accounts.models import User
from tests.factories.cases import PASSWORD


def sign_in(client: Client, password: str = PASSWORD) -> int:
    return client.post("/account/sign-in/", {"username": "anna", "password": password}).status_code


def test_the_right_password_opens_the_inbox(client: Client, caseworker: User) -> None:
    answer = client.post("/account/sign-in/", {"username": "anna", "password": PASSWORD}, follow=True)
    assert answer.redirect_chain[-1][0] == "/inbox/"


def test_a_wrong_password_says_so(client: Client, caseworker: User) -> None:
    assert sign_in(client, "wrong") == 422


def test_the_seventh_attempt_is_refused_even_with_the_right_password(
    client: Client, caseworker: User
) -> None:
    answers = [sign_in(client, "wrong") for _ in range(6)]
    assert answers[-1] == 429
    assert sign_in(client) == 429


def test_signing_out_needs_a_post(browser: Client) -> None:
    assert browser.get("/account/sign-out/").status_code == 405
    assert browser.post("/account/sign-out/").status_code == 302
    assert browser.get("/inbox/").status_code == 302


@pytest.mark.django_db
def test_the_sign_in_page_never_leads_to_another_site(client: Client, caseworker: User) -> None:
    answer = client.post(
        "/account/sign-in/?next=https://evil.example/", {"username": "anna", "password": PASSWORD}
    )
    assert answer["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["x" * 5000, "a\x00"])
def test_a_name_nobody_can_have_is_refused_in_words(client: Client, username: str) -> None:
    typed = {"username": username, "password": "x"}
    assert client.post("/account/sign-in/?next=%00", typed).status_code == 422
