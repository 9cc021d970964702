"""The board: what is late, what will be, and where; each number opens the list it counts."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language, gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import require
from app.board import lines, queries
from app.board.conditions import find_condition
from app.board.filters import HORIZONS, NO_TEAM, Filters, read_filters
from app.board.rights import may_steer
from app.board.words import AGES, BY, CONDITIONS, KINDS, name_promise
from app.cases.due import describe_due, describe_pause
from app.cases.models import Case
from app.cases.wording import list_process_titles
from app.exports import delimited
from app.exports.taking import take
from workflows.models import ServiceLevelClock

HEADER = (
    gettext_lazy("Case"),
    gettext_lazy("Process"),
    gettext_lazy("Promise"),
    gettext_lazy("Kind"),
    pgettext_lazy("promise", "Condition"),
    gettext_lazy("Since"),
    gettext_lazy("Target"),
    gettext_lazy("Warned"),
    gettext_lazy("Broken at"),
)


@require_GET
@require(may_steer)
def show_board(request: HttpRequest) -> HttpResponse:
    part = request.headers.get("HX-Target") == "board"
    return render(request, "board/figures.html" if part else "board/board.html", count(request))


@require_GET
@require(may_steer)
def show_wall(request: HttpRequest) -> HttpResponse:
    """The board for a screen on the wall: large, without menu, and like the board without anybody's name."""
    return render(request, "board/wall.html", count(request))


def count(request: HttpRequest) -> dict[str, object]:
    now, language = page_time.now(), get_language() or "fr"
    by = request.GET.get("by", "")
    by = by if by in BY else "process"
    counted = lines.count_all(now, language)
    return {
        "lines": lines.list_lines(by, counted),
        "by": by,
        "ways": BY.items(),
        "total": counted.total,
        "cells": lines.make_cells(counted.total, Filters()),
        "forecasts": [tell_forecast(*one) for one in queries.count_forecasts(now).items()],
    }


def tell_forecast(days: int, count: int) -> dict[str, object]:
    """How many promises run out within so many working days, until which day, and the query of their list."""
    last = queries.find_last_day(days, page_time.today())
    return {"days": days, "last": last, "count": count, "query": Filters(within=days).write()}


@require_GET
@require(may_steer)
def list_promises(request: HttpRequest) -> HttpResponse:
    filters, now, language = read_filters(request.GET), page_time.now(), get_language() or "fr"
    page, following = queries.read_page(filters, now)
    context = {
        "filters": filters,
        "promises": describe(page, language),
        "count": queries.list_filtered(filters, now).count(),
        "following": following,
        "conditions": CONDITIONS.items(),
        "processes": list_process_titles(language),
        "teams": [*((one.key, one.name) for one in queries.list_team_parts()), (NO_TEAM, "")],
        "kinds": KINDS.items(),
        "ages": AGES.items(),
        "horizons": HORIZONS,
        "narrowed": filters.write(),
        "promise": title_of(filters, language),
    }
    return render(request, "board/promises.html", context)


def title_of(filters: Filters, language: str) -> str:
    if not filters.promise:
        return ""
    return lines.title_promise(filters.promise, list_process_titles(language), language)


def describe(page: list[ServiceLevelClock], language: str) -> list[dict[str, object]]:
    references = {one.instance.case_ref for one in page if one.instance.case_ref}
    known = {one.reference: one for one in Case.objects.filter(reference__in=references).only(*SHOWN)}
    titles, now = list_process_titles(language), page_time.now()
    return [
        {
            "clock": one,
            "case": known.get(one.instance.case_ref),
            "process": titles.get(one.instance.definition_key, one.instance.definition_key),
            "promise": name_promise(one, language),
            "due": describe_pause()
            if one.state == "paused"
            else describe_due(one.target_at, one.started_at, now),
            "kind": KINDS[one.kind],
        }
        for one in page
    ]


SHOWN = ("reference", "subject", "subject_parts", "party_name", "language")


@require_GET
@require(may_steer)
def export(request: HttpRequest) -> HttpResponseBase:
    """Every promise of the filters as CSV."""
    filters = read_filters(request.GET)
    return take(request, "promises", HEADER, write_rows(filters, get_language() or "fr"))


def write_rows(filters: Filters, language: str) -> Iterator[tuple[object, ...]]:
    titles, now = list_process_titles(language), page_time.now()
    for one in queries.read_all(filters, now, delimited.PAGE):
        condition = find_condition(one, now)
        yield (
            one.instance.case_ref,
            titles.get(one.instance.definition_key, one.instance.definition_key),
            name_promise(one, language),
            KINDS[one.kind],
            CONDITIONS[condition],
            one.started_at,
            one.target_at,
            one.warned_at,
            one.breached_at,
        )
