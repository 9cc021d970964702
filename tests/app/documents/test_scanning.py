"""A document is handed out once the virus scan has found it clean; what it finds stays in quarantine."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from app.cases.models import Case
from app.documents.errors import ScannerSilent
from app.documents.filing import keep_document
from app.documents.models import Document
from app.documents.reading import read_waiting
from app.documents.scanners import find_scanner
from app.documents.scanning import scan_waiting
from app.teamwork.models import PersonalNotice
from tests.app.documents.clamd_server import MOST, VIRUS, serve_clamd, serve_clamd_by_tcp
from workflows import outbox

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
INFECTED = b"%PDF-1.7 " + VIRUS


def keep(content: bytes = b"%PDF-1.7 proof", **changes: Any) -> Document:
    values: dict[str, Any] = {"name": "proof.pdf", "received_at": NOW, "by": "user:1", "case_ref": "Q-1"}
    return keep_document(content=content, **{**values, **changes})


@pytest.fixture
def clamd(tmp_path: Path, settings: Any) -> Iterator[None]:
    with serve_clamd(tmp_path) as address:
        settings.VIRUS_SCAN = address
        yield


@pytest.fixture
def silent(settings: Any, tmp_path: Path) -> None:
    settings.VIRUS_SCAN = f"clamd://{tmp_path}/nobody.ctl"


def state_of(document: Document) -> str:
    document.scan.refresh_from_db()
    return document.scan.state


@pytest.mark.usefixtures("clamd")
def test_a_clean_file_is_handed_out(browser: Client) -> None:
    document = keep()
    assert state_of(document) == "clean"
    assert browser.get(f"/letters/documents/{document.pk}/").content == b"%PDF-1.7 proof"


@pytest.mark.usefixtures("clamd")
def test_a_find_is_kept_in_quarantine_with_its_name(browser: Client) -> None:
    document = keep(INFECTED)
    assert (state_of(document), document.scan.found) == ("infected", "Eicar-Signature")
    answer = browser.get(f"/letters/documents/{document.pk}/")
    assert answer.status_code == 409
    assert VIRUS not in answer.content
    assert b"Eicar-Signature" in answer.content
    assert browser.get(f"/letters/documents/{document.pk}/view/").status_code == 404


def test_the_same_over_tcp(settings: Any) -> None:
    with serve_clamd_by_tcp() as settings.VIRUS_SCAN:
        assert [state_of(keep()), state_of(keep(INFECTED))] == ["clean", "infected"]


@pytest.mark.usefixtures("silent")
def test_without_an_answer_a_file_is_held_back(browser: Client) -> None:
    document = keep()
    assert state_of(document) == "waiting"
    assert browser.get(f"/letters/documents/{document.pk}/").status_code == 409


@pytest.mark.usefixtures("silent")
def test_what_waits_is_scanned_once_the_scanner_answers(tmp_path: Path, settings: Any) -> None:
    clean, infected = keep(), keep(INFECTED)
    assert scan_waiting() == 0
    with serve_clamd(tmp_path) as settings.VIRUS_SCAN:
        assert scan_waiting() == 2
    assert (state_of(clean), state_of(infected)) == ("clean", "infected")
    assert clean.scan.attempts + infected.scan.attempts == 5  # each when it came and at last, one in between


def test_without_a_scanner_documents_say_so_and_are_scanned_when_there_is_one(
    browser: Client, tmp_path: Path, settings: Any
) -> None:
    document = keep(INFECTED)
    assert state_of(document) == "unscanned"
    assert b"Not scanned for viruses" in browser.get(f"/letters/documents/{document.pk}/look/").content
    with serve_clamd(tmp_path) as settings.VIRUS_SCAN:
        assert scan_waiting() == 1
    assert state_of(document) == "infected"


@pytest.mark.usefixtures("clamd")
def test_a_file_that_is_too_large_for_the_scanner_is_held_back() -> None:
    document = keep(b"%PDF-1.7" + b"x" * (MOST + 1))
    assert state_of(document) == "waiting"
    assert "size limit" in document.scan.problem


@pytest.mark.usefixtures("silent")
def test_the_text_of_what_is_held_back_is_not_read() -> None:
    keep(b"plain words")
    assert read_waiting() == 0


@pytest.mark.usefixtures("clamd")
def test_the_text_of_what_is_in_quarantine_is_never_read() -> None:
    document = keep(INFECTED)
    document.words.refresh_from_db()
    assert (document.words.state, document.words.problem) == ("unreadable", "in quarantine")


@pytest.mark.usefixtures("clamd")
def test_whoever_filed_it_is_told_once(case: Case, caseworker: Any) -> None:
    keep(INFECTED, case_ref=case.reference, by=f"user:{caseworker.pk}")
    while outbox.run_due():
        pass
    told = PersonalNotice.objects.get(kind="document")
    assert (told.user, told.case_ref) == (caseworker, case.reference)


@pytest.mark.parametrize(("code", "state"), [(0, "clean"), (1, "infected"), (2, "waiting")])
def test_the_answer_of_a_scan_command_counts(code: int, state: str, settings: Any) -> None:
    settings.VIRUS_SCAN = (
        f"{sys.executable} -c 'import sys; sys.stdin.buffer.read(); print(\"Eicar\"); sys.exit({code})'"
    )
    assert state_of(keep()) == state


def test_a_command_that_is_not_there_gives_no_answer(settings: Any) -> None:
    settings.VIRUS_SCAN = "/nowhere/clamdscan -"
    scanner = find_scanner()
    assert scanner is not None
    with pytest.raises(ScannerSilent):
        scanner.scan(b"x")


def test_the_operators_see_that_nobody_scans_and_what_waits(client: Client, operator: Any) -> None:
    keep()
    client.force_login(operator)
    page = client.get("/incidents/documents/").content
    assert b"No scanner is set up" in page
    assert b"proof.pdf" not in page


@pytest.mark.usefixtures("silent")
def test_the_menu_counts_what_nobody_can_open(client: Client, operator: Any) -> None:
    keep()
    client.force_login(operator)
    page = client.get("/incidents/documents/").content
    assert b"The scanner does not answer" in page
    assert b"Waits for the virus scan" in page
    assert b"Nothing was scanned" in client.post("/incidents/documents/scan/", follow=True).content


@pytest.mark.usefixtures("clamd")
def test_the_operators_scan_at_once(client: Client, operator: Any) -> None:
    client.force_login(operator)
    assert b"The scanner answers" in client.get("/incidents/documents/").content
