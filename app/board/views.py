"""The board: what is late, what will be, and where; each number opens the list it counts."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import require, signed_in
from app.board import alert_queries, lines, queries, sources
from app.board.drawing import draw_lines
from app.board.filters import Filters
from app.board.models import Rollup, Subject
from app.board.rights import may_steer
from app.board.words import BY, SUBJECTS
from app.cases.suspended import list_suspended
from workflows.clock import BRUSSELS

#: A count older than this tells that nobody counts any more.
PATIENCE = timedelta(minutes=3)
LISTS = {Subject.PROMISE: "board:promises", Subject.TASK: "board:tasks"}


@require_GET
@require(may_steer)
def show_board(request: HttpRequest) -> HttpResponse:
    part = request.headers.get("HX-Target") == "board"
    context = {**tell(request), "over": alert_queries.list_over(signed_in(request))}
    return render(request, "board/figures.html" if part else "board/board.html", context)


@require_GET
@require(may_steer)
def show_wall(request: HttpRequest) -> HttpResponse:
    """The board for a screen on the wall: large, without menu, and like the board without anybody's name."""
    return render(request, "board/wall.html", tell(request))


def tell(request: HttpRequest) -> dict[str, object]:
    """The newest count in the way the reader asks for; while there is none, what is asked and how far the first is."""
    asked, by = request.GET.get("of", ""), request.GET.get("by", "")
    subject = Subject(asked) if asked in Subject.values else Subject.PROMISE
    by = by if by in BY[subject] else "process"
    context: dict[str, object] = {
        "suspended": list_suspended(get_language() or "fr"),
        "by": by,
        "of": subject.value,
        "subjects": SUBJECTS.items(),
        "ways": BY[subject].items(),
        "list_url": reverse(LISTS[subject]),
    }
    rollup = queries.find_rollup()
    if rollup is None:
        return {**context, "stock": queries.count_stock()}
    return {**context, **count(subject, by, rollup)}


def count(subject: Subject, by: str, rollup: Rollup) -> dict[str, object]:
    counted = lines.count_all(subject, by, rollup, get_language() or "fr")
    return {
        "rollup": rollup,
        "is_old": page_time.now() - rollup.at > PATIENCE,
        "rows": draw_lines(lines.list_lines(by, counted), reverse(LISTS[subject])),
        "total": counted.total,
        "cells": lines.make_cells(counted.total, counted.filters),
        "forecasts": [tell_forecast(*one, counted.filters, rollup.at) for one in counted.forecasts.items()],
    }


def tell_forecast(days: int, number: int, filters: Filters, at: datetime) -> dict[str, Any]:
    """How many run out within so many working days of the count, until which day, and the query of their list."""
    last = sources.find_last_day(days, at.astimezone(BRUSSELS).date())
    return {"days": days, "last": last, "count": number, "query": filters.write(within=days)}
