"""The decision editor: a table that saves itself, with its cases, gaps and a place to try it beside it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import require, signed_in
from app.studio import drafts
from app.studio.decision_acts import act
from app.studio.decision_page import Sheet
from app.studio.decision_tables import AGGREGATIONS, POLICIES, TYPES
from app.studio.decision_try_views import tell_try
from app.studio.decision_writing import write_fields
from app.studio.errors import FileRefused, StudioError
from app.studio.models import Draft, DraftState
from app.studio.rights import may_read, may_write
from app.studio.views import find_draft, read_rev, tell_title

CONTROLS = ("csrfmiddlewaretoken", "rev", "act")


@require_http_methods(["GET", "POST"])
@require(may_read)
def edit_decision(request: HttpRequest, draft_id: int, name: str) -> HttpResponse:
    draft = find_draft(draft_id)
    path = f"decisions/{name}.dmn"
    if path not in draft.files:
        raise Http404
    place = read_place(request.GET)
    if request.method == "POST":
        return save_decision(request, draft, path, place)
    return show_decision(request, draft, path, place)


def read_place(query: QueryDict) -> int:
    """Which table of the file, from 0."""
    text = query.get("table", "")
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def show_decision(
    request: HttpRequest, draft: Draft, path: str, place: int, *, refused: str = "", status: int = 200
) -> HttpResponse:
    """The editor; a file that is no decision model is shown as its source says it."""
    sheet = Sheet(draft.files, path, place)
    may_edit = may_write(request.user) and draft.state == DraftState.EDITING
    context = {
        "draft": draft,
        "title": tell_title(draft.process),
        "name": name_of(path),
        "path": path,
        "sheet": sheet,
        "refused": refused,
        "may_edit": may_edit,
        "policies": POLICIES,
        "aggregations": AGGREGATIONS,
        "types": TYPES,
    }
    try:
        context |= {"broken": "", **tell_try(request, sheet)} if sheet.tables or sheet.formulas else {}
    except FileRefused as error:
        context["broken"] = str(error)
    return render(request, "studio/decision.html", context, status=status)


def name_of(path: str) -> str:
    return path.rpartition("/")[2].partition(".")[0]


def save_decision(request: HttpRequest, draft: Draft, path: str, place: int) -> HttpResponse:
    """The fields that came, and what a button asked for with them, in one change that can be taken back."""
    is_part = bool(request.headers.get("HX-Request"))
    if not may_write(request.user):
        return show_decision(
            request, draft, path, place, refused=_("You may read here, not write."), status=403
        )
    asked, refused = request.POST.get("act", ""), ""
    anchor = ""
    try:
        if asked == "undo":
            draft = drafts.undo(draft.pk, rev=read_rev(request), by=signed_in(request), now=page_time.now())
        else:
            text, anchor = change(request.POST, draft, path, place)
            if asked == "check":
                return answer_beside(request, draft, Sheet({**draft.files, path: text}, path, place))
            draft = drafts.save_file(
                draft.pk, path, text, rev=read_rev(request), by=signed_in(request), now=page_time.now()
            )
    except StudioError as error:
        refused = str(error)
    if is_part:
        return answer_beside(
            request, draft, Sheet(draft.files, path, place), refused=refused, saved=not refused
        )
    if refused:
        return show_decision(request, draft, path, place, refused=refused, status=409)
    return redirect(f"{request.get_full_path()}{anchor}")


def change(told: QueryDict, draft: Draft, path: str, place: int) -> tuple[str, str]:
    """The file as it becomes, and the anchor of what is to be seen. Raises FileRefused."""
    fields = {name: str(value) for name, value in told.items() if name not in CONTROLS and "-" not in name}
    sheet = Sheet(draft.files, path, place)
    if sheet.table is None:
        return write_fields(draft.files[path], None, fields), ""
    # What a button adds below the table is written before the fields of it: pasted rows are such.
    return act(draft.files[path], sheet, fields, told)


def answer_beside(
    request: HttpRequest, draft: Draft, sheet: Sheet, *, refused: str = "", saved: bool = False
) -> HttpResponse:
    """Only what stands beside the table: the cells themselves keep what is being typed."""
    context: dict[str, Any] = {
        "draft": draft,
        "sheet": sheet,
        "name": name_of(sheet.path),
        "refused": refused,
        "saved": saved,
        "may_edit": True,
        "is_part": True,
    }
    response = render(request, "studio/decision_answer.html", context)
    if saved:
        response["HX-Trigger-After-Swap"] = "decision-saved"
    return response
