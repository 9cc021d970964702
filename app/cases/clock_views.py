"""Stopping the clocks of a case, letting them run on, undoing a mistake, granting more time."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from app import page_time
from app.accounts.roles import as_actor, may_assign, may_open_cases, require, signed_in
from app.cases import clocks, queries, standstill
from app.cases.clock_forms import ExtensionForm, PauseForm
from app.cases.errors import ClockRefused
from app.cases.models import Case
from app.cases.views import find_or_404, read_language, read_words
from app.cases.wording import Wording
from workflows import clock
from workflows.models.service_level import LevelKind, ServiceLevelClock


@dataclass(frozen=True)
class Line:
    """One running clock on the page of a pause; `after` is when it would be due, None where it runs on."""

    title: str
    is_legal: bool
    before: datetime
    after: datetime | None


@require_http_methods(["GET", "POST"])
@require(may_open_cases)
def pause(request: HttpRequest, reference: str) -> HttpResponse:
    """Which clocks stand still for which reason, until when as planned; then they do."""
    case = find_or_404(request, reference)
    running = standstill.list_open(case)
    reasons = standstill.list_reasons(running)
    if not reasons:
        messages.error(request, _("No running clock of this case may stand still."))
        return redirect("cases:case", case.reference)
    form = PauseForm(request.POST or None, case=case, reasons=reasons, language=read_language())
    if request.method == "POST" and form.is_valid() and form.try_to_apply(as_actor(signed_in(request))):
        messages.success(request, tell_paused(form.applied))
        return redirect("cases:case", case.reference)
    planned = reasons[0].planned_days or 14
    wording, language = read_words(queries.list_instances(case)), read_language()
    context = {
        "case": case,
        "form": form,
        "planned": planned,
        "lines": [
            tell_effect(one, wording, language)
            for one in standstill.foresee(running, reasons[0], planned, page_time.now())
        ],
    }
    return render(request, "cases/pause.html", context, status=422 if form.errors else 200)


def tell_paused(number: int) -> str:
    return ngettext("%(number)s clock stands still.", "%(number)s clocks stand still.", number) % {
        "number": number
    }


def tell_effect(effect: standstill.Effect, wording: Wording, language: str) -> Line:
    one = effect.clock
    title = wording.level(one.level, language, one.process)
    return Line(title, one.kind == LevelKind.LEGAL, effect.before, effect.after)


@require_POST
@require(may_open_cases)
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    case = find_or_404(request, reference)
    try:
        standstill.resume(case, by=as_actor(signed_in(request)), now=clock.now())
    except ClockRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The clock runs on; its dates have moved by the days it stood."))
    return redirect("cases:case", case.reference)


@require_POST
@require(may_open_cases)
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    case = find_or_404(request, reference)
    try:
        standstill.withdraw(case, by=as_actor(signed_in(request)), now=clock.now())
    except ClockRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The pause is undone; no date has moved."))
    return redirect("cases:case", case.reference)


@require_http_methods(["GET", "POST"])
@require(may_assign)
def extend(request: HttpRequest, reference: str, clock_id: int) -> HttpResponse:
    """More days for one clock, by those who assign work and within the cap of its policy."""
    case = find_or_404(request, reference)
    found = find_clock(case, clock_id)
    form = ExtensionForm(request.POST or None, case=case, clock_id=clock_id)
    if request.method == "POST" and form.is_valid() and form.try_to_apply(as_actor(signed_in(request))):
        messages.success(request, _("The deadline is extended."))
        return redirect("cases:case", case.reference)
    wording = read_words(queries.list_instances(case))
    context = {
        "case": case,
        "form": form,
        "promise": clocks.tell(found, wording, read_language(), page_time.now()),
        "rest": clocks.find_rest(found),
    }
    return render(request, "cases/extend.html", context, status=422 if form.errors else 200)


def find_clock(case: Case, clock_id: int) -> ServiceLevelClock:
    found = next((one for one in standstill.list_open(case) if one.pk == clock_id), None)
    if found is None or not clocks.find_rest(found):
        raise Http404
    return found
