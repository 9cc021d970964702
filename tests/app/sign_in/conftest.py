"""Policies, second factors and people for the tests of the door."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client

from app.accounts.models import User
from tests.factories.cases import PASSWORD

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def make_code(secret: str = SECRET, shift: int = 0) -> str:
    """What an app shows now, or `shift` half-minutes later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + shift))


def give_app(user: User) -> None:
    TOTP.activate(user, SECRET)
    RecoveryCodes.activate(user)


def sign_in(client: Client, username: str = "anna", password: str = PASSWORD, **more: str) -> Any:
    return client.post("/account/sign-in/", {"username": username, "password": password, **more})


@pytest.fixture
def policy(settings: Any) -> Callable[..., None]:
    """Change what the site asks: `policy(idle_minutes=15)`."""

    def change(**asked: Any) -> None:
        settings.SIGN_IN = dataclasses.replace(settings.SIGN_IN, **asked)

    return change


@pytest.fixture
def with_app(caseworker: User) -> User:
    """The caseworker, who has an authenticator app."""
    give_app(caseworker)
    return caseworker
