"""Handing out documents: sandboxed, with the type that was found, and never run by the browser."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from app.documents.media_types import SHOWN
from app.documents.queries import find_document
from app.people import file_reads
from app.people.read_models import FilePage


@require_GET
def download(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The document byte for byte; its name in the header, never in the address."""
    document = find_document(document_id)
    if document is None:
        raise Http404
    if document.party:
        file_reads.record(request, document.party, FilePage.DOCUMENT, case_ref=document.case_ref)
    kind = document.media_type
    response = HttpResponse(
        bytes(document.content), content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    )
    handed_out = content_disposition_header(kind not in SHOWN, document.name)
    response["Content-Disposition"] = handed_out or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"
    )
    response["Cache-Control"] = "private, no-store"
    return response
