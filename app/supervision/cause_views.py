"""Incidents by cause: listed, one repair previewed for all of a cause, confirmed, and followed to its end."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import may_operate, require, signed_in
from app.cases.incident_words import describe_incident
from app.cases.wording import tell_apart
from app.supervision import causes, repair_runs
from app.supervision.acting import CONFIRMED, tell_refusal
from app.supervision.causes import Group
from app.supervision.forms import REPAIRS, RepairForm
from app.supervision.models import RepairRun
from app.supervision.repair_runs import RepairUnderWay
from workflows.api import Repair

SHOWN = 200
#: Repairs of the last days that the page of the causes lists.
RUNS = 10


@require_GET
@require(may_operate)
def list_causes(request: HttpRequest) -> HttpResponse:
    language = get_language() or "fr"
    found = causes.read_open()
    groups = causes.list_groups(found)
    context = {
        "rows": [(group, describe_incident(group.newest, language)) for group in groups],
        "is_cut": len(found) == causes.MOST,
        "runs": [
            tell_run(run) for run in RepairRun.objects.select_related("begun_by").order_by("-begun_at")[:RUNS]
        ],
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
    typed = {name: request.POST.get(name, "") for name in ("action", "reason", "result", "variables")}
    user = signed_in(request)
    try:
        run = repair_runs.begin(group, typed, by=user, now=page_time.now())
    except RepairUnderWay as refusal:
        messages.error(request, tell_refusal(refusal))
        return redirect("supervision:causes")
    repair_runs.go_on(run.pk, read_answers, user=user, now=page_time.now())
    return redirect("supervision:cause_progress", run.pk)


def read_answers(typed: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """As a repair takes them; none of what cannot be read."""
    form = RepairForm(typed, repairs=causes.OFFERED)
    return form.cleaned_data if form.is_valid() else None


def tell_run(run: RepairRun) -> dict[str, object]:
    return {
        "run": run,
        "what": REPAIRS[Repair(run.action)],
        "node": tell_apart(run.node_id or run.kind),
        "left": run.total - run.done - len(run.refused),
    }


def tell_progress(request: HttpRequest, run: RepairRun) -> dict[str, object]:
    """Whose page drives it: who began it; a colleague watches, and may go on when nobody does."""
    return {
        **tell_run(run),
        "failed": run.refused[:SHOWN],
        "is_mine": run.begun_by_id == signed_in(request).pk,
    }


@require_GET
@require(may_operate)
def show_progress(request: HttpRequest, run_id: int) -> HttpResponse:
    run = get_object_or_404(RepairRun.objects.select_related("begun_by"), pk=run_id)
    is_part = request.headers.get("HX-Target") == "progress"
    page = "supervision/cause_steps.html" if is_part else "supervision/cause_progress.html"
    return render(request, page, tell_progress(request, run))


@require_POST
@require(may_operate)
def continue_repair(request: HttpRequest, run_id: int) -> HttpResponse:
    """The next of them; the page asks until none waits."""
    get_object_or_404(RepairRun, pk=run_id)
    run = repair_runs.go_on(run_id, read_answers, user=signed_in(request), now=page_time.now())
    if request.headers.get("HX-Request"):
        return render(request, "supervision/cause_steps.html", tell_progress(request, run))
    return redirect("supervision:cause_progress", run_id)
