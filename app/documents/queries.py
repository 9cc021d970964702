"""Reading documents."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, QuerySet

from app.documents.models import Document, DocumentScan, ScanState
from app.people.models import Party

SHOWN = 100


def list_documents(*, case_ref: str = "", party: Party | None = None) -> QuerySet[Document]:
    """The documents of a case, or of a party, newest first, without their bytes."""
    documents = Document.objects.defer("content").select_related("scan").order_by("-received_at", "id")
    return documents.filter(case_ref=case_ref) if case_ref else documents.filter(party=party)


def find_document(document_id: UUID) -> Document | None:
    return Document.objects.select_related("scan", "party").filter(pk=document_id).first()


@dataclass(frozen=True)
class Scans:
    """How the virus scan stands, over all documents; `held` are the newest that nobody can open."""

    unscanned: int
    waiting: int
    infected: int
    held: list[DocumentScan]


def read_scans() -> Scans:
    """Without names of files or people: for those who run the site."""
    counts = dict(
        DocumentScan.objects.exclude(state=ScanState.CLEAN)
        .values_list("state")
        .annotate(number=Count("document"))
    )
    held = DocumentScan.objects.filter(state__in=[ScanState.WAITING, ScanState.INFECTED])
    newest = held.select_related("document").defer("document__content").order_by("-document__received_at")
    return Scans(
        unscanned=counts.get(ScanState.UNSCANNED, 0),
        waiting=counts.get(ScanState.WAITING, 0),
        infected=counts.get(ScanState.INFECTED, 0),
        held=list(newest[:SHOWN]),
    )


def count_held() -> int:
    """Documents nobody can open, until somebody does something about it."""
    return DocumentScan.objects.filter(state__in=[ScanState.WAITING, ScanState.INFECTED]).count()
