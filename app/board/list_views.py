"""The lists behind the board's numbers, each as of the count that the number was read in, on screen and as a file."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from app.accounts.roles import require
from app.board import handing_over, lines, listed, queries
from app.board.filters import NO_TEAM, Filters, read_filters
from app.board.models import Rollup, Subject
from app.board.rights import may_steer
from app.board.sources import HORIZONS
from app.board.words import AGES, CONDITIONS, KINDS
from app.cases.wording import list_process_titles
from app.exports import delimited
from app.exports.taking import take

EXPORTS = {Subject.PROMISE: "board:export", Subject.TASK: "board:tasks_export"}


@require_GET
@require(may_steer)
def list_promises(request: HttpRequest) -> HttpResponse:
    return show(request, Subject.PROMISE)


@require_GET
@require(may_steer)
def list_tasks(request: HttpRequest) -> HttpResponse:
    return show(request, Subject.TASK)


def show(request: HttpRequest, subject: Subject) -> HttpResponse:
    filters, language = read_filters(request.GET, subject), get_language() or "fr"
    rollup = queries.find_rollup(filters.as_of)
    context = {
        "filters": filters,
        "conditions": CONDITIONS[subject].items(),
        "processes": list_process_titles(language),
        "teams": [*((one.key, one.name) for one in queries.list_team_parts()), (NO_TEAM, "")],
        "kinds": KINDS.items(),
        "ages": AGES.items(),
        "horizons": HORIZONS,
        "narrowed": filters.write(),
        "the_newest": filters.write(as_of=None),
        "title": title_of(filters, language),
        "here": reverse(f"board:{subject.value}s"),
        "export_url": reverse(EXPORTS[subject]),
        "count": 0,
        "colleagues": handing_over.list_candidates() if subject == Subject.TASK else [],
        **(read(filters, rollup, language) if rollup else {"stock": queries.count_stock()}),
    }
    return render(request, f"board/{subject.value}s.html", context)


def read(filters: Filters, rollup: Rollup, language: str) -> dict[str, object]:
    page, following = queries.read_page(filters, rollup)
    newest = queries.find_rollup()
    return {
        "rollup": rollup,
        "is_newest": rollup == newest,
        "is_forgotten": filters.as_of not in (None, rollup.pk),
        "count": queries.count(filters, rollup),
        "rows": listed.DESCRIBE[filters.subject](page, language, rollup.at),
        "following": following,
    }


def title_of(filters: Filters, language: str) -> str:
    """The promise or the step that the list is narrowed to."""
    titles = list_process_titles(language) if filters.promise or filters.step else {}
    if filters.promise:
        return lines.title_promise(filters.promise, titles, language)
    return lines.title_step(filters.step, titles, lines.find_versions(), language) if filters.step else ""


@require_GET
@require(may_steer)
def export_promises(request: HttpRequest) -> HttpResponseBase:
    return export(request, Subject.PROMISE)


@require_GET
@require(may_steer)
def export_tasks(request: HttpRequest) -> HttpResponseBase:
    return export(request, Subject.TASK)


def export(request: HttpRequest, subject: Subject) -> HttpResponseBase:
    """Every row of the filters; before the first count the list, which says that there is none."""
    filters = read_filters(request.GET, subject)
    rollup = queries.find_rollup(filters.as_of)
    if rollup is None:
        return redirect(f"board:{subject.value}s")
    pages = queries.read_pages(filters, rollup, delimited.PAGE)
    written = listed.WRITE[subject](pages, get_language() or "fr")
    return take(request, f"{subject.value}s", listed.HEADERS[subject], written)
