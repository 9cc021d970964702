"""The inbox: the list, its rows, and taking the next task."""

import csv
from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from app import page_time
from app.accounts.roles import signed_in
from app.cases.rows import Row, build_rows
from app.cases.wording import list_process_titles
from app.inbox import queries
from app.inbox.choices import list_choices
from app.inbox.filters import Filters, read_filters

EXPORT_PAGE = 500


@require_GET
def show_inbox(request: HttpRequest) -> HttpResponse:
    user = signed_in(request)
    filters = read_filters(request.GET)
    page = queries.read_page(user, filters)
    language = get_language() or "fr"
    context = {
        "filters": filters,
        "rows": build_rows(page.tasks, user=user, language=language, now=page_time.now()),
        "following": filters.write(after=page.following) if page.following else "",
        "total": queries.count_filtered(user, filters),
        "choices": list_choices(),
        "processes": list_process_titles(language),
        "counts": queries.count_views(user),
    }
    template = "inbox/results.html" if request.headers.get("HX-Target") == "results" else "inbox/list.html"
    return render(request, template, context)


@require_GET
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Every task of the view and filters as CSV, read page by page."""
    user = signed_in(request)
    filters = read_filters(request.GET)
    writer = csv.writer(Echo())
    lines = (writer.writerow(line) for line in write_lines(request, filters))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="vigie-{filters.view}-{user.pk}.csv"'
    return response


class Echo:
    """A file for csv.writer that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def write_lines(request: HttpRequest, filters: Filters) -> Iterator[list[str]]:
    yield [
        "\ufeff" + _("Task"),
        _("Case"),
        _("Subject"),
        _("Party"),
        _("Process"),
        _("Due"),
        _("Priority"),
        _("Held by"),
    ]
    user, language = signed_in(request), get_language() or "fr"
    while True:
        page = queries.read_page(user, filters, EXPORT_PAGE)
        for row in build_rows(page.tasks, user=user, language=language, now=page_time.now()):
            yield write_line(row)
        if page.following is None:
            return
        filters = Filters(**{**vars(filters), "after": page.following})


def write_line(row: Row) -> list[str]:
    due = date_format(localtime(row.due.at), "Y-m-d H:i") if row.due else ""
    case = row.case
    cells = [
        row.title,
        row.case_ref,
        case.subject if case else "",
        case.party_name if case else "",
        row.process,
        due,
    ]
    return [defuse(cell) for cell in [*cells, str(row.priority), str(row.holder or "")]]


def defuse(cell: str) -> str:
    """A spreadsheet must not take a text for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


@require_GET
def open_next(request: HttpRequest) -> HttpResponse:
    """To the task to do next, or back to the inbox when there is none."""
    task = queries.find_next(signed_in(request), read_filters(request.GET))
    return redirect("inbox:task", task.pk) if task else redirect("inbox:list")
