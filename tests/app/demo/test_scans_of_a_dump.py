"""The documents of a fund that was kept before there was a virus scan can be opened, and wait for theirs."""

from datetime import UTC, datetime

from django.db import connection
from django.test import Client

from app.demo.dump_loading import fill_scans
from app.documents.filing import keep_document
from app.documents.models import DocumentScan

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_a_document_without_a_scan_gets_one_and_is_handed_out(browser: Client) -> None:
    document = keep_document(
        name="a.pdf", content=b"%PDF-1.7 x", received_at=NOW, by="user:1", case_ref="Q-1"
    )
    DocumentScan.objects.all().delete()
    with connection.cursor() as cursor:
        fill_scans(cursor)
        fill_scans(cursor)
    assert DocumentScan.objects.get().state == "unscanned"
    assert browser.get(f"/letters/documents/{document.pk}/").status_code == 200
