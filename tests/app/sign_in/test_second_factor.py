"""Signing in with a code beside the password."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from app.accounts.models import User
from app.registers.sealing import current_key
from app.sign_in.factor_adapter import reseal_factors
from app.sign_in.models import SignInEvent
from tests.app.sign_in.conftest import SECRET, make_code, sign_in


def show(client: Client, code: str) -> int:
    return client.post("/account/code/", {"code": code}).status_code


def test_the_password_alone_does_not_open_an_account_with_an_app(client: Client, with_app: User) -> None:
    assert sign_in(client)["Location"] == "/account/code/"
    assert client.get("/inbox/").status_code == 302


def test_the_code_of_the_app_opens_it(client: Client, with_app: User) -> None:
    sign_in(client, next="/absences/")
    answer = client.post("/account/code/", {"code": make_code()})
    assert answer["Location"] == "/absences/"
    assert client.get("/absences/").status_code == 200


def test_a_wrong_code_says_so_and_is_written_down(client: Client, with_app: User) -> None:
    sign_in(client)
    assert show(client, "000000") == 422
    assert SignInEvent.objects.get(kind="code_refused").person == with_app


def test_a_code_counts_once(client: Client, with_app: User) -> None:
    code = make_code()
    sign_in(client)
    assert show(client, code) == 302
    other = Client()
    sign_in(other)
    assert show(other, f"{code[:3]} {code[3:]}") == 422


def test_an_earlier_code_that_still_runs_counts_once_too(client: Client, with_app: User) -> None:
    first, second = make_code(), make_code(shift=1)
    for code in (first, second):
        browser = Client()
        sign_in(browser)
        assert show(browser, code) == 302
    sign_in(client)
    assert show(client, first) == 422


def test_a_recovery_code_opens_once(client: Client, with_app: User) -> None:
    [code, *_] = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    sign_in(client)
    assert show(client, code) == 302
    other = Client()
    sign_in(other)
    assert show(other, code) == 422


def test_the_seventh_wrong_code_locks_even_the_right_one(client: Client, with_app: User) -> None:
    sign_in(client)
    for _ in range(6):
        assert show(client, "000000") == 422
    assert show(client, make_code()) == 422
    assert client.get("/inbox/").status_code == 302
    assert SignInEvent.objects.filter(kind="locked", detail="code").count() == 1


def test_the_code_page_is_nobodys_without_a_password(client: Client, with_app: User) -> None:
    assert client.get("/account/code/")["Location"] == "/account/sign-in/"
    assert show(client, make_code()) == 302
    assert client.get("/inbox/").status_code == 302


def test_leaving_half_way_forgets_the_password(client: Client, with_app: User) -> None:
    sign_in(client)
    client.post("/account/sign-out/")
    assert client.get("/account/code/")["Location"] == "/account/sign-in/"


def test_the_key_of_an_app_is_sealed_in_the_database(with_app: User) -> None:
    kept = Authenticator.objects.get(type="totp").data["secret"]
    assert kept.startswith(f"{current_key()}.")
    assert SECRET not in kept


@pytest.mark.parametrize(
    ("language", "words"), [("fr", "Code incorrect"), ("nl", "Ongeldige code"), ("de", "Falscher Code")]
)
def test_what_allauth_says_is_said_in_the_persons_language(
    language: str, words: str, client: Client, with_app: User
) -> None:
    client.post("/account/language/", {"language": language, "next": "/"})
    sign_in(client)
    assert words in client.post("/account/code/", {"code": "000000"}).content.decode()


def test_a_key_changed_by_the_operator_seals_the_factors_anew(
    with_app: User, settings: object, client: Client
) -> None:
    settings.FIELD_KEYS = {"next": b"n" * 32, **settings.FIELD_KEYS}  # type: ignore[attr-defined]
    assert [reseal_factors(1), reseal_factors(1), reseal_factors(1)] == [1, 1, 0]
    assert Authenticator.objects.get(type="totp").data["secret"].startswith("next.")
    sign_in(client)
    assert show(client, make_code()) == 302
