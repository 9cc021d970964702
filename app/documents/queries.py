"""Reading documents."""

from uuid import UUID

from django.db.models import QuerySet

from app.documents.models import Document
from app.people.models import Party


def list_documents(*, case_ref: str = "", party: Party | None = None) -> QuerySet[Document]:
    """The documents of a case, or of a party, newest first, without their bytes."""
    documents = Document.objects.defer("content").order_by("-received_at", "id")
    return documents.filter(case_ref=case_ref) if case_ref else documents.filter(party=party)


def find_document(document_id: UUID) -> Document | None:
    return Document.objects.filter(pk=document_id).first()
