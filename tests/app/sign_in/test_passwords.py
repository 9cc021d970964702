"""A forgotten password, and one that is changed."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from app.accounts.models import User
from app.sign_in import passwords
from app.sign_in.models import PasswordRequest, SignInEvent
from tests.app.sign_in.conftest import make_code, sign_in
from tests.factories.cases import PASSWORD

NEW = {"new_password1": "a fine long one", "new_password2": "a fine long one"}


@pytest.fixture
def anna(caseworker: User) -> User:
    caseworker.email = "anna@fund.example"
    caseworker.save()
    return caseworker


def ask(client: Client, email: str = "Anna@fund.example") -> tuple[int, str]:
    answer = client.post("/account/forgotten/", {"email": email})
    return answer.status_code, answer["Location"]


def read_link() -> str:
    passwords.send_waiting_links(timezone.now())
    [path] = re.findall(r"https://www\.vigie\.example(/account/new-password/\S+)", str(mail.outbox[-1].body))
    return str(path)


def test_a_link_in_an_e_mail_sets_a_new_password(client: Client, anna: User) -> None:
    ask(client)
    page = client.get(read_link(), follow=True)
    assert client.post(page.redirect_chain[-1][0], NEW)["Location"] == "/account/sign-in/"
    assert sign_in(client).status_code == 422
    assert sign_in(client, password=NEW["new_password1"]).status_code == 302


def test_the_answer_does_not_tell_who_has_an_account(client: Client, anna: User) -> None:
    assert ask(client) == ask(client, "nobody@fund.example") == (302, "/account/forgotten/sent/")
    assert PasswordRequest.objects.count() == 1
    assert (
        mail.outbox == []
    )  # nothing is sent while the page waits: it takes no longer for who has an account


def test_the_link_works_once(client: Client, anna: User) -> None:
    ask(client)
    link = read_link()
    client.post(client.get(link, follow=True).redirect_chain[-1][0], NEW)
    assert not Client().get(link).context["validlink"]


def test_the_link_works_for_an_hour(client: Client, anna: User) -> None:
    ask(client)
    link = read_link()
    with time_machine.travel(timedelta(minutes=61)):
        assert not client.get(link).context["validlink"]


def test_a_new_password_by_link_ends_every_session_and_signs_nobody_in(client: Client, anna: User) -> None:
    other = Client()
    sign_in(other)
    ask(client)
    client.post(client.get(read_link(), follow=True).redirect_chain[-1][0], NEW)
    assert other.get("/inbox/").status_code == 302
    assert client.get("/inbox/").status_code == 302


def test_after_a_link_the_second_factor_is_still_asked(client: Client, anna: User, with_app: User) -> None:
    ask(client)
    client.post(client.get(read_link(), follow=True).redirect_chain[-1][0], NEW)
    assert sign_in(client, password=NEW["new_password1"])["Location"] == "/account/code/"
    assert client.post("/account/code/", {"code": make_code()}).status_code == 302


def test_the_host_of_the_link_is_the_sites_own(client: Client, anna: User, settings: object) -> None:
    settings.ALLOWED_HOSTS = ["*"]  # type: ignore[attr-defined]
    client.post("/account/forgotten/", {"email": anna.email}, headers={"host": "evil.example"})
    assert read_link().startswith("/account/new-password/")
    assert "evil.example" not in str(mail.outbox[-1].body)


def test_three_links_an_hour_are_enough(client: Client, anna: User) -> None:
    for _ in range(5):
        ask(client)
    assert passwords.send_waiting_links(timezone.now()) == 3


@pytest.mark.parametrize("change", [{"is_active": False}, {"password": "!unusable"}])
def test_who_may_not_sign_in_by_password_gets_no_link(
    client: Client, anna: User, change: dict[str, object]
) -> None:
    User.objects.filter(pk=anna.pk).update(**change)
    assert ask(client) == (302, "/account/forgotten/sent/")
    assert not PasswordRequest.objects.exists()


def test_the_e_mail_speaks_the_persons_language(client: Client, anna: User) -> None:
    User.objects.filter(pk=anna.pk).update(language="nl")
    ask(client)
    read_link()
    assert mail.outbox[-1].subject == "Een nieuw wachtwoord voor Vigie"


def test_a_request_the_mail_server_was_away_for_is_not_sent_too_late(client: Client, anna: User) -> None:
    ask(client)
    assert passwords.send_waiting_links(timezone.now() + timedelta(hours=2)) == 0
    assert mail.outbox == []


def test_a_change_needs_the_present_password(client: Client, caseworker: User) -> None:
    sign_in(client)
    answer = client.post("/account/security/password/", {"old_password": "wrong", **NEW})
    assert answer.status_code == 422
    assert SignInEvent.objects.filter(kind="refused", person=caseworker).count() == 1


def test_guessing_the_present_password_locks_as_at_the_door(client: Client, caseworker: User) -> None:
    sign_in(client)
    typed = {"old_password": "wrong", **NEW}
    answers = [client.post("/account/security/password/", typed).status_code for _ in range(6)]
    assert answers[-1] == 429
    assert client.post("/account/security/password/", {**typed, "old_password": PASSWORD}).status_code == 429


def test_the_new_password_is_another_and_no_common_one(client: Client, caseworker: User) -> None:
    sign_in(client)
    for password in (PASSWORD, "password1"):
        typed = {"old_password": PASSWORD, "new_password1": password, "new_password2": password}
        assert client.post("/account/security/password/", typed).status_code == 422
