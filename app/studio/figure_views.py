"""The running model of a process: its diagram with numbers, the same numbers as a table, and the cases behind each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db.models import F
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.utils.formats import number_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import may_assign, may_read_cases, require
from app.cases.positions import Model, read_models
from app.cases.wording import Wording, find_wording
from app.periods import Period, read_period
from app.studio import figures
from app.studio.figures import Asked, Pairs, Took, What
from app.studio.rights import may_read
from app.studio.views import tell_title
from workflows.models.definition import DefinitionVersion, ProcessDefinition

USUAL = timedelta(days=90)
MOST_DAYS = timedelta(days=366)
PAGE_SIZE = 50
#: What a badge on the diagram may show, which of it are times, and from which share of the most its colour is told.
SHOWN = ("waiting", "took", "slow", "done", "late", "errors")
SPANS = {"took": "median", "slow": "p90"}
HEAT = ((0.66, "heat-3"), (0.33, "heat-2"), (0.0, "heat-1"))


@dataclass(frozen=True)
class Row:
    """One element with its numbers; `inside`: the called process it is drawn in, empty in the process itself."""

    element: str
    title: str
    inside: str
    waiting: int
    took: Took | None
    late: int
    errors: int

    @property
    def done(self) -> int:
        return self.took.cases if self.took else 0

    @property
    def median(self) -> str:
        return tell_span(self.took.median) if self.took else ""

    @property
    def p90(self) -> str:
        return tell_span(self.took.p90) if self.took else ""


@dataclass(frozen=True)
class Drawn:
    """The process as the version that is shown draws it: its own drawing, and what its calls hold."""

    version_id: int
    models: Mapping[str, Model]
    own: Model
    folded: Mapping[str, frozenset[str]]
    wording: Wording

    def expand(self, element: str) -> set[str]:
        """An element with what is drawn inside it."""
        return {element, *self.folded.get(element, ())}

    def find_inside(self, element: str) -> str:
        """The called process an element is drawn in."""
        if element in self.own.elements:
            return ""
        return next((key for key, model in self.models.items() if element in model.elements), "")


@dataclass(frozen=True)
class Shown:
    """What the address asks for; `mistake` says what was wrong with the days."""

    asked: Asked
    drawn: Drawn
    show: str
    mistake: str

    def write(self, **more: str) -> str:
        told = {
            "version": str(self.asked.version or ""),
            "from": str(self.asked.period.first),
            "until": str(self.asked.period.last),
            "show": self.show,
        }
        return urlencode({key: value for key, value in {**told, **more}.items() if value})


def read_shown(request: HttpRequest, process: str) -> Shown:
    """Raises Http404 for a process or version that is not published."""
    get_object_or_404(ProcessDefinition.objects.only("key"), pk=process)
    text, today = request.GET.get("version", ""), page_time.today()
    number = int(text) if text.isdecimal() and len(text) < 9 else None
    versions = DefinitionVersion.objects.filter(definition=process).order_by("-number")
    version = versions.filter(number=number) if number else versions.filter(definition__current=F("pk"))
    key = version.values_list("pk", flat=True).first()
    if key is None:
        raise Http404
    period, mistake = read_period(request.GET, Period(today - USUAL, today))
    if period.last - period.first > MOST_DAYS:
        period, mistake = (
            Period(period.last - MOST_DAYS, period.last),
            _("At most a year is counted at once."),
        )
    show = request.GET.get("show", "")
    asked = Asked(process, number, period, page_time.now())
    return Shown(asked, read_drawn(process, key), show if show in SHOWN else SHOWN[0], mistake)


def read_drawn(process: str, version_id: int) -> Drawn:
    models = read_models(version_id)
    if process not in models:
        raise Http404
    folded = figures.fold_calls(process, models)
    return Drawn(version_id, models, models[process], folded, find_wording(version_id))


@require_GET
@require(may_read)
def show_figures(request: HttpRequest, process: str) -> HttpResponse:
    shown = read_shown(request, process)
    numbers = list(DefinitionVersion.objects.filter(definition=process).values_list("number", flat=True))
    promises = figures.read_promises(shown.asked)
    language, rows = read_language(), build_rows(shown)
    context = {
        "process": process,
        "title": tell_title(process),
        "shown": shown,
        "rows": rows,
        **tell_scale(rows, shown.show),
        "may_steer": may_assign(request.user),
        "promises": [
            (name, name_promise(name, shown.drawn.wording, language), len(runs))
            for name, runs in sorted(promises.items())
        ],
        "numbers": sorted(numbers, reverse=True),
        "shows": name_shows(),
        "query": shown.write(),
    }
    return render(request, "studio/figures.html", context, status=422 if shown.mistake else 200)


def read_language() -> str:
    return get_language() or "fr"


def name_shows() -> list[tuple[str, str]]:
    words = (
        _("Waiting now"),
        _("How long it took, half"),
        _("Nine in ten within"),
        _("Done"),
        _("Late tasks"),
        _("Incidents"),
    )
    return list(zip(SHOWN, words, strict=True))


def name_promise(name: str, wording: Wording, language: str) -> str:
    process, _slash, level = name.rpartition("/")
    return wording.level(level, language, process)


def build_rows(shown: Shown) -> list[Row]:
    """Every element with a number: the process's own first, those where most wait on top, then what calls hold."""
    waiting, late = figures.read_waiting(shown.asked), figures.read_late(shown.asked)
    errors, took = figures.read_errors(shown.asked), figures.read_took(shown.asked)
    elements = {*waiting, *late, *errors, *took, *shown.drawn.folded} - {""}
    rows = [build_row(element, shown.drawn, waiting, late, errors, took) for element in elements]
    full = [row for row in rows if row.waiting or row.late or row.errors or row.took]
    return sorted(full, key=lambda row: (bool(row.inside), -row.waiting, row.title))


def build_row(
    element: str, drawn: Drawn, waiting: Pairs, late: Pairs, errors: Pairs, took: Mapping[str, Took]
) -> Row:
    language, inside = read_language(), drawn.find_inside(element)
    nodes = drawn.expand(element)
    return Row(
        element,
        drawn.wording.node(element, language),
        drawn.wording.part(inside, language) if inside else "",
        count(waiting, {element}),
        None if inside else took.get(element),
        count(late, nodes),
        count(errors, nodes),
    )


def count(pairs: Pairs, nodes: set[str]) -> int:
    """Cases, not tokens: one that waits at two nodes of a call waits there once."""
    return len(frozenset[Any]().union(*(pairs.get(node, ()) for node in nodes)))


def tell_span(span: timedelta) -> str:
    """In hours below two days, else in days to a tenth."""
    hours = span.total_seconds() / 3600
    if hours < 48:
        rounded = round(hours)
        return ngettext("%(n)s hour", "%(n)s hours", rounded) % {"n": rounded}
    days = number_format(round(hours / 24, 1), 1)
    return ngettext("%(n)s day", "%(n)s days", 2) % {"n": days}


@require_GET
@require(may_read)
def show_position(request: HttpRequest, process: str) -> JsonResponse:
    """The diagram with a number beside each element, coloured by its share of the largest."""
    shown = read_shown(request, process)
    rows = [row for row in build_rows(shown) if not row.inside]
    amounts = {row.element: measure(row, shown.show) for row in rows}
    most, language = max(amounts.values(), default=0), read_language()
    wording, elements = shown.drawn.wording, shown.drawn.own.elements
    hot = {
        row.element: amounts[row.element] for row in rows if amounts[row.element] and row.element in elements
    }
    marks: dict[str, list[str]] = {}
    for element, amount in hot.items():
        marks.setdefault(next(name for share, name in HEAT if amount / most > share), []).append(element)
    return JsonResponse(
        {
            "xml": shown.drawn.own.text,
            "here": [],
            "broken": [],
            "walked": [],
            "labels": {node: wording.node(node, language) for node in wording.nodes if node in elements},
            "text": {"here": "", "broken": ""},
            "marks": marks,
            "badges": {row.element: tell_badge(row, shown.show) for row in rows if row.element in hot},
        }
    )


def tell_scale(rows: Sequence[Row], show: str) -> dict[str, object]:
    """The element the colours are measured by, and its number; nothing where no element of the process has one."""
    own = [row for row in rows if not row.inside and measure(row, show)]
    most = max(own, key=lambda row: measure(row, show), default=None)
    return {"most": most, "most_told": tell_badge(most, show)} if most else {}


def measure(row: Row, show: str) -> float:
    if show in SPANS:
        return getattr(row.took, SPANS[show]).total_seconds() if row.took else 0
    return float(getattr(row, show))


def tell_badge(row: Row, show: str) -> str:
    return str(getattr(row, SPANS.get(show, show)))


@require_GET
@require(may_read)
def list_cases(request: HttpRequest, process: str) -> HttpResponse:
    """The cases behind a number: as many as it says."""
    shown = read_shown(request, process)
    text, element = request.GET.get("what", ""), request.GET.get("node", "")[:200]
    if text not in What.__members__.values() or not element:
        raise Http404
    what = What(text)
    nodes = shown.drawn.expand(element) if what in (What.LATE, What.ERRORS) else {element}
    runs = figures.list_runs(shown.asked, what, sorted(nodes))
    total, page = runs.count(), read_page(request)
    context = {
        "process": process,
        "title": tell_title(process),
        "shown": shown,
        "heading": name_number(what, element, shown),
        "runs": runs[(page - 1) * PAGE_SIZE : page * PAGE_SIZE],
        "total": total,
        "page": page,
        "has_following": total > page * PAGE_SIZE,
        "query": shown.write(what=text, node=element),
        "may_read_cases": may_read_cases(request.user),
    }
    return render(request, "studio/figure_cases.html", context)


def read_page(request: HttpRequest) -> int:
    text = request.GET.get("page", "")
    return max(1, int(text)) if text.isdecimal() and len(text) < 7 else 1


def name_number(what: What, element: str, shown: Shown) -> str:
    wording, language = shown.drawn.wording, read_language()
    words = {
        What.WAITING: _("Waiting now: %(element)s"),
        What.DONE: _("Done: %(element)s"),
        What.LATE: _("Late: %(element)s"),
        What.ERRORS: _("Incidents: %(element)s"),
        What.PROMISES: _("Promise broken: %(element)s"),
    }
    title = (
        name_promise(element, wording, language) if what is What.PROMISES else wording.node(element, language)
    )
    return words[what] % {"element": title}
