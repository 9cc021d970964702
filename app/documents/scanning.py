"""The virus scan of documents: when they are filed, and again by a job while the scanner gives no answer.

A document is handed out once it is clean, or where the site has no scanner. A find is for good; the file stays kept, in
quarantine, for whoever must look into where it came from.
"""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.db import transaction

from app.documents.errors import ScannerSilent
from app.documents.models import DocumentScan, DocumentText, ScanState, TextState
from app.documents.scanners import Scanner, find_scanner
from workflows import clock, outbox

log = structlog.get_logger(__name__)

MOST = 200
#: The outbox's topic of a document that was put into quarantine.
TOPIC = "documents.quarantined"


@dataclass(frozen=True)
class Verdict:
    """What the scanner said of bytes, or why it said nothing."""

    state: ScanState
    found: str = ""
    problem: str = ""


def look_at(content: bytes, scanner: Scanner | None) -> Verdict:
    if scanner is None:
        return Verdict(ScanState.UNSCANNED)
    try:
        found = scanner.scan(content)
    except ScannerSilent as silence:
        log.warning("virus_scanner_silent", **{key: str(value) for key, value in silence.context.items()})
        return Verdict(ScanState.WAITING, problem=tell_silence(silence))
    return Verdict(ScanState.INFECTED, found=found) if found else Verdict(ScanState.CLEAN)


def tell_silence(silence: ScannerSilent) -> str:
    return "; ".join(f"{key}: {value}" for key, value in silence.context.items())[:500]


def note_verdict(scan: DocumentScan, verdict: Verdict, *, now: datetime) -> None:
    """Write what the scanner said, in the transaction that is open; a find is told."""
    is_answer = verdict.state in (ScanState.CLEAN, ScanState.INFECTED)
    scan.state, scan.found, scan.problem = verdict.state, verdict.found, verdict.problem
    scan.at = now if is_answer else None
    scan.attempts += verdict.state != ScanState.UNSCANNED
    scan.save()
    if verdict.state == ScanState.INFECTED:
        quarantine(scan, now=now)


def quarantine(scan: DocumentScan, *, now: datetime) -> None:
    """Nobody reads its text, and whoever filed it is told. The log is what an alarm of the site hangs on."""
    key = str(scan.document_id)
    unread = DocumentText.objects.filter(document=scan.document_id, state=TextState.WAITING)
    unread.update(state=TextState.UNREADABLE, problem="in quarantine")
    outbox.post(TOPIC, {"document": key}, key=f"{TOPIC}:{key}", now=now)
    log.error("document_quarantined", document=key, found=scan.found)


def scan_waiting(most: int = MOST) -> int:
    """Scan what waits, the least tried first, until the scanner is silent; how many were answered."""
    scanner = find_scanner()
    done = 0
    while scanner is not None and done < most and scan_next(scanner):
        done += 1
    return done


@transaction.atomic
def scan_next(scanner: Scanner) -> bool:
    """One document in one transaction; two workers take different ones. False: nothing waits, or no answer."""
    waiting = DocumentScan.objects.filter(state__in=[ScanState.WAITING, ScanState.UNSCANNED])
    row = waiting.select_for_update(skip_locked=True).order_by("attempts", "document").first()
    if row is None:
        return False
    verdict = look_at(read_content(row), scanner)
    note_verdict(row, verdict, now=clock.now())
    return verdict.state != ScanState.WAITING


def read_content(scan: DocumentScan) -> bytes:
    """Whoever reads: the scan looks at restricted files as at any other."""
    document = type(scan.document)._base_manager.only("content").get(pk=scan.document_id)
    return bytes(document.content)
