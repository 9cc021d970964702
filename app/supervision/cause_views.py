"""Incidents by cause: listed, one repair previewed for all of a cause, confirmed, and followed to its end."""

from dataclasses import asdict

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app.accounts.roles import may_operate, require, signed_in
from app.cases.incident_words import describe_incident
from app.supervision import causes
from app.supervision.acting import CONFIRMED
from app.supervision.causes import Group, Progress
from app.supervision.forms import RepairForm
from workflows.api import Repair

#: Where a session keeps how far its act is; one at a time.
KEPT = "repair_of_a_cause"
SHOWN = 200


@require_GET
@require(may_operate)
def list_causes(request: HttpRequest) -> HttpResponse:
    language = get_language() or "fr"
    found = causes.read_open()
    groups = causes.list_groups(found)
    context = {
        "rows": [(group, describe_incident(group.newest, language)) for group in groups],
        "is_cut": len(found) == causes.MOST,
    }
    return render(request, "supervision/causes.html", context)


@require_http_methods(["GET", "POST"])
@require(may_operate)
def repair_cause(request: HttpRequest, cause: str) -> HttpResponse:
    group = causes.find_group(cause)
    if group is None:
        raise Http404
    form = RepairForm(request.POST if request.method == "POST" else None, repairs=causes.OFFERED)
    preview = None
    if request.method == "POST" and form.is_valid():
        if CONFIRMED in request.POST:
            return begin(request, group)
        preview = causes.foresee(group, Repair(form.cleaned_data["action"]))
    context = {
        "group": group,
        "words": describe_incident(group.newest, get_language() or "fr"),
        "form": form,
        "is_previewed": preview is not None,
        "possible": preview[True] if preview else 0,
        "refusing": preview[False] if preview else 0,
    }
    return render(request, "supervision/cause.html", context, status=422 if form.errors else 200)


def begin(request: HttpRequest, group: Group) -> HttpResponse:
    """The list is what is open now; the answers are kept as they were typed and read again for each chunk."""
    typed = {name: request.POST.get(name, "") for name in ("action", "reason", "result", "variables")}
    go_on(request, Progress(typed, list(group.keys)))
    return redirect("supervision:cause_progress")


def go_on(request: HttpRequest, progress: Progress) -> None:
    form = RepairForm(progress.answers, repairs=causes.OFFERED)
    if form.is_valid():
        step = Progress(form.cleaned_data, progress.waiting, progress.done, progress.failed)
        causes.go_on(step, user=signed_in(request))
        request.session[KEPT] = {**asdict(step), "answers": dict(progress.answers)}


def read_progress(request: HttpRequest) -> Progress | None:
    kept = request.session.get(KEPT)
    return Progress(**kept) if kept else None


def tell_progress(progress: Progress) -> dict[str, object]:
    return {"progress": progress, "failed": progress.failed[:SHOWN]}


@require_GET
@require(may_operate)
def show_progress(request: HttpRequest) -> HttpResponse:
    progress = read_progress(request)
    if progress is None:
        return redirect("supervision:causes")
    return render(request, "supervision/cause_progress.html", tell_progress(progress))


@require_POST
@require(may_operate)
def continue_repair(request: HttpRequest) -> HttpResponse:
    """The next of them; the page asks until none waits."""
    progress = read_progress(request)
    if progress is None:
        messages.error(request, _("Nothing is under way."))
        return redirect("supervision:causes")
    go_on(request, progress)
    if request.headers.get("HX-Request"):
        told = tell_progress(read_progress(request) or progress)
        return render(request, "supervision/cause_steps.html", told)
    return redirect("supervision:cause_progress")
