"""What a stranger at the door can neither do nor find out."""

import re

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import NoReverseMatch, reverse

from app.accounts.models import User
from app.cases.models import Case
from tests.app.sign_in.conftest import sign_in
from tests.factories.cases import PASSWORD, task_of


@pytest.mark.django_db
def test_a_fresh_database_has_no_account() -> None:
    assert not User.objects.exists()


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "socialaccount_signup", "mfa_signup_webauthn"]
)
def test_nobody_registers(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_no_other_site_signs_somebody_in(caseworker: User) -> None:
    browser = Client(enforce_csrf_checks=True)
    assert browser.post("/account/sign-in/", {"username": "anna", "password": PASSWORD}).status_code == 403


def read_page(client: Client, username: str) -> str:
    text = sign_in(client, username, "wrong").content.decode().replace(username, "NAME")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_a_wrong_password_an_unknown_name_and_a_closed_account_read_the_same(
    client: Client, caseworker: User, operator: User
) -> None:
    User.objects.filter(pk=operator.pk).update(is_active=False)
    assert read_page(client, "anna") == read_page(client, "nobody-here") == read_page(client, "otto")
    assert sign_in(client, "otto").status_code == 422


def test_a_page_left_open_is_kept_by_no_browser(client: Client, caseworker: User) -> None:
    sign_in(client)
    assert "no-store" in client.get("/account/security/")["Cache-Control"]


def test_a_form_left_open_is_refused_once_the_role_is_taken_away(
    client: Client, case: Case, caseworker: User
) -> None:
    sign_in(client)
    task = task_of(case)
    assert client.get(f"/inbox/{task.pk}/").status_code == 200
    caseworker.groups.remove(Group.objects.get(name="caseworker"))
    assert client.post(f"/inbox/{task.pk}/claim/").status_code in {403, 404}
    task.refresh_from_db()
    assert task.assignee is None
