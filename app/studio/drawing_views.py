"""The drawing of a draft in the modeller: its page, and what the modeller saves by itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.content_security import allow_style_attributes
from app.studio import drawing_saving
from app.studio.drawing_words import tell_words
from app.studio.errors import DraftChanged, StudioError
from app.studio.models import Draft, DraftState
from app.studio.rights import may_read, may_write
from app.studio.views import find_draft, read_rev, tell_title
from workflows.lint.offered import list_offers
from workflows.process_folders import MODEL


@require_GET
@require(may_read)
def show_drawing(request: HttpRequest, draft_id: int) -> HttpResponse:
    draft = find_draft(draft_id)
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
            find_draft(draft_id).pk,
            request.POST.get("xml", "").replace("\r\n", "\n"),
            rev=read_rev(request),
            by=signed_in(request),
            now=now,
        )
    except StudioError as refused:
        return tell_refusal(refused)
    return JsonResponse({"rev": draft.rev, "text": tell_saved(now)})


def tell_saved(now: Any) -> str:
    return _("Saved at %(time)s") % {"time": date_format(localtime(now), "H:i:s")}


def tell_refusal(refused: StudioError) -> JsonResponse:
    status = 422 if isinstance(refused, drawing_saving.REFUSED_FOR_ITSELF) else 409
    told: dict[str, str] = {"text": str(refused)}
    if isinstance(refused, DraftChanged):
        told |= {"by": refused.by, "at": refused.at.isoformat()}
    return JsonResponse(told, status=status)
