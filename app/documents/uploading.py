"""Files a colleague files on a case or a person: each for itself, so that a refused one keeps no other out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

from app.documents.errors import DocumentRefused
from app.documents.filing import MOST_BYTES, check_size, clean_name, keep_document
from app.documents.models import Document, DocumentKind, ScanState
from app.people.models import Party

MOST_FILES = 20
#: A whole request, with the edges between its files.
MOST_SENT = MOST_FILES * MOST_BYTES + 2**20


@dataclass(frozen=True)
class Place:
    """Whose the files are, on which case, as what, and who files them when."""

    by: str
    at: datetime
    party: Party | None = None
    case_ref: str = ""
    kind: str = DocumentKind.ATTACHMENT


@dataclass(frozen=True)
class Filed:
    """What became of one file, in a sentence that names it. `tone` is that of notices: ok, warn or late."""

    name: str
    text: str
    tone: str
    document: Document | None = None


def file_uploads(files: Iterable[UploadedFile[Any]], place: Place) -> list[Filed]:
    """What became of each, in their order; more than the most at once are refused by name."""
    return [
        file_upload(file, place) if number < MOST_FILES else refuse(file, tell_most())
        for number, file in enumerate(files)
    ]


def tell_most() -> str:
    return _("At most %(most)s files at once.") % {"most": MOST_FILES}


def refuse(file: UploadedFile[Any], reason: str) -> Filed:
    name = clean_name(file.name or "")
    return Filed(name, _("%(name)s was not filed. %(reason)s") % {"name": name, "reason": reason}, "late")


def file_upload(file: UploadedFile[Any], place: Place) -> Filed:
    try:
        check_size(file.size or 0)
        document = keep_document(
            name=file.name or "",
            content=file.read(),
            received_at=place.at,
            by=place.by,
            party=place.party,
            case_ref=place.case_ref,
            kind=place.kind,
        )
    except DocumentRefused as refusal:
        return refuse(file, refusal.message)
    return tell_filed(document)


def tell_filed(document: Document) -> Filed:
    scan, name = document.scan, document.name
    if scan.state == ScanState.INFECTED:
        text = _("%(name)s is in quarantine: the virus scan found %(found)s. Nobody can open it.")
        return Filed(name, text % {"name": name, "found": scan.found}, "late", document)
    if scan.state == ScanState.WAITING:
        text = _("%(name)s is filed, and held back until the virus scan answers.")
        return Filed(name, text % {"name": name}, "warn", document)
    return Filed(name, _("%(name)s is filed.") % {"name": name}, "ok", document)


class BoundedUploadHandler(FileUploadHandler):
    """Refuses a request that is too large before a byte of its files is written."""

    def handle_raw_input(  # type: ignore[override]
        self, _input: object, _meta: object, content_length: int, *_rest: object, **_more: object
    ) -> None:
        if content_length > MOST_SENT:
            raise RequestDataTooBig(f"{content_length:,} bytes are sent, of at most {MOST_SENT:,}.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:  # noqa: ARG002  – the next handler keeps it
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The next handler has the file."""
