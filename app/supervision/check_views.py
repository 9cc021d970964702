"""The history of the whole database verified from a page: begun, watched, stopped; each result kept."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app.accounts.roles import as_operator, may_operate, require, signed_in
from app.cases.timeline import name_actors
from app.supervision.acting import tell_refusal
from workflows import history_checks
from workflows.errors import WorkflowError
from workflows.models import CheckState, HistoryCheck

SHOWN = 20
TONES = {CheckState.WHOLE.value: "ok", CheckState.BROKEN.value: "late", CheckState.RUNNING.value: "info"}


@require_GET
@require(may_operate)
def show_checks(request: HttpRequest) -> HttpResponse:
    """The page, or the part of it that is looked at again while a check runs."""
    is_part = request.headers.get("HX-Target") == "history-checks"
    page = "supervision/history_checks.html" if is_part else "supervision/history.html"
    return render(request, page, tell_checks())


def tell_checks() -> dict[str, object]:
    rows = list(HistoryCheck.objects.order_by("-pk")[:SHOWN])
    name = name_actors([by for row in rows for by in (row.asked_by, row.ended_by) if by])
    told = [
        (row, TONES.get(row.state, ""), name(row.asked_by), row.ended_by and name(row.ended_by))
        for row in rows
    ]
    return {"rows": told, "running": next((row for row in rows if row.state == CheckState.RUNNING), None)}


@require_POST
@require(may_operate)
def ask_check(request: HttpRequest) -> HttpResponse:
    try:
        history_checks.ask(by=as_operator(signed_in(request)))
    except WorkflowError as refusal:
        messages.error(request, tell_refusal(refusal))
    return redirect("supervision:history")


@require_POST
@require(may_operate)
def stop_check(request: HttpRequest, check_id: int) -> HttpResponse:
    if history_checks.stop(check_id, by=as_operator(signed_in(request))):
        messages.success(request, _("The check is stopped. What it proved stays."))
    else:
        messages.info(request, _("The check has ended already."))
    return redirect("supervision:history")
