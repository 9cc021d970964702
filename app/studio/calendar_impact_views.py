"""What a calendar's change moves: promises with their steps, and waits; as a list, a file, and counted anew."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from app import page_time
from app.accounts.roles import require, signed_in
from app.cases.queries import list_visible
from app.cases.wording import find_wording
from app.exports.taking import take
from app.studio import timer_impact
from app.studio.clock_impact import ClockImpact, Moved, find_impact, lay_over
from app.studio.models import Draft
from app.studio.rights import may_read, may_write
from app.studio.shared_places import Place, find_place
from app.studio.templatetags.impacts import step_name
from app.studio.timer_impact import MovedTimer, TimerImpact
from workflows import api
from workflows.actors import Actor
from workflows.calendars import load_calendar
from workflows.errors import WorkflowError
from workflows.yaml_source import SourceRefused

MOST_SHOWN = 100
HEADER = (
    gettext_lazy("Case"),
    gettext_lazy("Process"),
    gettext_lazy("What"),
    gettext_lazy("Stands on"),
    gettext_lazy("Would be"),
    gettext_lazy("Days"),
)
M = TypeVar("M", Moved, MovedTimer)
Impacts = tuple[ClockImpact | None, TimerImpact | None]


class AnewForm(forms.Form):
    """Which clocks and waits are counted anew, and why."""

    clock = forms.TypedMultipleChoiceField(coerce=int, required=False)
    timer = forms.TypedMultipleChoiceField(coerce=int, required=False)
    reason = forms.CharField(label=gettext_lazy("Why they are counted anew"), max_length=1000)

    def __init__(self, data: Any = None, *, clocks: ClockImpact, timers: TimerImpact) -> None:
        super().__init__(data)
        self.fields["clock"].choices = [(one.clock, one.level) for one in clocks.moved]  # type: ignore[attr-defined]
        self.fields["timer"].choices = [(one.timer, one.node_id) for one in timers.moved]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if not told.get("clock") and not told.get("timer"):
            raise forms.ValidationError(_("Choose at least one."))
        return told


def foresee_impact(draft: Draft, place: Place, *, most: int | None = timer_impact.MOST_LOOKED_AT) -> Impacts:
    """What would end on another day under a draft; nothing while the calendar cannot be read."""
    starts_on = max(draft.effective_on or page_time.today(), page_time.today())
    try:
        calendar = lay_over(place, draft.files[place.path], starts_on)
    except SourceRefused:
        return None, None
    return find_impact(place.name, calendar, starts_on), timer_impact.find_impact(
        place, calendar, starts_on, most
    )


def find_left_behind(
    place: Place, *, most: int | None = timer_impact.MOST_LOOKED_AT
) -> tuple[ClockImpact, TimerImpact]:
    """What stands as it was counted on an earlier edition and would lie elsewhere today."""
    calendar, today = load_calendar(place.name), page_time.today()
    return find_impact(place.name, calendar, today), timer_impact.find_impact(place, calendar, today, most)


def show_impact(
    request: HttpRequest, clocks: ClockImpact | None, timers: TimerImpact | None
) -> dict[str, Any]:
    """For the template: the first of each, with whether the reader may see whose case it is."""
    return {
        "impact": clocks,
        "shown": list_shown(request, clocks.moved) if clocks else [],
        "timers": timers,
        "shown_timers": [
            (one, is_visible, name_node(one)) for one, is_visible in list_shown(request, timers.moved)
        ]
        if timers
        else [],
    }


def list_shown(request: HttpRequest, moved: Sequence[M]) -> list[tuple[M, bool]]:
    shown = moved[:MOST_SHOWN]
    visible = list_visible_cases(request, {one.case_ref for one in shown})
    return [(one, one.case_ref in visible) for one in shown]


def list_visible_cases(request: HttpRequest, references: set[str]) -> set[str]:
    cases = list_visible(signed_in(request)).filter(reference__in=references)
    return set(cases.values_list("reference", flat=True))


def name_node(one: MovedTimer) -> str:
    return str(find_wording(one.version).node(one.node_id, get_language() or "fr"))


@require_GET
@require(may_read)
def take_foreseen(request: HttpRequest, draft_id: int) -> HttpResponseBase:
    """The whole list of a draft as a file."""
    draft = get_object_or_404(Draft, pk=draft_id)
    return hand_out(request, *foresee_impact(draft, find_calendar(draft.process), most=None))


@require_GET
@require(may_read)
def take_left_behind(request: HttpRequest, process: str) -> HttpResponseBase:
    """The whole list of what an edition left behind as a file."""
    return hand_out(request, *find_left_behind(find_calendar(process), most=None))


def find_calendar(key: str) -> Place:
    place = find_place(key)
    if place is None or not place.is_calendar:
        raise Http404
    return place


def hand_out(
    request: HttpRequest, clocks: ClockImpact | None, timers: TimerImpact | None
) -> HttpResponseBase:
    return take(request, "calendar-change", HEADER, list(write_rows(request, clocks, timers)))


def write_rows(
    request: HttpRequest, clocks: ClockImpact | None, timers: TimerImpact | None
) -> Iterator[Sequence[object]]:
    """One line a day that would move; of a case the reader may not see no reference."""
    promises = clocks.moved if clocks else ()
    waits = timers.moved if timers else ()
    named = {one.case_ref for one in promises} | {one.case_ref for one in waits}
    visible = list_visible_cases(request, named)
    language = get_language() or "fr"
    for promise in promises:
        case = promise.case_ref if promise.case_ref in visible else ""
        level = promise.titles.get(language) or promise.level
        if promise.days:
            yield write_row(case, promise.process, level, promise.target_at, promise.would_be, promise.days)
        for step in promise.steps:
            words = f"{level}: {step_name(step.name)}"
            yield write_row(case, promise.process, words, step.due_at, step.would_be, step.days)
    for wait in waits:
        case = wait.case_ref if wait.case_ref in visible else ""
        yield write_row(case, wait.process, name_node(wait), wait.due_at, wait.would_be, wait.days)


def write_row(
    case: str, process: str, what: str, stands: datetime, would_be: datetime, days: int
) -> Sequence[object]:
    return [case, process, what, write_moment(stands), write_moment(would_be), days]


def write_moment(at: datetime) -> str:
    return date_format(localtime(at), "Y-m-d H:i")


@require_POST
@require(may_write)
def set_anew(request: HttpRequest, process: str) -> HttpResponse:
    """The chosen are counted on the calendar as it is now, each with the reason in its case's history."""
    place = find_calendar(process)
    clocks, timers = find_left_behind(place)
    form = AnewForm(request.POST, clocks=clocks, timers=timers)
    if not form.is_valid():
        messages.error(request, _("Choose what is counted anew, and say why."))
        return redirect("studio:process", process)
    by, reason = api.user(signed_in(request).pk), form.cleaned_data["reason"]
    known = {one.timer: one for one in timers.moved}
    done = sum(set_clock(one, reason, by=by, now=page_time.now()) for one in form.cleaned_data["clock"])
    done += sum(set_timer(known[one], reason, by=by) for one in form.cleaned_data["timer"])
    messages.success(request, _("Counted anew: %(count)d.") % {"count": done})
    return redirect("studio:process", process)


def set_clock(clock: int, reason: str, *, by: Actor, now: datetime) -> bool:
    """False of one that has ended meanwhile."""
    try:
        api.set_clock_anew(clock, reason, now=now, by=by)
    except WorkflowError:
        return False
    return True


def set_timer(one: MovedTimer, reason: str, *, by: Actor) -> bool:
    """False of one that has fired, or was set by somebody, since it was looked at."""
    try:
        api.reschedule(one.instance, one.engine_timer, one.would_be, reason, by=by, seen=one.due_at)
    except WorkflowError:
        return False
    return True
