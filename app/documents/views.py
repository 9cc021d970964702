"""Handing out documents: sandboxed, with the type that was found, and never run by the browser."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from app.documents.errors import PictureRefused
from app.documents.media_types import PDF, PICTURES, PREVIEWED, SHOWN, TEXT
from app.documents.models import Document
from app.documents.picture_copies import copy_picture
from app.documents.queries import find_document
from app.people import file_reads
from app.people.read_models import FilePage

SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'"
#: The browser's own viewer of PDF does not work in a sandbox; this one lets it be framed by our page and nothing else.
VIEWER = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
LONGEST_TEXT = 200_000


def find_or_404(request: HttpRequest, document_id: UUID) -> Document:
    document = find_document(document_id)
    if document is None:
        raise Http404
    if document.party:
        file_reads.record(request, document.party, FilePage.DOCUMENT, case_ref=document.case_ref)
    return document


@require_GET
def look(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The document on a page of ours, as far as a browser can show it safely."""
    return show_page(request, find_or_404(request, document_id))


def show_page(request: HttpRequest, document: Document, *, status: int = 200) -> HttpResponse:
    kind, is_open = document.media_type, document.scan.is_open
    context = {
        "document": document,
        "scan": document.scan,
        "is_pdf": kind == PDF,
        "is_image": is_open and kind in PICTURES and can_copy(document),
        "text": read_text(document) if is_open and kind == TEXT else "",
        "is_text": kind == TEXT,
    }
    return render(request, "documents/look.html", context, status=status)


def can_copy(document: Document) -> bool:
    try:
        copy_picture(bytes(document.content), document.media_type)
    except PictureRefused:
        return False
    return True


def read_text(document: Document) -> str:
    return bytes(document.content).decode("utf-8-sig", errors="replace")[:LONGEST_TEXT]


@require_GET
def download(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """The document byte for byte; its name in the header, never in the address. What is held back says why."""
    document = find_or_404(request, document_id)
    if not document.scan.is_open:
        return show_page(request, document, status=409)
    return hand_out(document, SANDBOX, attached=document.media_type not in SHOWN)


@require_GET
@xframe_options_sameorigin
def view(request: HttpRequest, document_id: UUID) -> HttpResponse:
    """What the page frames: a PDF for the browser's viewer, or of a picture the copy that holds nothing else."""
    document = find_or_404(request, document_id)
    if document.media_type not in PREVIEWED or not document.scan.is_open:
        raise Http404
    if document.media_type in PICTURES:
        return hand_out(document, SANDBOX, attached=False, content=copy_or_404(document))
    return hand_out(document, VIEWER if document.media_type == PDF else SANDBOX, attached=False)


def copy_or_404(document: Document) -> bytes:
    try:
        return copy_picture(bytes(document.content), document.media_type)
    except PictureRefused as refusal:
        raise Http404 from refusal


def hand_out(
    document: Document, policy: str, *, attached: bool, content: bytes | None = None
) -> HttpResponse:
    """The file as it came, or `content` in its stead."""
    kind = document.media_type
    response = HttpResponse(
        bytes(document.content) if content is None else content,
        content_type=f"{kind}; charset=utf-8" if kind.startswith("text/") else kind,
    )
    response["Content-Disposition"] = content_disposition_header(attached, document.name) or "attachment"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = policy
    response["Cache-Control"] = "private, no-store"
    return response
