"""The drawing of a draft in the modeller: its page, and what the modeller saves by itself."""

import json
from datetime import date, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.content_security import allow_style_attributes
from app.studio import drafts, drawing_saving, drawing_settings
from app.studio.drawing_catalogue import build_catalogue, read_settings, tell_settings
from app.studio.drawing_checking import tell_check
from app.studio.drawing_timers import TimerUnclear, find_day, tell_day
from app.studio.drawing_words import tell_words
from app.studio.errors import DraftChanged, FileRefused, StudioError
from app.studio.models import Draft, DraftState
from app.studio.rights import may_read, may_write
from app.studio.views import find_process_draft, read_rev, tell_title
from workflows.lint.offered import list_offers
from workflows.manifest import NAME
from workflows.process_folders import MODEL

MOST_TEXT = 5_000


@require_GET
@require(may_read)
def show_drawing(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = find_process_draft(draft_id)
    if MODEL not in draft.files:
        raise Http404
    context = {
        "draft": draft,
        "title": tell_title(draft.process),
        "may_edit": may_write(request.user) and draft.state == DraftState.EDITING,
        "page": tell_page(draft),
    }
    return allow_style_attributes(render(request, "studio/drawing_page.html", context))


def tell_page(draft: Draft) -> dict[str, Any]:
    """What the scripts of the page need: the file, what may be drawn, the words."""
    offers = [one.key for one in list_offers()]
    return {"xml": draft.files[MODEL], "offers": offers, "words": tell_words()}


@require_POST
@require(may_write)
def save_drawing(request: HttpRequest, draft_id: int) -> HttpResponse:
    """The file as the modeller has it. 409: somebody else was first, or the draft is closed; 422: no drawing."""
    now = page_time.now()
    try:
        draft = drawing_saving.save_drawing(
            find_process_draft(draft_id).pk,
            request.POST.get("xml", "").replace("\r\n", "\n"),
            rev=read_rev(request),
            by=signed_in(request),
            now=now,
        )
    except StudioError as refused:
        return tell_refusal(refused)
    return JsonResponse({"rev": draft.rev, "text": tell_saved(now)})


@require_POST
@require(may_write)
def change_settings(request: HttpRequest, draft_id: int) -> HttpResponse:
    """One change beside the drawing: `kind` and what it is, as JSON. Answers as a saved drawing, with the settings."""
    now, draft = page_time.now(), find_process_draft(draft_id)
    try:
        change = read_change(request.POST.get("change", ""))
        text = drawing_settings.change_settings(draft.files, request.POST.get("kind", ""), change)
        draft = drafts.save_file(draft.pk, NAME, text, rev=read_rev(request), by=signed_in(request), now=now)
    except StudioError as refused:
        return tell_refusal(refused)
    settings = tell_settings(read_settings(draft.files), get_language() or "fr")
    return JsonResponse({"rev": draft.rev, "text": tell_saved(now), "settings": settings})


def read_change(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise FileRefused(_("The change cannot be read: %(reason)s") % {"reason": text[:100]})
    return found


@require_GET
@require(may_read)
def show_catalogue(_request: HttpRequest, draft_id: int) -> HttpResponse:
    return JsonResponse(build_catalogue(find_process_draft(draft_id), get_language() or "fr"))


@require_GET
@require(may_read)
def check_drawing(_request: HttpRequest, draft_id: int) -> HttpResponse:
    return JsonResponse(tell_check(find_process_draft(draft_id)))


@require_POST
@require(may_read)
def preview_timer(request: HttpRequest, draft_id: int) -> HttpResponse:
    """{day, text}: when a timer fires that begins on `start`; without a day the reason why there is none."""
    manifest = read_settings(find_process_draft(draft_id).files)
    try:
        start = date.fromisoformat(request.POST.get("start", ""))
        due = find_day(request.POST.get("text", "")[:MOST_TEXT], start, manifest)
    except ValueError:
        return JsonResponse({"text": _("Choose a day.")}, status=422)
    except TimerUnclear as unclear:
        return JsonResponse({"text": str(unclear)}, status=422)
    return JsonResponse({"day": localtime(due).date().isoformat(), "text": tell_day(due)})


def tell_saved(now: datetime) -> str:
    return _("Saved at %(time)s") % {"time": date_format(localtime(now), "H:i:s")}


def tell_refusal(refused: StudioError) -> JsonResponse:
    status = 422 if isinstance(refused, drawing_saving.REFUSED_FOR_ITSELF) else 409
    told: dict[str, str] = {"text": str(refused)}
    if isinstance(refused, DraftChanged):
        told |= {"by": refused.by, "at": refused.at.isoformat()}
    return JsonResponse(told, status=status)
