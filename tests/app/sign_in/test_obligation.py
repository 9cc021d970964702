"""Whose role asks for a second factor sets one before anything else."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group
from django.test import Client

from app.accounts.models import User
from app.settings.sign_in import read_policy
from tests.app.sign_in.conftest import make_code, sign_in

Policy = Callable[..., None]
SECURITY = "/account/security/"


@pytest.fixture(autouse=True)
def _caseworkers_must(policy: Policy) -> None:
    policy(second_factor=frozenset({"caseworker"}))


def test_every_page_leads_to_setting_one(client: Client, caseworker: User) -> None:
    sign_in(client)
    for page in ("/inbox/", "/", "/account/security/password/"):
        assert client.get(page)["Location"] == SECURITY
    assert client.post("/find/", {"q": "x"})["Location"] == SECURITY


def test_setting_an_app_opens_the_rest_and_shows_the_recovery_codes_once(
    client: Client, caseworker: User
) -> None:
    sign_in(client)
    secret = client.get("/account/security/app/").context["form"].secret
    answer = client.post("/account/security/app/", {"code": make_code(secret)}, follow=True)
    codes = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert all(code in answer.content.decode() for code in codes)
    assert codes[0] not in client.get("/account/security/codes/").content.decode()
    assert client.get("/inbox/").status_code == 200


def test_whoever_has_shown_a_code_is_asked_for_nothing_more(client: Client, with_app: User) -> None:
    sign_in(client)
    client.post("/account/code/", {"code": make_code()})
    assert client.get("/inbox/").status_code == 200


def test_a_session_from_before_the_rule_shows_its_code_first(client: Client, with_app: User) -> None:
    client.force_login(with_app)
    assert client.get("/inbox/")["Location"] == SECURITY
    answer = client.post("/account/confirm/code/?next=/inbox/", {"code": make_code()})
    assert answer["Location"] == "/inbox/"
    assert client.get("/inbox/").status_code == 200


def test_a_role_given_while_signed_in_asks_from_the_next_page_on(client: Client, operator: User) -> None:
    sign_in(client, "otto")
    assert client.get("/incidents/").status_code == 200
    operator.groups.add(Group.objects.get_or_create(name="caseworker")[0])
    assert client.get("/incidents/")["Location"] == SECURITY


def test_other_roles_are_asked_for_nothing(client: Client, operator: User) -> None:
    sign_in(client, "otto")
    assert client.get("/incidents/").status_code == 200


def test_the_only_factor_cannot_be_removed(client: Client, with_app: User) -> None:
    sign_in(client)
    client.post("/account/code/", {"code": make_code()})
    client.post("/account/security/app/remove/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_outside_a_demo_everybody_must_and_in_one_nobody() -> None:
    assert read_policy(demo=False).second_factor == {"all"}
    assert read_policy(demo=True).second_factor == frozenset()


def test_the_operator_names_the_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIGIE_SECOND_FACTOR", "finance_officer, director")
    assert read_policy(demo=False).second_factor == {"finance_officer", "director"}
