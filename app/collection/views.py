"""The pages of quarterly calls: all of them, one with its progress and lines, pause and resume."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app.accounts.roles import Role, Visitor, has_any_role, require
from app.cases.incident_words import tell_error
from app.collection import calls, queries
from app.collection.errors import CollectionError
from app.collection.models import CallLine, CallState, QuarterlyCall
from app.collection.operations import write_ref
from app.exports.taking import take
from workflows import api, clock

READERS = frozenset(
    {Role.FINANCE_OFFICER, Role.RECOVERY_OFFICER, Role.TEAM_LEAD, Role.DIRECTOR, Role.CASEWORKER}
)
MOVERS = frozenset({Role.FINANCE_OFFICER, Role.TEAM_LEAD})
TITLES = {
    "all": gettext_lazy("All lines"),
    "failed": pgettext_lazy("call", "Failed"),
    "jumps": gettext_lazy("Changed by more than half"),
    "highest": gettext_lazy("Highest amounts"),
    "unnoticed": gettext_lazy("Without a notice"),
    "nothing_due": gettext_lazy("Nothing due"),
}
HEADER = (
    gettext_lazy("Number"),
    gettext_lazy("Party"),
    gettext_lazy("Name"),
    gettext_lazy("State"),
    gettext_lazy("Amount"),
    gettext_lazy("Quarter before"),
    gettext_lazy("Case"),
    gettext_lazy("Reason"),
)


#: Ten years of quarters.
SHOWN = 40


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


def may_move(user: Visitor) -> bool:
    return has_any_role(user, MOVERS)


@require_GET
def list_calls(request: HttpRequest) -> HttpResponse:
    shown = list(queries.list_calls()[:SHOWN])
    figures = queries.read_all_figures(shown)
    rows = [(call, figures[call.pk]) for call in shown]
    return render(request, "collection/list.html", {"rows": rows, "may_move": may_move(request.user)})


@require_GET
def show_call(request: HttpRequest, call_id: int) -> HttpResponse:
    """One call. Asked by htmx for its progress alone, it answers with that."""
    call = find_call(call_id)
    view = request.GET.get("view", "all")
    view = view if view in TITLES else "all"
    figures = queries.read_figures(call)
    context: dict[str, Any] = {
        "call": call,
        "figures": figures,
        "is_live": is_live(call, figures),
        "may_move": may_move(request.user),
        "view": view,
    }
    if request.headers.get("HX-Target") == "progress":
        return render(request, "collection/progress.html", context)
    after, language = read_number(request.GET.get("after")), get_language() or "fr"
    lines = list(queries.list_lines(call, view, after=after))
    context |= {
        "lines": [
            (line, describe_change(line), tell_error(line.error, language)) for line in lines[: queries.PAGE]
        ],
        "following": find_following(lines, view, after),
        "views": [(key, title, figures.of_view(key)) for key, title in TITLES.items()],
    }
    return render(request, "collection/call.html", context)


def is_live(call: QuarterlyCall, figures: queries.Figures) -> bool:
    """Whether its figures move by themselves: lines are booked, or notices made."""
    return call.state == CallState.RUNNING or (
        call.state == CallState.BOOKED and figures.noticed_percent < 100
    )


def find_following(lines: list[CallLine], view: str, after: int) -> int | None:
    if len(lines) <= queries.PAGE:
        return None
    return after + queries.PAGE if view == "highest" else lines[queries.PAGE - 1].number


def describe_change(line: CallLine) -> int | None:
    """The change against the quarter before in percent."""
    if line.amount is None or not line.previous:
        return None
    return round((line.amount - line.previous) * 100 / line.previous)


@require_GET
def export(request: HttpRequest, call_id: int) -> HttpResponseBase:
    call = find_call(call_id)
    view = request.GET.get("view", "all")
    rows = (
        [line.number, line.party.reference, line.party.name, line.get_state_display(), line.amount, line.previous,
         line.case_ref, tell_error(line.error, get_language() or "fr")]
        for line in queries.read_lines(call, view)
    )  # fmt: skip
    return take(request, f"call-{call}", HEADER, rows)


@require_POST
@require(may_move)
def move_call(request: HttpRequest, call_id: int) -> HttpResponse:
    """Pause, resume or cancel; a resumed call's process is told at once."""
    call = find_call(call_id)
    try:
        match request.POST.get("act"):
            case "pause":
                calls.pause_call(call.pk)
                messages.success(request, _("Paused. The chunk that runs is finished first."))
            case "resume":
                calls.resume_call(call.pk)
                reference = write_ref(call)
                told = f"{reference}:{clock.now().isoformat()}"
                api.receive("collection", told, "collection.call_resumed", reference, {})
                messages.success(request, _("The call goes on."))
            case "cancel":
                calls.cancel_call(call.pk, now=clock.now())
                messages.success(request, _("Cancelled. What was booked stays booked."))
    except CollectionError as error:
        messages.error(request, str(error))
    return redirect("collection:call", call.pk)


def find_call(call_id: int) -> QuarterlyCall:
    found = QuarterlyCall.objects.filter(pk=call_id).first()
    if found is None:
        raise Http404(call_id)
    return found


def read_number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() and len(text) < 10 else 0
