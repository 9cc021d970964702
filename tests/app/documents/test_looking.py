"""Documents are looked at on a page of ours, as far as a browser can show them safely."""

import zipfile
from datetime import UTC, datetime
from io import BytesIO

from django.test import Client

from app.documents.filing import keep_document
from app.documents.models import Document
from tests.app.documents.pictures import make_png

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def keep(content: bytes, name: str = "preuve") -> Document:
    return keep_document(name=name, content=content, received_at=NOW, by="user:1", case_ref="Q-1")


def make_office() -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<x/>")
    return made.getvalue()


def look(browser: Client, document: Document) -> str:
    return browser.get(f"/letters/documents/{document.pk}/look/").content.decode()


def test_a_pdf_is_framed_for_the_browsers_viewer_by_our_page_only(browser: Client) -> None:
    document = keep(b"%PDF-1.7 proof")
    assert f'<iframe class="viewer" src="/letters/documents/{document.pk}/view/"' in look(browser, document)
    answer = browser.get(f"/letters/documents/{document.pk}/view/")
    assert (answer["X-Frame-Options"], answer["X-Content-Type-Options"]) == ("SAMEORIGIN", "nosniff")
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")


def test_a_picture_is_shown_from_a_sandbox(browser: Client) -> None:
    document = keep(make_png())
    assert "<img" in look(browser, document)
    assert browser.get(f"/letters/documents/{document.pk}/view/")["Content-Security-Policy"].startswith(
        "sandbox"
    )


def test_text_is_shown_as_text(browser: Client) -> None:
    assert "&lt;img onerror=alert(1)&gt;" in look(browser, keep(b"<img onerror=alert(1)>"))


def test_of_anything_else_only_the_download_is_offered(browser: Client) -> None:
    document = keep(make_office())
    page = look(browser, document)
    assert "This kind of file is not shown here" in page
    assert f'href="/letters/documents/{document.pk}/"' in page
    assert browser.get(f"/letters/documents/{document.pk}/view/").status_code == 404


def test_a_name_that_is_markup_stays_words(browser: Client) -> None:
    assert "<b>x" not in look(browser, keep(b"%PDF-1.7", name="<b>x.pdf"))
