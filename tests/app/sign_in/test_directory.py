"""Signing in through the organisation's own OpenID provider: a real one, on loopback."""

from __future__ import annotations

import base64
import hmac
import json
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialApp
from django.test import Client

from app.accounts.models import User
from app.settings.sign_in import Directory, describe_directory
from app.sign_in import directory_links
from app.sign_in.models import SignInEvent
from tests.app.sign_in.conftest import make_code, sign_in
from tests.app.sign_in.oidc_provider import CLIENT, OTHER_KEY, SECRET, Provider, running_provider


@pytest.fixture
def provider(settings: Any) -> Iterator[Provider]:
    with running_provider() as running:
        use_directory(settings, running.issuer)
        yield running


def use_directory(settings: Any, issuer: str, *levels: str) -> None:
    settings.DIRECTORY = Directory(issuer, CLIENT, SECRET, "Fund ID", levels)
    settings.SOCIALACCOUNT_PROVIDERS = describe_directory(settings.DIRECTORY)


@pytest.fixture
def anna(provider: Provider, caseworker: User) -> User:
    """Linked beforehand with the provider's one subject."""
    directory_links.link(caseworker, "f3c1")
    return caseworker


def leave(client: Client, **more: str) -> str:
    """To the provider and back: the address the browser is sent back to."""
    answer = client.post("/account/directory/", more)
    assert answer.status_code == 302, answer.content.decode()[:300]
    back = requests.get(answer["Location"], allow_redirects=False, timeout=10).headers["Location"]
    return back.removeprefix("http://testserver")


def come_back(client: Client, **more: str) -> Any:
    return client.get(leave(client, **more))


def is_in(client: Client) -> bool:
    return client.get("/absences/").status_code == 200


def read_reason() -> str:
    return SignInEvent.objects.filter(kind="directory_refused").latest("pk").detail


def test_a_linked_person_is_signed_in(client: Client, anna: User) -> None:
    assert come_back(client, next="/absences/")["Location"] == "/absences/"
    assert is_in(client)
    assert SignInEvent.objects.get(kind="signed_in").detail == "directory"


def test_the_request_carries_state_nonce_and_challenge_and_asks_for_nothing_personal(
    client: Client, provider: Provider, caseworker: User
) -> None:
    leave(client, scope="email", auth_params="nonce=mine")
    asked = provider.asked
    assert (asked["response_type"], asked["scope"], asked["code_challenge_method"]) == (
        "code",
        "openid",
        "S256",
    )
    assert min(len(asked[name]) for name in ("state", "nonce", "code_challenge")) >= 16


def test_the_address_bends_neither_nonce_nor_scope(
    client: Client, provider: Provider, caseworker: User
) -> None:
    answer = client.post("/account/directory/?auth_params=nonce%3Dmine&scope=email")
    asked = parse_qs(urlsplit(answer["Location"]).query)
    assert asked["scope"] == ["openid"]
    assert asked["nonce"] != ["mine"]


def test_a_stranger_to_the_fund_is_refused_in_a_clear_sentence(
    client: Client, provider: Provider, caseworker: User
) -> None:
    client.post("/account/language/", {"language": "en", "next": "/"})
    answer = come_back(client)
    assert answer.status_code == 403
    assert "Your organisation knows you, but the fund does not" in answer.content.decode()
    assert not is_in(client)
    assert User.objects.count() == 1


def test_an_e_mail_address_links_nobody(client: Client, provider: Provider, caseworker: User) -> None:
    """The provider vouches for anna@fund.example, verified, and the caseworker has that address."""
    User.objects.filter(pk=caseworker.pk).update(email="anna@fund.example")
    assert come_back(client).status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_subject_that_changes_is_another_person(client: Client, anna: User, provider: Provider) -> None:
    provider.subject = "f3c2"
    assert come_back(client).status_code == 403


def test_the_same_subject_of_another_issuer_is_another_person(
    client: Client, anna: User, settings: Any
) -> None:
    with running_provider() as other:
        use_directory(settings, other.issuer)
        assert come_back(client).status_code == 403


def make_unsigned(claims: dict[str, Any], header: dict[str, str], key: bytes = b"") -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in (header, claims)]
    text = b".".join(parts)
    signature = hmac.new(key, text, sha256).digest() if key else b""
    return (text + b"." + base64.urlsafe_b64encode(signature).rstrip(b"=")).decode()


def hour_ago() -> dict[str, int]:
    now = int(time.time())
    return {"iat": now - 3600, "exp": now - 3300}


BENDS: dict[str, Callable[[], dict[str, Any]]] = {
    "another audience": lambda: {"claims": {"aud": "somebody-else"}},
    "several audiences without a party": lambda: {"claims": {"aud": [CLIENT, "somebody-else"]}},
    "another party": lambda: {"claims": {"azp": "somebody-else"}},
    "another issuer": lambda: {"claims": {"iss": "https://evil.example"}},
    "another nonce": lambda: {"claims": {"nonce": "of another sign-in"}},
    "no nonce": lambda: {"left_out": frozenset({"nonce"})},
    "expired": lambda: {"claims": hour_ago()},
    "old but not expired": lambda: {"claims": {"iat": int(time.time()) - 3600}},
    "no expiry": lambda: {"left_out": frozenset({"exp"})},
    "no subject": lambda: {"left_out": frozenset({"sub"})},
    "another key under the name of the published one": lambda: {"signed_by": OTHER_KEY},
    "a key nobody published": lambda: {"signed_by": OTHER_KEY, "named": "two"},
    "a description of another issuer": lambda: {"described": {"issuer": "https://evil.example"}},
    "no description of the keys": lambda: {"described": {"jwks_uri": "/nowhere"}},
    "no token at all": lambda: {"token": "nonsense"},
}  # fmt: skip


@pytest.mark.parametrize("bend", BENDS)
def test_a_token_that_is_not_wholly_right_signs_nobody_in(
    bend: str, client: Client, anna: User, provider: Provider
) -> None:
    for name, value in BENDS[bend]().items():
        setattr(provider, name, value)
    begun = client.post("/account/directory/")
    if begun.status_code == 302:
        back = requests.get(begun["Location"], allow_redirects=False, timeout=10).headers["Location"]
        begun = client.get(back.removeprefix("http://testserver"))
    assert begun.status_code == 403
    assert not is_in(client)
    assert read_reason().startswith(("untrusted", "away"))


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_without_a_signature_of_the_published_key_signs_nobody_in(
    algorithm: str, client: Client, anna: User, provider: Provider
) -> None:
    """Unsigned, or with the public key as if it were a shared secret."""
    back = leave(client)
    now = int(time.time())
    claims = {
        "iss": provider.issuer, "sub": "f3c1", "aud": CLIENT, "exp": now + 300, "iat": now,
        "nonce": provider.asked["nonce"],
    }  # fmt: skip
    key = provider.key.as_pem(private=False) if algorithm == "HS256" else b""
    provider.token = make_unsigned(claims, {"alg": algorithm, "kid": "one"}, key)
    assert client.get(back).status_code == 403
    assert not is_in(client)


def test_a_right_token_of_the_same_provider_is_let_in(client: Client, anna: User, provider: Provider) -> None:
    """The tests above bend one thing each of what is let in here."""
    provider.claims = {"aud": [CLIENT, "somebody-else"], "azp": CLIENT}
    assert come_back(client).status_code == 302
    assert is_in(client)


def test_an_answer_nobody_asked_for_is_refused(client: Client, anna: User, provider: Provider) -> None:
    """Begun in the browser of another (login CSRF): this one has no such state."""
    back = leave(Client())
    assert client.get(back).status_code == 403
    assert provider.exchanged == []


def test_an_answer_counts_once(client: Client, anna: User, provider: Provider) -> None:
    back = leave(client)
    assert client.get(back).status_code == 302
    client.post("/account/sign-out/")
    assert client.get(back).status_code == 403
    assert len(provider.exchanged) == 1


def test_a_code_caught_on_the_way_opens_nothing_without_its_verifier(anna: User, provider: Provider) -> None:
    code = parse_qs(urlsplit(leave(Client())).query)["code"][0]
    form = {"grant_type": "authorization_code", "code": code, "redirect_uri": provider.asked["redirect_uri"]}
    answer = requests.post(f"{provider.issuer}/token", form, auth=(CLIENT, SECRET), timeout=10)
    assert answer.status_code == 400


def test_turning_back_at_the_organisation_is_no_error(client: Client, anna: User, provider: Provider) -> None:
    provider.denies = True
    answer = client.get(leave(client), follow=True)
    assert answer.redirect_chain[-1][0] == "/account/directory/left/"
    assert not is_in(client)


def test_an_organisation_that_is_away_is_said(client: Client, anna: User, settings: Any) -> None:
    use_directory(settings, "http://127.0.0.1:1")
    assert client.post("/account/directory/").status_code == 403
    assert read_reason() == "away ConnectionError"


def test_a_sign_in_is_begun_by_post_only(client: Client, anna: User) -> None:
    assert client.get("/account/directory/").status_code == 405
    assert Client(enforce_csrf_checks=True).post("/account/directory/").status_code == 403


def test_without_a_directory_there_is_no_such_page(client: Client, db: None) -> None:
    assert client.post("/account/directory/").status_code == 404
    assert "/account/directory/" not in client.get("/account/sign-in/").content.decode()


def test_a_row_in_the_database_adds_no_way_in(client: Client, db: None) -> None:
    SocialApp.objects.create(provider="directory", name="x", client_id="x", provider_id="directory")
    assert client.post("/account/directory/").status_code == 404


def test_who_is_deactivated_is_refused_as_a_stranger_is(client: Client, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(is_active=False)
    answer = client.get(leave(client), follow=True)
    assert answer.status_code == 403
    assert not is_in(client)


def test_the_second_factor_of_the_fund_is_still_asked(client: Client, anna: User, with_app: User) -> None:
    assert come_back(client)["Location"] == "/account/code/"
    assert not is_in(client)
    client.post("/account/code/", {"code": make_code()})
    assert is_in(client)


def test_a_level_the_site_names_counts_as_the_second_factor(
    client: Client, anna: User, with_app: User, provider: Provider, settings: Any, policy: Callable[..., None]
) -> None:
    use_directory(settings, provider.issuer, "strong")
    policy(second_factor=frozenset({"all"}))
    provider.claims = {"acr": "strong"}
    assert come_back(client, next="/absences/")["Location"] == "/absences/"
    assert provider.asked["acr_values"] == "strong"
    assert is_in(client)


@pytest.mark.parametrize("claims", [{"acr": "weak"}, {}])
def test_a_lower_level_is_refused(
    claims: dict[str, str], client: Client, anna: User, provider: Provider, settings: Any
) -> None:
    use_directory(settings, provider.issuer, "strong")
    provider.claims = dict(claims)
    assert come_back(client).status_code == 403
    assert not is_in(client)


def test_a_person_links_their_own_after_their_password(
    client: Client, provider: Provider, caseworker: User
) -> None:
    sign_in(client)
    assert come_back(client, process="connect")["Location"] == "/account/security/"
    assert provider.asked["prompt"] == "login"
    assert SocialAccount.objects.get().user == caseworker
    assert SocialAccount.objects.get().extra_data == {"iss": provider.issuer}
    assert SignInEvent.objects.filter(kind="linked", person=caseworker).count() == 1


def test_a_subject_linked_to_another_is_not_taken_over(client: Client, anna: User, operator: User) -> None:
    sign_in(client, "otto")
    assert come_back(client, process="connect").status_code == 403
    assert SocialAccount.objects.get().user == anna


def test_linking_needs_a_fresh_proof_at_the_organisation(
    client: Client, provider: Provider, caseworker: User
) -> None:
    """A computer left open at the organisation must not become somebody else's way in."""
    sign_in(client)
    provider.claims = {"auth_time": int(time.time()) - 3600}
    assert come_back(client, process="connect").status_code == 403
    assert not SocialAccount.objects.exists()


def test_a_link_is_undone_by_its_person(client: Client, anna: User) -> None:
    sign_in(client)
    client.post("/account/directory/unlink/")
    assert not SocialAccount.objects.exists()


def test_the_only_way_in_stays_linked(client: Client, anna: User) -> None:
    anna.set_unusable_password()
    anna.save()
    client.force_login(anna)
    client.post("/account/directory/unlink/")
    assert SocialAccount.objects.exists()


def test_the_policy_of_the_page_lets_the_form_go_to_the_organisation_alone(
    client: Client, provider: Provider, db: None
) -> None:
    policy = client.get("/account/sign-in/")["Content-Security-Policy"]
    assert f"form-action 'self' {provider.issuer};" in policy + ";"
