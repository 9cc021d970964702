"""Each person's language and light."""

import pytest
from django.test import Client

from app.accounts.models import User


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", "Se connecter à Vigie"),
        ("nl", "Aanmelden bij Vigie"),
        ("de", "Bei Vigie anmelden"),
        ("en", "Sign in to Vigie"),
    ],
)
def test_the_sign_in_page_speaks_each_language(language: str, words: str, client: Client) -> None:
    client.post("/account/language/", {"language": language, "next": "/account/sign-in/"})
    assert words in client.get("/account/sign-in/").content.decode()


@pytest.mark.django_db
def test_french_is_spoken_to_those_who_ask_for_a_language_not_known(client: Client) -> None:
    page = client.get("/account/sign-in/", headers={"accept-language": "pl"}).content.decode()
    assert "Se connecter à Vigie" in page


def test_the_language_chosen_is_kept_with_the_account(browser: Client, caseworker: User) -> None:
    browser.post("/account/language/", {"language": "nl", "next": "/inbox/"})
    caseworker.refresh_from_db()
    assert caseworker.language == "nl"
    assert "Mijn taken" in browser.get("/inbox/").content.decode()


def test_an_unknown_language_is_refused(browser: Client) -> None:
    assert browser.post("/account/language/", {"language": "xx"}).status_code == 400


def test_the_way_back_never_leaves_the_site(browser: Client) -> None:
    answer = browser.post("/account/theme/", {"theme": "dark", "next": "https://evil.example/"})
    assert answer["Location"] == "/"


def test_a_dark_page_is_dark_from_the_server(browser: Client) -> None:
    browser.post("/account/theme/", {"theme": "dark"})
    assert 'data-theme="dark"' in browser.get("/inbox/").content.decode()
