"""The list of lists that left Vigie."""

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from app.accounts.roles import Role, Visitor, has_any_role, require
from app.exports import delimited, queries
from app.exports.models import Download, DownloadPurpose
from app.exports.taking import take
from app.logbook import LogFilters, read_pages, show_page

HEADER = (_("When"), _("Reader"), _("List"), _("Filters"), _("File"), _("Lines"), _("Purpose"), _("In words"))


def may_read_log(user: Visitor) -> bool:
    return has_any_role(user, frozenset({Role.DATA_PROTECTION_OFFICER}))


@require_GET
@require(may_read_log)
def list_downloads(request: HttpRequest) -> HttpResponse:
    filters = LogFilters.read(request.GET, DownloadPurpose.values)
    context = show_page(filters, queries.list_downloads(filters), request.GET, DownloadPurpose.choices)
    return render(request, "exports/list.html", context)


@require_GET
@require(may_read_log)
def export(request: HttpRequest) -> HttpResponseBase:
    found = queries.list_downloads(LogFilters.read(request.GET, DownloadPurpose.values))
    return take(request, "exports", HEADER, map(list_cells, read_pages(found, delimited.PAGE)))


def list_cells(one: Download) -> list[object]:
    return [
        one.at,
        one.user,
        one.name,
        one.address,
        one.get_form_display(),
        one.lines,
        one.get_purpose_display(),
        one.words,
    ]
