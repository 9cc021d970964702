"""The inbox: the list, its rows, and taking the next task."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.models import User
from app.accounts.roles import signed_in
from app.cases.rows import Row, build_rows
from app.cases.wording import list_process_titles
from app.exports import delimited
from app.exports.taking import take
from app.inbox import bulk, counting, queries, saved, standing_in
from app.inbox.choices import list_choices, list_more_choices
from app.inbox.filters import Filters, read_filters
from workflows.models import HumanTask

HEADER = (
    _("Task"),
    _("Case"),
    _("Subject"),
    _("Party"),
    _("Process"),
    _("Due"),
    _("Priority"),
    _("Held by"),
)


@require_GET
def show_inbox(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    filters = read_filters(request.GET)
    page = queries.read_page(user, filters)
    language = get_language() or "fr"
    is_part = request.headers.get("HX-Target") == "results"
    context = {
        **summarise(user, filters),
        "rows": list(build_page(user, page.tasks, language)),
        "following": filters.write(after=page.following) if page.following else "",
        "choices": list_choices(),
        "more": list_more_choices(user),
        "verbs": bulk.list_verbs(user),
        "saved": next((one for one in saved.list_views(user) if one.query == filters.write()), None),
        "processes": list_process_titles(language),
        "moved": is_part,
    }
    return render(request, "inbox/results.html" if is_part else "inbox/list.html", context)


def summarise(user: User, filters: Filters) -> dict[str, Any]:
    """The figures above and below a list: of the very tasks it holds."""
    total = queries.count_filtered(user, filters)
    return {
        "filters": filters,
        "total": total,
        "number": int(total.removesuffix("+")),
        "counts": counting.count_views(user),
    }


@require_GET
def export(request: HttpRequest) -> HttpResponseBase:
    """Every task of the view and filters as CSV, read page by page."""
    user, language = signed_in(request), get_language() or "fr"
    filters = read_filters(request.GET)
    rows = map(list_cells, read_rows(user, filters, language))
    return take(request, f"{filters.view}-{user.pk}", HEADER, rows)


def read_rows(user: User, filters: Filters, language: str) -> Iterator[Row]:
    while True:
        page = queries.read_page(user, filters, delimited.PAGE)
        yield from build_page(user, page.tasks, language)
        if page.following is None:
            return
        filters = replace(filters, after=page.following)


def build_page(user: User, tasks: list[HumanTask], language: str) -> Iterator[Row]:
    rows = build_rows(tasks, user=user, language=language, now=page_time.now())
    return (standing_in.mark(row, user, task) for row, task in zip(rows, tasks, strict=True))


def list_cells(row: Row) -> list[object]:
    case = row.case
    subject, party = (case.about, case.party_name) if case else ("", "")
    due = row.due.at if row.due else None
    return [row.title, row.case_ref, subject, party, row.process, due, row.priority, row.holder]


@require_GET
def open_next(request: HttpRequest) -> HttpResponse:
    """To the task to do next, or back to the inbox when there is none."""
    task = queries.find_next(signed_in(request), read_filters(request.GET))
    return redirect("inbox:task", task.pk) if task else redirect("inbox:list")
