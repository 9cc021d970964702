"""The litigation bundle: everything a court may ask to see of a file, ordered, hashed and the same at each making.

A ZIP with `bundle.pdf` (index, then the pieces), the pieces themselves and `manifest.json`, which names for each the
SHA-256. The same facts give the same bytes: no instant of making is in it, entries are sorted, and their dates fixed.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from pypdf import PdfReader, PdfWriter

from app.correspondence.models import Contact, Dispatch, Letter
from app.correspondence.typesetting import typeset
from app.recovery.contents import describe_debt
from app.recovery.errors import BundleBroken
from app.recovery.models import JudicialFile
from app.recovery.progress import list_receivables
from workflows import api
from workflows.clock import BRUSSELS

MANIFEST, BOOK = "manifest.json", "bundle.pdf"
FORMAT = 1
EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Piece:
    """One document of the bundle."""

    path: str
    title: str
    dated: str
    data: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def build_bundle(file: JudicialFile) -> bytes:
    """The ZIP of a file."""
    pieces = list(list_pieces(file))
    book = bind(file, pieces)
    manifest = {
        "format": FORMAT,
        "file": file.reference,
        "case": file.case_ref,
        "pieces": [describe(one) for one in pieces],
        "book": {"path": BOOK, "sha256": hashlib.sha256(book).hexdigest()},
    }
    return pack([(MANIFEST, write_json(manifest)), (BOOK, book), *((one.path, one.data) for one in pieces)])


def describe(piece: Piece) -> dict[str, Any]:
    return {
        "path": piece.path,
        "title": piece.title,
        "dated": piece.dated,
        "sha256": piece.sha256,
        "bytes": len(piece.data),
    }


def list_pieces(file: JudicialFile) -> Iterator[Piece]:
    """Letters in the order they were made, then what proves how they left, contacts, the course, decisions, sums."""
    letters = list(Letter.objects.filter(case_ref=file.case_ref).order_by("made_at", "id"))
    for number, letter in enumerate(letters, start=1):
        path = f"letters/{number:03d}-{letter.name}.{letter.language}.pdf"
        yield Piece(
            path, letter.title, letter.made_at.astimezone(BRUSSELS).date().isoformat(), bytes(letter.pdf)
        )
    yield write_piece("dispatches", "Proofs of dispatch", map(write_dispatch, list_dispatches(letters)))
    contacts = Contact.objects.filter(case_ref=file.case_ref).order_by("at", "id")
    yield write_piece("contacts", "Contacts", map(write_contact, contacts))
    yield write_piece("course", "Steps, timers and decisions with their rules", list_course(file))
    yield write_piece("versions", "Versions of the processes and rules", list_versions(file))
    yield write_piece("changes", "Course of the judicial file", list_changes(file))
    yield write_piece("statement", "Statement of the debt", [describe_debt(list_receivables(file))])


def write_piece(name: str, title: str, rows: Iterable[Any]) -> Piece:
    found = list(rows)
    return Piece(f"{name}.json", title, "", write_json(found))


def list_dispatches(letters: list[Letter]) -> Iterable[Dispatch]:
    return (
        Dispatch.objects.filter(letter__in=letters)
        .select_related("letter")
        .order_by("sent_on", "letter__made_at", "pk")
    )


def write_dispatch(one: Dispatch) -> dict[str, Any]:
    return {
        "letter": str(one.letter_id),
        "name": one.letter.name,
        "sha256": one.letter.sha256,
        "channel": one.channel,
        "sent_on": one.sent_on,
        "tracking": one.tracking,
        "address": one.address,
        "returned_on": one.returned_on,
        "reason": one.reason,
    }


def write_contact(one: Contact) -> dict[str, Any]:
    return {
        "at": one.at,
        "channel": one.channel,
        "direction": one.direction,
        "outcome": one.outcome,
        "purpose": one.purpose,
        "subject": one.subject,
        "summary": one.summary,
        "by": one.by,
    }


def list_course(file: JudicialFile) -> Iterator[dict[str, Any]]:
    """What the sealed history tells of the case, in its order."""
    last = 0
    while events := list(api.case_history(file.case_ref, after=last)):
        for event in events:
            yield {
                "at": event.at,
                "kind": event.kind,
                "node": event.node_id,
                "by": event.actor,
                "data": event.data,
            }
        last = events[-1].id


def list_versions(file: JudicialFile) -> Iterator[dict[str, Any]]:
    for run in api.case_instances(file.case_ref):
        version = api.pinned_version(run.id)
        rules = {
            path: hashlib.sha256(text.encode()).hexdigest()
            for path, text in sorted(version.files.items())
            if path.endswith((".dmn", ".yaml")) and ("decisions/" in path or "ladders/" in path)
        }
        yield {
            "process": version.definition_id,
            "version": version.number,
            "sha256": version.sha256,
            "rules": rules,
        }


def list_changes(file: JudicialFile) -> Iterator[dict[str, Any]]:
    for one in file.changes.order_by("id"):
        yield {"source": one.source, "target": one.target, "at": one.at, "by": one.by, "reason": one.reason}
    for news in (item for mandate in file.mandates.order_by("id") for item in mandate.news.order_by("id")):
        yield {"mandate": str(news.mandate), "told_on": news.told_on, "text": news.text, "by": news.by}


def bind(file: JudicialFile, pieces: list[Piece]) -> bytes:
    """One PDF: the index page, then every piece that is a PDF."""
    prepared = datetime.combine(file.prepared_on, time(), UTC)
    index = typeset(
        INDEX,
        {"file": file.reference, "case": file.case_ref, "pieces": [describe(one) for one in pieces]},
        now=prepared,
        name="bundle",
    )
    writer = PdfWriter()
    for data in (index, *(one.data for one in pieces if one.path.endswith(".pdf"))):
        writer.append(PdfReader(io.BytesIO(data)))
    writer.metadata = None
    writer._ID = None
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


INDEX = """#set document(title: "Bundle")
#let data = json(bytes(sys.inputs.data))
#set page(paper: "a4", margin: 20mm)
#set text(size: 9pt)
= #data.file · #data.case
#table(columns: (auto, 1fr, auto, auto), stroke: 0.4pt + luma(60%),
  table.header([No], [Piece], [Date], [SHA-256]),
  ..data.pieces.enumerate().map(((n, piece)) => (
    [#(n + 1)], [#piece.title], [#piece.dated], text(size: 6pt, piece.sha256),
  )).flatten(),
)
"""


def pack(entries: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, data in entries:
            archive.writestr(zipfile.ZipInfo(path, date_time=EPOCH), data)
    return out.getvalue()


def write_json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True, default=str).encode()


def verify_bundle(data: bytes) -> dict[str, Any]:
    """The manifest of an intact bundle. Raises BundleBroken naming the first piece that differs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            contents = {name: archive.read(name) for name in archive.namelist()}
            manifest: dict[str, Any] = json.loads(contents.pop(MANIFEST))
    except (zipfile.BadZipFile, KeyError, ValueError) as error:
        raise BundleBroken("This is no bundle.", reason=str(error)) from error
    promised = {one["path"]: one["sha256"] for one in (*manifest["pieces"], manifest["book"])}
    for path in sorted({*promised, *contents}):
        if path not in contents:
            raise BundleBroken(f"The piece {path} is missing.", piece=path)
        if hashlib.sha256(contents[path]).hexdigest() != promised.get(path):
            raise BundleBroken(f"The piece {path} is not as it was made.", piece=path)
    return manifest
