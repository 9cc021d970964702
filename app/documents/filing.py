"""Keeping documents: checked for size, kind and viruses, named safely, with the digest of their bytes."""

import hashlib
import re
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from app.documents.errors import DocumentQuarantined, DocumentRefused
from app.documents.media_types import find_media_type
from app.documents.models import Document, DocumentKind, DocumentScan, DocumentText, ScanState
from app.documents.scanners import find_scanner
from app.documents.scanning import look_at, note_verdict
from app.people.models import Party
from workflows import clock

MOST_BYTES = 25 * 2**20
LONGEST_NAME = 120
_UNSAFE = re.compile(r"[\x00-\x1f\x7f/\\:*?\"<>|\u202a-\u202e\u2066-\u2069]+")


def keep_document(
    *,
    name: str,
    content: bytes,
    received_at: datetime,
    by: str,
    party: Party | None = None,
    case_ref: str = "",
    kind: str = DocumentKind.ATTACHMENT,
) -> Document:
    """The kept document; the same bytes on the same case and party are kept once.

    Its scan says whether it may be opened: what a virus is found in stays kept in quarantine, and what the scanner
    gives no answer about is held back until it does. Raises DocumentRefused with the reason.
    """
    media_type = check(content)
    verdict = look_at(content, find_scanner())
    sha256 = hashlib.sha256(content).hexdigest()
    with transaction.atomic():
        known = Document.objects.filter(sha256=sha256, case_ref=case_ref, party=party).first()
        if known:
            return known
        document = Document.objects.create(
            sha256=sha256,
            name=clean_name(name),
            media_type=media_type,
            size=len(content),
            content=content,
            party=party,
            case_ref=case_ref,
            kind=kind,
            received_at=received_at,
            by=by,
        )
        DocumentText.objects.create(document=document, body=document.name)
        note_verdict(DocumentScan(document=document), verdict, now=clock.now())
        return document


def refuse_infected(document: Document) -> None:
    """Of a document that something is to rest on. Raises DocumentQuarantined."""
    scan = document.scan
    if scan.state == ScanState.INFECTED:
        raise DocumentQuarantined(
            _("The virus scan found: %(found)s. The file is in quarantine.") % {"found": scan.found}
        )


def check_size(size: int) -> None:
    """Before anything is read. Raises DocumentRefused."""
    if not size:
        raise DocumentRefused(_("The file is empty."))
    if size > MOST_BYTES:
        raise DocumentRefused(_("The file is larger than %(most)s MB.") % {"most": MOST_BYTES // 2**20})


def check(content: bytes) -> str:
    """The media type of a file that may be kept. Raises DocumentRefused."""
    check_size(len(content))
    media_type = find_media_type(content)
    if not media_type:
        raise DocumentRefused(
            _("Files of this kind are not taken; PDF, images, text and office documents are.")
        )
    return media_type


def clean_name(name: str) -> str:
    """A file name without a path and without what a file system or a reader could misread."""
    cleaned = _UNSAFE.sub(" ", name.replace("\\", "/").rpartition("/")[2]).strip(" .")
    stem, dot, ending = cleaned.rpartition(".")
    if len(cleaned) > LONGEST_NAME and dot:
        cleaned = f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"
    return cleaned[:LONGEST_NAME] or "document"
