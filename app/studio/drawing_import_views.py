"""Taking a drawing made elsewhere into a draft: the file, a report by element, then the draft's drawing."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import TITLES, require, signed_in
from app.studio import drafts
from app.studio.drawing_catalogue import read_settings
from app.studio.drawing_importing import Line, Report, choose_roles, examine, write_settings
from app.studio.drawing_words import tell_kind
from app.studio.errors import FileRefused, StudioError
from app.studio.imported_files import read_sent
from app.studio.ladder_editing import LANGUAGES
from app.studio.models import Draft
from app.studio.rights import may_write
from app.studio.views import find_process_draft, read_rev, tell_title
from workflows.manifest import NAME
from workflows.process_folders import MODEL


@require_http_methods(["GET", "POST"])
@require(may_write)
def import_drawing(request: HttpRequest, draft_id: int) -> HttpResponse:
    """First the file, which is only looked at; then, with `act=take`, what the report was about."""
    draft = find_process_draft(draft_id)
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
    data, _name = read_sent(request)
    return examine(data, draft, chosen=request.POST.get("process", ""))


def take(request: HttpRequest, draft: Draft, report: Report) -> HttpResponse:
    language = request.POST.get("language", "")
    if language not in LANGUAGES:
        raise FileRefused(_("Say in which language the names of the drawing are."))
    roles = choose_roles(report, request.POST.dict(), map(str, TITLES))
    files = {MODEL: report.adopted.text, NAME: write_settings(draft, report.adopted, roles, language)}
    drafts.save_files(draft.pk, files, rev=read_rev(request), by=signed_in(request), now=page_time.now())
    messages.success(request, _("The drawing is in the draft. What does not hold yet is marked on it."))
    return redirect("studio:drawing", draft.pk)


def show(
    request: HttpRequest, draft: Draft, *, report: Report | None = None, refused: str = "", status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "draft": draft,
        "title": tell_title(draft.process),
        "report": report,
        "refused": refused,
        "title_languages": LANGUAGES,
        "title_language": (get_language() or "fr")[:2],
        **(tell_report(draft, report) if report else {}),
    }
    return render(request, "studio/drawing_import.html", context, status=status)


def tell_report(draft: Draft, report: Report) -> dict[str, Any]:
    """What the page says of a report: groups of lines, what was left out, the lanes with the roles they may have."""
    adopted, known = report.adopted, read_settings(draft.files)["roles"]
    return {
        "groups": [
            (_("Cannot run here"), "late", tell_lines(report.cannot_run)),
            (_("Still to be said"), "warn", tell_lines(report.to_say)),
            (_("Good to know"), "info", tell_lines(report.to_know)),
        ],
        "left_out": [(tell_kind(one.kind), one) for one in adopted.left_out],
        "additions": [(tell_kind(one.place.kind), one) for one in adopted.additions],
        "renamed": sorted(adopted.renamed.items(), key=lambda pair: pair[1]),
        "lanes": [(lane, known.get(lane.id, "")) for lane in adopted.lanes],
        "roles": [(str(role), title) for role, title in TITLES.items()],
        "count_nodes": {place.id: nodes for place, nodes in report.processes}[report.chosen],
    }


def tell_lines(lines: list[Line]) -> list[tuple[str, Line]]:
    return [(tell_kind(one.place.kind), one) for one in lines]
