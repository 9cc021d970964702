"""How long cases and steps took in a period, on screen and as CSV."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import require
from app.board import event_logs
from app.board.durations import CaseTimes, Spread, StepTimes, read_cases, read_steps
from app.board.filters import read_text
from app.board.rights import may_steer
from app.cases.wording import find_wording, list_process_titles, tell_apart
from app.exports.taking import take
from app.periods import Period, read_period
from workflows.models import ProcessDefinition

#: Days back from today unless others are asked for.
USUAL = 90
SPREAD = (
    gettext_lazy("%(what)s, half (days)"),
    gettext_lazy("%(what)s, nine in ten (days)"),
    gettext_lazy("%(what)s, nineteen in twenty (days)"),
)
HEADER = (gettext_lazy("Process"), gettext_lazy("Step"), gettext_lazy("Ended"))


@dataclass(frozen=True)
class Asked:
    """The period and process of the address; `mistake` says what was wrong with the days."""

    period: Period
    process: str
    mistake: str

    def write(self, **changes: str) -> str:
        told = {"from": str(self.period.first), "until": str(self.period.last), "process": self.process}
        return urlencode({key: value for key, value in {**told, **changes}.items() if value})


def read_asked(request: HttpRequest) -> Asked:
    today = page_time.today()
    period, mistake = read_period(request.GET, Period(today - timedelta(days=USUAL), today))
    return Asked(period, read_text(request.GET, "process"), mistake)


@require_GET
@require(may_steer)
def show_durations(request: HttpRequest) -> HttpResponse:
    asked, language = read_asked(request), get_language() or "fr"
    titles, name_step = list_process_titles(language), make_namer(language)
    cases = [one for one in read_cases(asked.period) if asked.process in ("", one.process)]
    context = {
        "asked": asked,
        "processes": titles,
        "cases": [
            (titles.get(one.process) or tell_apart(one.process), one, asked.write(process=one.process))
            for one in sorted(cases, key=lambda one: -(one.took.median or 0))
        ],
        "steps": [
            (titles.get(one.process) or tell_apart(one.process), name_step(one), one)
            for one in read_steps(asked.period, asked.process)
        ],
        "narrowed": asked.write(),
    }
    return render(request, "board/durations.html", context, status=422 if asked.mistake else 200)


def make_namer(language: str) -> Callable[[StepTimes], str]:
    """Names a step as the present version of its process words it."""
    current = dict(ProcessDefinition.objects.exclude(current=None).values_list("key", "current_id"))

    def name(one: StepTimes) -> str:
        version, node = current.get(one.process), one.node.rpartition("/")[2]
        return find_wording(version).node(node, language, one.name) if version else one.name

    return name


@require_GET
@require(may_steer)
def export(request: HttpRequest) -> HttpResponseBase:
    asked, language = read_asked(request), get_language() or "fr"
    return take(request, "durations", make_header(), write_rows(asked, language), personal=False)


@require_GET
@require(may_steer)
def export_log(request: HttpRequest) -> StreamingHttpResponse:
    """The event log of one process; nobody is named in it, so that it leaves without a question."""
    asked, language = read_asked(request), get_language() or "fr"
    if asked.process not in list_process_titles(language):
        raise Http404
    found = event_logs.write(asked.process, asked.period, language)
    response = StreamingHttpResponse(found, content_type=event_logs.MEDIA)
    response["Content-Disposition"] = f'attachment; filename="vigie-{asked.process}.xes"'
    return response


def make_header() -> list[object]:
    whats = (_("Case"), _("Waited"), _("Worked"))
    return [*HEADER, *(str(words) % {"what": what} for what in whats for words in SPREAD), _("Late, %")]


def write_rows(asked: Asked, language: str) -> Iterator[list[object]]:
    titles, name_step = list_process_titles(language), make_namer(language)
    nothing = Spread(None, None, None)
    for case in read_cases(asked.period):
        if asked.process in ("", case.process):
            yield write_row(titles, case, "", (case.took, nothing, nothing), None)
    for step in read_steps(asked.period, asked.process):
        yield write_row(titles, step, name_step(step), (nothing, step.waited, step.worked), step.late_share)


def write_row(
    titles: dict[str, str],
    one: CaseTimes | StepTimes,
    step: str,
    spreads: tuple[Spread, ...],
    late: object,
) -> list[object]:
    numbers = [number for each in spreads for number in (each.median, each.p90, each.p95)]
    return [titles.get(one.process, one.process), step, one.count, *numbers, late]
