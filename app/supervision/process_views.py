"""Processes suspended and let go on: with a reason, a look beforehand, and the log of it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from app.accounts.roles import as_operator, may_operate, require, signed_in
from app.supervision import process_queries as queries
from app.supervision.act_forms import STAND_STILL, ResumeForm, SuspendForm
from app.supervision.acting import Act, Answers, answer
from app.supervision.foreseen import Line, Preview
from app.supervision.process_queries import Row
from workflows import suspensions
from workflows.actors import Actor


@require_GET
@require(may_operate)
def list_processes(request: HttpRequest) -> HttpResponse:
    rows = queries.list_processes(get_language() or "fr")
    return render(request, "supervision/processes.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
@require(may_operate)
def show_process(request: HttpRequest, process: str) -> HttpResponse:
    language = get_language() or "fr"
    row = queries.find_process(process, language)
    if row is None:
        raise Http404
    data = request.POST if request.method == "POST" else None
    form = ResumeForm(data) if row.suspended else SuspendForm(data)
    told = answer(request, form, build_act(row, as_operator(signed_in(request))))
    if told.is_done:
        return redirect("supervision:process", process)
    context = {
        "row": row,
        "form": form,
        "preview": told.preview,
        "past": queries.list_past(process),
        "callers": queries.list_callers(process, language),
    }
    return render(request, "supervision/process.html", context, status=422 if form.errors else 200)


def build_act(row: Row, by: Actor) -> Act:
    if row.suspended:
        return Act(lambda _answers: foresee_going_on(), lambda answers, _seen: go_on(row, answers, by=by))
    return Act(lambda answers: foresee(row, answers), lambda answers, _seen: suspend(row, answers, by=by))


def foresee(row: Row, answers: Answers) -> Preview:
    lines = [
        Line(
            _("No new case starts: not by hand, not by a list, a date or a message. What comes waits."),
            "late",
        )
    ]
    if answers["running"] == STAND_STILL:
        told = ngettext(
            "%(count)d running case does nothing by itself: its automatic steps and dates wait. "
            "Its tasks can be done, and its promises run on.",
            "%(count)d running cases do nothing by themselves: their automatic steps and dates wait. "
            "Their tasks can be done, and their promises run on.",
            row.running,
        )
        lines.append(Line(told % {"count": row.running}, "late"))
    else:
        told = ngettext("%(count)d running case goes on.", "%(count)d running cases go on.", row.running)
        lines.append(Line(told % {"count": row.running}, "info"))
    return Preview(tuple(lines), {})


def foresee_going_on() -> Preview:
    return Preview((Line(_("New cases start again. What came due meanwhile happens now."), "info"),), {})


def suspend(row: Row, answers: Answers, *, by: Actor) -> str:
    """Raises what the kernel refuses it with."""
    stands_still = answers["running"] == STAND_STILL
    suspensions.suspend(row.key, answers["reason"], holds_running=stands_still, by=by)
    return _("The process is suspended.")


def go_on(row: Row, answers: Answers, *, by: Actor) -> str:
    suspensions.resume(row.key, answers["reason"], by=by)
    return _("The process goes on.")
