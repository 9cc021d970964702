"""The person of a session comes with its row; who may come in is decided as if it had been asked for."""

from __future__ import annotations

import pytest
from django.test import Client

from app.accounts.models import User
from app.sign_in.session_person import PasswordBackend, knowing
from tests.app.sign_in.conftest import sign_in
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db


def test_the_person_read_along_is_not_asked_for_again(caseworker: User) -> None:
    with knowing(caseworker):
        assert PasswordBackend().get_user(str(caseworker.pk)) is caseworker


def test_the_row_of_somebody_else_is_never_taken(caseworker: User) -> None:
    with knowing(make_user("other", "caseworker")):
        assert PasswordBackend().get_user(caseworker.pk) == caseworker


def test_who_may_not_come_in_stays_out_though_the_row_was_read(caseworker: User) -> None:
    caseworker.is_active = False
    with knowing(caseworker):
        assert PasswordBackend().get_user(caseworker.pk) is None


def test_a_password_changed_elsewhere_ends_the_session(client: Client, caseworker: User) -> None:
    sign_in(client)
    caseworker.set_password("another fine long one")
    caseworker.save(update_fields=["password"])
    assert client.get("/inbox/").status_code == 302
