"""What an operator does for whoever cannot sign in."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.core.management import CommandError, call_command
from django.test import Client

from app.accounts.models import User
from app.settings.sign_in import Directory
from app.sign_in.models import SignInEvent
from tests.app.sign_in.conftest import make_code, sign_in


def test_a_lockout_by_passwords_is_lifted(client: Client, caseworker: User) -> None:
    for _ in range(7):
        sign_in(client, password="wrong")
    call_command("release_sign_in", "anna")
    assert sign_in(client).status_code == 302
    assert SignInEvent.objects.filter(kind="released", person=caseworker).count() == 1


def test_a_lockout_by_codes_is_lifted(client: Client, with_app: User) -> None:
    sign_in(client)
    for _ in range(6):
        client.post("/account/code/", {"code": "000000"})
    call_command("release_sign_in", "anna")
    assert client.post("/account/code/", {"code": make_code()}).status_code == 302


def test_a_lost_telephone_takes_its_factors_and_every_open_page_along(client: Client, with_app: User) -> None:
    sign_in(client)
    client.post("/account/code/", {"code": make_code()})
    call_command("release_sign_in", "anna", "--factors")
    assert not Authenticator.objects.exists()
    assert client.get("/absences/").status_code == 302
    assert sign_in(client)["Location"] == "/"


def test_a_name_nobody_has_is_said(db: None) -> None:
    with pytest.raises(CommandError, match="nobody-here"):
        call_command("release_sign_in", "nobody-here")


def test_an_operator_links_a_subject_once(caseworker: User, operator: User, settings: Any) -> None:
    settings.DIRECTORY = Directory("https://id.example", "vigie", "", "ID", ())
    call_command("link_sign_in", "anna", "f3c1")
    call_command("link_sign_in", "anna", "f3c1")
    with pytest.raises(CommandError, match="anna"):
        call_command("link_sign_in", "otto", "f3c1")
    assert SocialAccount.objects.get().uid == "https://id.example f3c1"


def test_without_a_directory_nothing_is_linked(caseworker: User) -> None:
    with pytest.raises(CommandError, match="VIGIE_OIDC_ISSUER"):
        call_command("link_sign_in", "anna", "f3c1")
