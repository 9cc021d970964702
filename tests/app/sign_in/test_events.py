"""What happens at the door is written down, and its person reads it."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from app.accounts.models import User
from app.sign_in.models import SignInEvent
from tests.app.sign_in.conftest import make_code, sign_in


def list_kinds(person: User) -> list[str]:
    return list(SignInEvent.objects.filter(person=person).order_by("pk").values_list("kind", flat=True))


def test_a_sign_in_says_from_where_and_how(client: Client, with_app: User) -> None:
    client.post(
        "/account/sign-in/",
        {"username": "anna", "password": "lookout"},
        headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"},
        REMOTE_ADDR="192.0.2.7",
    )
    client.post("/account/code/", {"code": make_code()}, REMOTE_ADDR="192.0.2.7")
    event = SignInEvent.objects.get(kind="signed_in")
    assert (event.person, event.address, event.detail) == (with_app, "192.0.2.7", "password, totp")


def test_a_wrong_password_is_written_down_for_its_person(client: Client, caseworker: User) -> None:
    sign_in(client, password="wrong")
    assert list_kinds(caseworker) == ["refused"]


def test_what_a_stranger_typed_is_not_kept(client: Client, caseworker: User) -> None:
    sign_in(client, "correct horse battery", "anna")
    event = SignInEvent.objects.get()
    assert (event.kind, event.person, event.detail) == ("refused", None, "")


def test_a_lockout_is_written_down_once_for_each_attempt(client: Client, caseworker: User) -> None:
    for _ in range(7):
        sign_in(client, password="wrong")
    assert list_kinds(caseworker) == ["refused"] * 5 + ["locked"] * 2


def test_signing_out_is_written_down(client: Client, caseworker: User) -> None:
    sign_in(client)
    client.post("/account/sign-out/")
    assert list_kinds(caseworker) == ["signed_in", "signed_out"]


def test_a_person_reads_their_own_events_only(client: Client, caseworker: User, operator: User) -> None:
    sign_in(Client(), "otto", "wrong")
    sign_in(client)
    assert [one.kind for one in client.get("/account/security/").context["happened"]] == ["signed_in"]


def test_an_event_can_be_neither_changed_nor_deleted(client: Client, caseworker: User) -> None:
    sign_in(client)
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInEvent.objects.update(detail="otherwise")
    with pytest.raises(IntegrityError), transaction.atomic():
        SignInEvent.objects.all().delete()


def test_removing_a_factor_is_written_down(client: Client, with_app: User) -> None:
    sign_in(client)
    client.post("/account/code/", {"code": make_code()})
    client.post("/account/security/app/remove/")
    assert list_kinds(with_app) == ["signed_in", "factor_removed", "factor_removed"]  # the codes go with it
