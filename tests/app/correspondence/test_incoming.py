"""E-mail comes in over a real socket, once, and lands on the case or party it is about."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.message import EmailMessage
from hashlib import sha256
from unittest.mock import patch

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client, override_settings
from django.utils import translation

from app.correspondence import incoming
from app.correspondence.errors import ContactRefused
from app.correspondence.incoming import file_mail, set_aside, take_in
from app.correspondence.mail_reading import read_mail
from app.correspondence.mailbox import MailboxRefused, fetch_mail
from app.correspondence.models import Contact, IncomingMail
from app.documents.models import Document
from app.people.models import Channel, Party
from tests.app.correspondence.imap_server import Mailbox, serve_mailbox
from tests.factories.cases import make_user
from tests.factories.letters import make_party

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 3, 8, 0, tzinfo=UTC)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with serve_mailbox() as served:
        yield served


@pytest.fixture
def party() -> Party:
    made = make_party()
    Channel.objects.create(party=made, kind="email", value="anne@example.org")
    return made


def write_mail(subject: str = "Question", *, key: str = "1", html: bool = False, **files: bytes) -> bytes:
    message = EmailMessage()
    message["From"] = "Anne Lefèvre <Anne@Example.org>"
    message["To"] = "contact@vigie.example"
    message["Subject"] = subject
    message["Message-ID"] = f"<{key}@example.org>"
    message["Date"] = "Mon, 02 Mar 2026 10:00:00 +0100"
    if html:
        message.set_content("<p>Bonjour <b>vous</b></p><script>alert(1)</script>", subtype="html")
    else:
        message.set_content("Pourquoi ce montant ?")
    for name, content in files.items():
        message.add_attachment(
            content, maintype="application", subtype="octet-stream", filename=name.replace("_", ".")
        )
    return message.as_bytes()


def test_mail_is_fetched_once_and_marked_seen_when_it_is_kept(mailbox: Mailbox, party: Party) -> None:
    mailbox.add(write_mail())
    assert fetch_mail(mailbox.url(), now=NOW).kept == 1
    assert mailbox.seen == {1}
    mailbox.seen.clear()
    fetch_mail(mailbox.url(), now=NOW)
    assert (IncomingMail.objects.count(), Contact.objects.count()) == (1, 1)


def test_mail_of_a_known_address_is_a_contact_of_the_party(party: Party) -> None:
    contact = take_in(write_mail(), now=NOW).contact
    assert contact is not None
    assert (contact.party, contact.channel, contact.subject) == (party, "email", "Question")
    assert contact.at == datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    assert contact.summary == "Pourquoi ce montant ?"


def test_mail_that_names_a_case_is_filed_on_it(case, party: Party) -> None:  # type: ignore[no-untyped-def]
    contact = take_in(write_mail(f"RE: votre dossier {case.reference}"), now=NOW).contact
    assert contact is not None
    assert (contact.case_ref, contact.party) == (case.reference, party)


def test_mail_of_a_stranger_waits_to_be_filed() -> None:
    mail = take_in(write_mail(), now=NOW)
    assert mail.state == "unfiled"
    assert "Nobody" in mail.problem


def test_a_case_that_does_not_exist_is_no_place() -> None:
    assert take_in(write_mail("Q-1999-000001"), now=NOW).state == "unfiled"


def test_an_address_that_two_parties_share_is_filed_by_hand(party: Party) -> None:
    other = make_party("Bert Maes")
    Channel.objects.create(party=other, kind="email", value="anne@example.org")
    mail = take_in(write_mail(), now=NOW)
    assert mail.state == "unfiled"
    contact = file_mail(mail.pk, party=other, case_ref="", by="user:1", now=NOW)
    assert contact.party == other


def test_a_failure_while_filing_loses_nothing(party: Party) -> None:
    with patch.object(incoming, "keep_attachments", side_effect=ValueError("disk")):
        mail = take_in(write_mail(a_pdf=b"%PDF-1.7 x"), now=NOW)
    assert (mail.state, mail.problem) == ("unfiled", "ValueError: disk")
    assert file_mail(mail.pk, party=party, case_ref="", by="user:1", now=NOW).documents.count() == 1


def test_attachments_become_documents_with_their_digest(party: Party) -> None:
    contact = take_in(write_mail(bewijs_pdf=b"%PDF-1.7 proof"), now=NOW).contact
    assert contact is not None
    document = contact.documents.get()
    assert (document.name, document.media_type) == ("bewijs.pdf", "application/pdf")
    assert document.sha256 == sha256(b"%PDF-1.7 proof").hexdigest()
    assert document.party == party


def test_a_refused_attachment_is_told_in_the_contact(party: Party) -> None:
    contact = take_in(write_mail(tool_exe=b"MZ\x90\x00"), now=NOW).contact
    assert contact is not None
    assert "tool.exe" in contact.summary
    assert not Document.objects.exists()


def test_html_is_reduced_to_its_words() -> None:
    assert read_mail(write_mail(html=True)).body == "Bonjour vous"


def test_mail_without_an_identifier_has_one_of_its_bytes() -> None:
    raw = b"From: a@b.be\r\nSubject: x\r\n\r\ny"
    assert read_mail(raw).message_id == f"sha256:{sha256(raw).hexdigest()}"


def test_a_damaged_message_is_kept() -> None:
    raw = b"Content-Type: text/plain; charset=nowhere\r\nDate: never\r\n\r\n\xff\x00caf\xe9"
    assert take_in(raw, now=NOW).state == "unfiled"


def test_what_is_filed_is_not_filed_again(party: Party) -> None:
    mail = take_in(write_mail(), now=NOW)
    with pytest.raises(ContactRefused):
        file_mail(mail.pk, party=party, case_ref="", by="user:1", now=NOW)


def test_what_is_set_aside_stays_kept() -> None:
    mail = take_in(write_mail(), now=NOW)
    set_aside(mail.pk, by="user:1", now=NOW)
    mail.refresh_from_db()
    assert (mail.state, mail.handled_by) == ("set_aside", "user:1")


def test_a_wrong_mailbox_address_is_refused() -> None:
    with pytest.raises(MailboxRefused):
        fetch_mail("pop3://fund@host", now=NOW)


def test_the_command_takes_the_mail_in(mailbox: Mailbox, capsys: pytest.CaptureFixture[str]) -> None:
    mailbox.add(write_mail())
    with override_settings(MAILBOX_URL=mailbox.url()):
        call_command("fetch_mail")
    assert "1 messages taken in, 1 wait to be filed" in capsys.readouterr().out


def test_the_command_says_that_the_password_is_wrong(mailbox: Mailbox) -> None:
    with override_settings(MAILBOX_URL=mailbox.url("wrong")), pytest.raises(CommandError, match="mailbox"):
        call_command("fetch_mail")


def test_why_a_message_waits_is_told_in_the_readers_language(client: Client) -> None:
    with translation.override("fr"):
        mail = take_in(write_mail(), now=NOW)
    client.force_login(make_user("piet", "caseworker", language="nl"))
    page = client.get(f"/letters/mail/{mail.pk}/").content.decode()
    assert mail.problem == "Nobody is known by this address, and the subject names no case."
    assert mail.problem not in page
    assert "Niemand" in page
