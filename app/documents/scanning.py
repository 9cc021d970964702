"""The virus scan of documents: when they are filed, and again by a job while the scanner gives no answer.

A document is handed out once it is clean, or where the site has no scanner. While it is new it is looked at again with
each new set of signatures: a virus of today is often known tomorrow. A find is for good; the file stays kept, in
quarantine, for whoever must look into where it came from.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from django.conf import settings
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
    signatures: str = ""


def look_at(content: bytes, scanner: Scanner | None) -> Verdict:
    if scanner is None:
        return Verdict(ScanState.UNSCANNED)
    signatures = (
        scanner.name_signatures()
    )  # before the look: newer ones look again, older ones never pass for newer
    try:
        found = scanner.scan(content)
    except ScannerSilent as silence:
        log.warning("virus_scanner_silent", **{key: str(value) for key, value in silence.context.items()})
        return Verdict(ScanState.WAITING, problem=tell_silence(silence))
    state = ScanState.INFECTED if found else ScanState.CLEAN
    return Verdict(state, found=found, signatures=signatures)


def tell_silence(silence: ScannerSilent) -> str:
    return "; ".join(f"{key}: {value}" for key, value in silence.context.items())[:500]


def note_verdict(scan: DocumentScan, verdict: Verdict, *, now: datetime) -> None:
    """Write what the scanner said, in the transaction that is open; a find is told."""
    is_answer = verdict.state in (ScanState.CLEAN, ScanState.INFECTED)
    scan.state, scan.found, scan.problem = verdict.state, verdict.found, verdict.problem
    scan.at, scan.signatures = now if is_answer else None, verdict.signatures
    scan.attempts += verdict.state != ScanState.UNSCANNED
    scan.save()
    if verdict.state == ScanState.INFECTED:
        quarantine(scan, now=now)


def quarantine(scan: DocumentScan, *, now: datetime) -> None:
    """Nobody finds its text; whoever filed it and the operators are told. An alarm of the site hangs on the log."""
    key = str(scan.document_id)
    words = DocumentText.objects.filter(document=scan.document_id).exclude(state=TextState.UNREADABLE)
    name = type(scan.document)._base_manager.values_list("name", flat=True).get(pk=key)
    words.update(state=TextState.UNREADABLE, problem="in quarantine", body=name)
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


def scan_again(most: int = MOST) -> int:
    """Look at clean documents of the last weeks with signatures they have not been looked at with; how many were."""
    scanner, now, done = find_scanner(), clock.now(), 0
    signatures = scanner.name_signatures() if scanner is not None and settings.SCAN_AGAIN_DAYS else ""
    while scanner is not None and signatures and done < most and scan_next_again(scanner, signatures, now):
        done += 1
    return done


@transaction.atomic
def scan_next_again(scanner: Scanner, signatures: str, now: datetime) -> bool:
    """The one looked at longest ago. Where the scanner gives no answer, what was clean stays so."""
    since = now - timedelta(days=settings.SCAN_AGAIN_DAYS)
    older = DocumentScan.objects.filter(state=ScanState.CLEAN, document__received_at__gt=since)
    older = older.exclude(signatures=signatures).select_for_update(of=("self",), skip_locked=True)
    row = older.order_by("at").first()
    if row is None:
        return False
    verdict = look_at(read_content(row), scanner)
    if verdict.state == ScanState.WAITING:
        return False
    note_verdict(row, verdict, now=now)
    return True


def read_content(scan: DocumentScan) -> bytes:
    """Whoever reads: the scan looks at restricted files as at any other."""
    document = type(scan.document)._base_manager.only("content").get(pk=scan.document_id)
    return bytes(document.content)
