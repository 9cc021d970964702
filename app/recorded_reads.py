"""Each page of somebody's file that is shown leaves a line of who read it, also where its view writes none itself.

A view that opens a file (a person, a case, a letter …) records it and asks what for. Pages that show a part of one, as
a task, a debt or a transmission do, are recorded here, by the list of whose file each address is; the purpose is the
reader's task, else what they said of that file today, else not told yet.
"""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from app.accounts.models import User
from app.closed_files import is_signed_in
from app.file_owners import list_owners
from app.people import file_reads
from app.people.models import Party
from app.people.read_models import FilePage

#: What a page asks again by itself while it is open.
REPEATED = frozenset({"cases:position"})
#: They record it themselves, where their file is somebody's.
RECORDING = frozenset({"cases:case", "cases:letter"})
PARTS = {
    "inbox": FilePage.CASE,
    "cases": FilePage.CASE,
    "recovery": FilePage.CASE,
    "supervision": FilePage.CASE,
    "correspondence": FilePage.LETTER,
    "ledger": FilePage.ACCOUNT,
    "bank": FilePage.ACCOUNT,
}


class RecordedReadsMiddleware:
    """After the page is made: one that was refused, or is not there, was not read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.method == "GET" and response.status_code == 200 and is_unrecorded(request):
            record(request)
        return response


def is_unrecorded(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None or not match.kwargs or hasattr(request, "file_read") or "HX-Request" in request.headers:
        return False
    return (
        match.view_name not in REPEATED | RECORDING
        and is_signed_in(request)
        and isinstance(request.user, User)
    )


def record(request: HttpRequest) -> None:
    match = request.resolver_match
    if match is None:
        return
    owners = list_owners(match.view_name, match.kwargs)
    page = PARTS.get(match.namespace, FilePage.PERSON)
    for party in Party._base_manager.filter(pk__in=owners):
        file_reads.record(request, party, page)
