"""What documents say is read for the search, in a child process that a hostile file cannot take along."""

import io
import zipfile
from datetime import UTC, datetime

import pytest
from pypdf import PdfWriter

from app.documents import reading
from app.documents.filing import keep_document
from app.documents.models import Document, DocumentText
from app.documents.reading import extract, read_waiting

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def keep(content: bytes, name: str = "proof.txt") -> Document:
    return keep_document(name=name, content=content, received_at=NOW, by="user:1", case_ref="Q-1")


def pack(xml: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", xml)
    return buffer.getvalue()


@pytest.mark.django_db
def test_a_kept_document_waits_to_be_read_under_its_name() -> None:
    text = DocumentText.objects.get(document=keep(b"Bonjour"))
    assert (text.state, text.body) == ("waiting", "proof.txt")


@pytest.mark.django_db
def test_the_duty_reads_what_waits_once() -> None:
    document = keep("Accusé de réception".encode())
    assert (read_waiting(), read_waiting()) == (1, 0)
    text = DocumentText.objects.get(document=document)
    assert (text.state, text.body) == ("read", "proof.txt\nAccusé de réception")


@pytest.mark.django_db
def test_what_cannot_be_opened_is_named_and_not_tried_again() -> None:
    document = keep(b"%PDF-1.7 broken")
    assert (read_waiting(), read_waiting()) == (1, 0)
    text = DocumentText.objects.get(document=document)
    assert text.state == "unreadable"
    assert text.problem


def test_the_words_of_an_office_document_are_read() -> None:
    assert extract(pack("<d><p>Attestation</p><p>de la banque</p></d>"), WORD) == (
        "Attestation de la banque",
        "",
    )


def test_an_entity_bomb_is_not_unfolded() -> None:
    bomb = "<!DOCTYPE d [" + '<!ENTITY a "ha">' + '<!ENTITY b "&a;&a;">' + "]><d>&b;</d>"
    assert "haha" not in extract(pack(bomb), WORD)[0]


def test_a_scan_without_text_is_unreadable() -> None:
    writer, buffer = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(buffer)
    assert extract(buffer.getvalue(), "application/pdf") == ("", "ValueError: a scan without text")


def test_a_file_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PATIENCE", 0.2)
    monkeypatch.setattr(reading, "COMMAND", ("/bin/sh", "-c", "exec sleep 30"))
    assert extract(b"x", "text/plain") == ("", "took too long")
