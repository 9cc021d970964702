"""Saying what a file is read for, and the list of reads for the data-protection officer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from app.accounts.roles import Role, Visitor, has_any_role, require, signed_in
from app.exports import delimited
from app.exports.taking import take
from app.logbook import read_pages, show_page
from app.people import file_reads, read_queries
from app.people.errors import PartyError
from app.people.read_models import FileRead, ReadPurpose

HEADER = tuple(
    map(gettext_lazy, ("When", "Reader", "Person", "Reference", "Page", "Case", "Purpose", "In words"))
)


def may_read_log(user: Visitor) -> bool:
    return has_any_role(user, frozenset({Role.DATA_PROTECTION_OFFICER}))


@require_POST
def tell(request: HttpRequest, key: int) -> HttpResponse:
    user = signed_in(request)
    try:
        read = file_reads.tell(
            user, key, purpose=request.POST.get("purpose", ""), words=request.POST.get("words", "")
        )
    except PartyError as refusal:
        messages.error(request, str(refusal))
        return redirect(find_way_back(request))
    messages.success(request, _("Noted for the file of %(name)s.") % {"name": read.party.name})
    return redirect(find_way_back(request))


def find_way_back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else "/"


@require_GET
@require(may_read_log)
def list_reads(request: HttpRequest) -> HttpResponse:
    filters = read_queries.read_filters(request.GET)
    context = show_page(filters, read_queries.list_reads(filters), request.GET, ReadPurpose.choices)
    return render(request, "people/reads.html", context)


@require_GET
@require(may_read_log)
def export(request: HttpRequest) -> HttpResponseBase:
    filters = read_queries.read_filters(request.GET)
    rows = (list_cells(read) for read in read_pages(read_queries.list_reads(filters), delimited.PAGE))
    return take(request, "reads", HEADER, rows)


def list_cells(read: FileRead) -> list[object]:
    return [
        read.at,
        read.user,
        read.party.name,
        read.party.reference,
        read.get_page_display(),
        read.case_ref,
        read.get_purpose_display(),
        read.words,
    ]
