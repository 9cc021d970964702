"""Letters leave by e-mail over a real SMTP server, once, with the letter attached where the party agreed to it."""

import socket
from collections.abc import Iterator
from datetime import date
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.test import override_settings

from app.correspondence.models import Dispatch, Letter
from app.people.models import Consent
from tests.factories.letters import make_letter, make_party
from workflows import outbox
from workflows.models import OutboxMessage

pytestmark = pytest.mark.django_db
BY_EMAIL = {"name": "Anne Lefèvre", "email": "anne@example.org"}


class Received:
    """What the server was handed; `refuse` is what it says instead of taking it."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.refuse = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 – aiosmtpd's name
        if self.refuse:
            return self.refuse
        self.messages.append(message_from_bytes(envelope.content, policy=policy.default))  # type: ignore[arg-type]
        return "250 OK"


@pytest.fixture
def server() -> Iterator[Received]:
    received = Received()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(received, hostname="127.0.0.1", port=port)
    controller.start()
    with override_settings(
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_HOST_USER="",
        EMAIL_USE_TLS=False,
    ):
        yield received
    controller.stop()


def test_who_only_wrote_by_email_is_answered_by_email_with_the_letter(server: Received) -> None:
    letter = make_letter(recipient=BY_EMAIL)
    outbox.run_due()
    message = server.messages[0]
    assert message["To"] == "anne@example.org"
    assert message["Message-ID"] == f"<letter.{letter.pk}@vigie.example>"
    assert "Q-2026-000001" in message["Subject"]
    attached = next(message.iter_attachments())
    assert attached.get_payload(decode=True) == bytes(letter.pdf)


def test_the_letter_is_then_sent_and_locked(server: Received) -> None:
    letter = make_letter(recipient=BY_EMAIL)
    outbox.run_due()
    dispatch = Dispatch.objects.get(letter=letter)
    assert (dispatch.channel, dispatch.address) == ("email", "anne@example.org")
    assert Letter.objects.get(pk=letter.pk).state == "sent"


def test_a_letter_handed_over_again_does_not_leave_again(server: Received) -> None:
    make_letter(recipient=BY_EMAIL)
    outbox.run_due()
    OutboxMessage.objects.update(sent_at=None, due_at="2020-01-01T00:00:00Z")
    outbox.run_due()
    assert len(server.messages) == 1


def test_a_refusing_server_is_tried_again(server: Received) -> None:
    letter = make_letter(recipient=BY_EMAIL)
    server.refuse = "451 later"
    outbox.run_due()
    assert Letter.objects.get(pk=letter.pk).state == "made"
    server.refuse = ""
    OutboxMessage.objects.update(due_at="2020-01-01T00:00:00Z")
    outbox.run_due()
    assert Letter.objects.get(pk=letter.pk).state == "sent"


def test_a_party_that_did_not_agree_is_only_told_that_a_letter_is_ready(server: Received) -> None:
    make_letter(party=make_party(), channel="email")
    outbox.run_due()
    assert list(server.messages[0].iter_attachments()) == []
    assert "+32 2 555 01 00" in server.messages[0].get_content()


def test_a_party_that_agreed_gets_its_letters_by_email(server: Received) -> None:
    party = make_party()
    Consent.objects.create(
        party=party, purpose="electronic_letters", given_on=date(2026, 1, 1), recorded_by="user:1"
    )
    letter = make_letter(party=party)
    assert letter.channel == "email"
    outbox.run_due()
    assert len(list(server.messages[0].iter_attachments())) == 1


def test_who_has_an_address_and_did_not_agree_gets_a_letter_by_post() -> None:
    assert make_letter(party=make_party()).channel == "post"
    assert not OutboxMessage.objects.exists()
