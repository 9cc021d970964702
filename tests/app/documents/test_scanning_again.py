"""New documents are looked at again with newer signatures; a find is mailed to those who run the site."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from app.accounts.models import User
from app.documents.errors import ScannerSilent
from app.documents.filing import keep_document
from app.documents.models import Document
from app.documents.scanning import scan_again
from app.teamwork.mailing import post_mail
from app.teamwork.models import How, PersonalNotice
from tests.app.documents.clamd_server import serve_clamd
from tests.factories.cases import make_user
from workflows import clock, outbox

pytestmark = pytest.mark.django_db
WORDS = b"Overdue since the worm came"


class Learning:
    """Knows a worm from its second set of signatures on."""

    def __init__(self) -> None:
        self.signatures, self.looks, self.is_silent = "1", 0, False

    def scan(self, content: bytes) -> str:
        self.looks += 1
        if self.is_silent:
            raise ScannerSilent(scanner="learning")
        return "Worm" if self.signatures != "1" and b"worm" in content else ""

    def answers(self) -> bool:
        return True

    def name_signatures(self) -> str:
        return self.signatures


@pytest.fixture
def scanner(monkeypatch: Any) -> Learning:
    made = Learning()
    for place in ("filing", "scanning"):
        monkeypatch.setattr(f"app.documents.{place}.find_scanner", lambda: made)
    return made


@pytest.fixture
def operator(db: None) -> User:
    made = make_user("olga", "operator", name="Olga Roos")
    made.email = "olga@fund.example"
    made.save()
    return made


def keep(content: bytes = WORDS, days_ago: int = 0) -> Document:
    received_at = clock.now() - timedelta(days=days_ago)
    return keep_document(name="letter.txt", content=content, received_at=received_at, by="user:1")


def state_of(document: Document) -> str:
    document.scan.refresh_from_db()
    return document.scan.state


def learn(scanner: Learning) -> int:
    scanner.signatures = "2"
    return scan_again()


def test_with_newer_signatures_a_worm_is_found_and_its_words_are_no_longer_found(scanner: Learning) -> None:
    document = keep()
    assert state_of(document) == "clean"
    assert learn(scanner) == 1
    assert state_of(document) == "infected"
    document.words.refresh_from_db()
    assert (document.words.state, document.words.body) == ("unreadable", "letter.txt")


def test_with_the_same_signatures_nothing_is_looked_at_twice(scanner: Learning) -> None:
    keep(b"harmless")
    assert (scan_again(), learn(scanner), learn(scanner), scanner.looks) == (0, 1, 0, 2)


def test_what_came_long_ago_is_not_looked_at_again(scanner: Learning, settings: Any) -> None:
    keep(days_ago=31)
    assert learn(scanner) == 0
    settings.SCAN_AGAIN_DAYS = 32
    assert learn(scanner) == 1


def test_a_site_may_turn_it_off(scanner: Learning, settings: Any) -> None:
    settings.SCAN_AGAIN_DAYS = 0
    keep()
    assert learn(scanner) == 0


def test_a_scanner_that_falls_silent_takes_no_clean_document_away(scanner: Learning) -> None:
    document = keep()
    scanner.is_silent = True
    assert (learn(scanner), state_of(document)) == (0, "clean")


def test_clamd_names_its_signatures_with_what_it_said(tmp_path: Any, settings: Any) -> None:
    with serve_clamd(tmp_path) as settings.VIRUS_SCAN:
        assert keep().scan.signatures == "ClamAV 1.4.2/27561/Mon Mar  2 09:27:12 2026"


def test_operators_get_one_mail_at_once_without_the_name_of_the_file(
    scanner: Learning, operator: User
) -> None:
    keep()
    learn(scanner)
    outbox.run_due()
    assert [post_mail(How.AT_ONCE, now=clock.now()) for _ in range(2)] == [1, 0]
    outbox.run_due()
    [sent] = mail.outbox
    assert sent.to == ["olga@fund.example"]
    assert "Virus scan – The virus scan found something: a file is in quarantine" in sent.body
    assert "/incidents/documents/" in sent.body
    assert "letter.txt" not in sent.body


def test_whoever_is_no_operator_is_told_nothing_and_gets_no_mail(scanner: Learning, operator: User) -> None:
    make_user("anna", "caseworker")
    keep()
    learn(scanner)
    outbox.run_due()
    assert [one.user for one in PersonalNotice.objects.all()] == [operator]
    post_mail(How.AT_ONCE, now=clock.now())
    operator.groups.clear()
    outbox.run_due()
    assert mail.outbox == []


def test_an_operator_reads_it_among_the_notices_and_may_choose_no_mail(
    client: Client, scanner: Learning, operator: User
) -> None:
    keep()
    learn(scanner)
    outbox.run_due()
    client.force_login(operator)
    assert "a file is in quarantine" in client.get("/notices/").content.decode()
    assert "A virus is found in any file" in client.get("/teamwork/preferences/").content.decode()
    client.force_login(make_user("anna", "caseworker"))
    assert "A virus is found in any file" not in client.get("/teamwork/preferences/").content.decode()
