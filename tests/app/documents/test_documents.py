"""Documents are checked, kept once with their digest, never changed, and handed out safely."""

import io
import zipfile
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.translation import override

from app.documents import filing
from app.documents.errors import DocumentRefused
from app.documents.filing import clean_name, keep_document
from app.documents.media_types import find_media_type
from app.documents.models import Document

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PDF = b"%PDF-1.7 proof"


def keep(content: bytes = PDF, **changes: Any) -> Document:
    values: dict[str, Any] = {"name": "proof.pdf", "received_at": NOW, "by": "user:1", "case_ref": "Q-1"}
    return keep_document(content=content, **{**values, **changes})


@pytest.mark.django_db
def test_a_document_is_kept_with_its_digest_and_the_type_of_its_content() -> None:
    document = keep(name="proof.txt")
    assert (document.sha256, document.size) == (sha256(PDF).hexdigest(), len(PDF))
    assert document.media_type == "application/pdf"


@pytest.mark.django_db
def test_the_same_file_on_the_same_case_is_kept_once() -> None:
    assert keep().pk == keep().pk


@pytest.mark.django_db
def test_the_database_keeps_a_document_as_it_is() -> None:
    document = keep()
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.filter(pk=document.pk).update(content=b"other", size=5)


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<\x00", b"PK\x03\x04 broken"])
def test_what_the_fund_does_not_take_is_refused(content: bytes) -> None:
    with pytest.raises(DocumentRefused):
        keep(content)


@pytest.mark.django_db
def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filing, "MOST_BYTES", 10)
    with override("en"), pytest.raises(DocumentRefused, match="larger"):
        keep()


def make_zip(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return made.getvalue()


def test_office_documents_are_known_and_macros_are_not_taken() -> None:
    assert find_media_type(make_zip("word/document.xml")).endswith("wordprocessingml.document")
    assert find_media_type(make_zip("word/document.xml", "word/vbaProject.bin")) == ""
    assert find_media_type(make_zip("a.exe")) == ""


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\facture.pdf", "facture.pdf"),
        ("a\u202efdp.exe", "a fdp.exe"),
        ("...", "document"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_a_name_is_made_safe(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_a_document_is_handed_out_in_a_sandbox(browser: Client) -> None:
    document = keep(name="preuve é.pdf")
    answer = browser.get(f"/letters/documents/{document.pk}/")
    assert answer.content == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''preuve")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("sandbox")
