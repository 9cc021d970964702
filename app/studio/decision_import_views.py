"""Taking a decision that was drawn elsewhere into a draft: the file, a report, then the draft's file."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import require, signed_in
from app.studio import drafts
from app.studio.decision_importing import Report, examine
from app.studio.errors import FileRefused, StudioError
from app.studio.folders import NAME
from app.studio.imported_files import read_sent
from app.studio.models import Draft
from app.studio.rights import may_write
from app.studio.views import find_draft, read_rev, tell_title


@require_http_methods(["GET", "POST"])
@require(may_write)
def import_decision(request: HttpRequest, draft_id: int) -> HttpResponse:
    """First the file, which is only looked at; then, with `act=take`, what the report was about."""
    draft = find_draft(draft_id)
    if request.method != "POST":
        return show(request, draft)
    try:
        report = read_report(request, draft)
        if request.POST.get("act") != "take":
            return show(request, draft, report=report)
        return take(request, draft, report)
    except StudioError as refused:
        return show(request, draft, refused=str(refused), status=422)


def read_report(request: HttpRequest, draft: Draft) -> Report:
    """Of the file sent, or of the text that a report was shown for. Raises FileRefused."""
    data, name = read_sent(request)
    return examine(data, name, draft.files)


def take(request: HttpRequest, draft: Draft, report: Report) -> HttpResponse:
    name = request.POST.get("name", "").strip()
    if not re.fullmatch(NAME, name):
        raise FileRefused(
            _("The name is of small letters, digits and underscores, and begins with a letter.")
        )
    path = f"decisions/{name}.dmn"
    if path in draft.files and request.POST.get("replace") != "yes":
        raise FileRefused(_("The draft has a decision of this name: choose another name, or replace it."))
    drafts.save_file(
        draft.pk, path, report.text, rev=read_rev(request), by=signed_in(request), now=page_time.now()
    )
    messages.success(request, _("The decision is in the draft."))
    return redirect("studio:decision", draft.pk, name)


def show(
    request: HttpRequest, draft: Draft, *, report: Report | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": draft,
        "title": tell_title(draft.process),
        "report": report,
        "refused": refused,
        "is_known": report is not None and f"decisions/{report.name}.dmn" in draft.files,
    }
    return render(request, "studio/decision_import.html", context, status=status)
