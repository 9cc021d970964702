"""Answering a form with files: with what became of each, as messages or as JSON for the script that shows progress."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from app.accounts.roles import as_actor, signed_in
from app.documents.models import DocumentKind
from app.documents.uploading import Filed, Place, file_uploads
from app.people.models import Party
from workflows import clock

LEVELS = {"ok": messages.SUCCESS, "warn": messages.WARNING, "late": messages.ERROR}


def take_files(request: HttpRequest, *, party: Party | None, case_ref: str = "", back: str) -> HttpResponse:
    """File what was sent and go `back`; for a script, what became of each file."""
    kind = request.POST.get("kind", "")
    place = Place(
        by=str(as_actor(signed_in(request))),
        at=clock.now(),
        party=party,
        case_ref=case_ref,
        kind=kind if kind in DocumentKind.values else DocumentKind.ATTACHMENT,
    )
    filed = file_uploads(request.FILES.getlist("files"), place)
    if not request.accepts("text/html"):
        return answer_script(filed)
    if not filed:
        messages.error(request, _("Choose at least one file."))
    for one in filed:
        messages.add_message(request, LEVELS[one.tone], one.text)
    return redirect(f"{back}#documents")


def answer_script(filed: list[Filed]) -> JsonResponse:
    told = [{"name": one.name, "text": one.text, "tone": one.tone} for one in filed]
    return JsonResponse({"files": told}, status=200 if filed else 422)
