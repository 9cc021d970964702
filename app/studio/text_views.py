"""The source of a file: readable by all who enter the studio, writable in a draft."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import require, signed_in
from app.studio import drafts
from app.studio.checking import check_draft
from app.studio.errors import StudioError
from app.studio.folders import tell_kind
from app.studio.forms import TextForm
from app.studio.models import Draft, DraftState
from app.studio.rights import may_read, may_write
from app.studio.shared_checking import check_shared
from app.studio.shared_places import find_place
from app.studio.views import find_draft, tell_title
from workflows.lint import Finding
from workflows.yaml_source import Problem


@require_http_methods(["GET", "POST"])
@require(may_read)
def edit_text(request: HttpRequest, draft_id: int, path: str) -> HttpResponse:
    draft = find_draft(draft_id)
    if path not in draft.files:
        raise Http404
    if request.method == "POST" and not may_write(request.user):
        raise PermissionDenied
    form = TextForm(request.POST or None, initial={"rev": draft.rev, "text": draft.files[path]})
    if request.method != "POST":
        return show_text(request, draft, path, form)
    if not form.is_valid():
        return show_text(request, draft, path, form, status=422)
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        draft = drafts.save_file(
            draft.pk, path, text, rev=form.cleaned_data["rev"], by=signed_in(request), now=page_time.now()
        )
    except StudioError as refused:
        form.add_error(None, str(refused))
        return show_text(request, draft, path, form, status=409)
    messages.success(request, _("Saved."))
    return redirect(request.get_full_path())


def show_text(
    request: HttpRequest, draft: Draft, path: str, form: TextForm, *, status: int = 200
) -> HttpResponse:
    findings, found = check(draft)
    name = path.rpartition("/")[2]
    context = {
        "draft": draft,
        "title": tell_title(draft.process),
        "path": path,
        "kind": tell_kind(path),
        "form": form,
        "findings": [one for one in findings if one.file.endswith(name)],
        "problems": [one for one in found if one.file.endswith(name)],
        "may_edit": may_write(request.user) and draft.state == DraftState.EDITING,
    }
    return render(request, "studio/text.html", context, status=status)


def check(draft: Draft) -> tuple[tuple[Finding, ...], tuple[Problem, ...]]:
    """Findings and problems of a draft, of a process or of what processes share."""
    place = find_place(draft.process)
    if place is not None:
        return (), check_shared(place, draft.files).problems
    found = check_draft(draft.process, draft.files)
    return found.findings, found.problems
