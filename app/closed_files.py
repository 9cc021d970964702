"""The guard of files: a page reads under its reader's veil, and the address of a file that is hidden answers as if
there were none. One's own file says so: a person knows that it exists. Both are logged and told.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import structlog
from django.conf import settings
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase, StreamingHttpResponse
from django.shortcuts import render

from app.accounts.hiding import NOTHING, Reader, asking, hiding, read_on_as
from app.accounts.models import User
from app.confidentiality import alerts
from app.confidentiality.models import AlertKind
from app.confidentiality.veil import veil_of
from app.file_owners import find_behind

log = structlog.get_logger(__name__)

#: Pages that take what was typed by POST, since it must not stand in an address, and only read.
SEARCHES = frozenset({"find", "people:list", "people:pick"})
READING = frozenset({"GET", "HEAD"})


class ClosedFilesMiddleware:
    """What a page writes is not veiled: a payment run must not leave out whoever is hidden from the clerk."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        asker = make_reader(request)
        reader = asker if request.method in READING else None
        with hiding(reader), asking(asker):
            response = self.get_response(request)
        if isinstance(response, StreamingHttpResponse) and reader is not None:
            veil_stream(response, reader)
        tell_missing(request, response)
        return response

    def process_view(
        self, request: HttpRequest, _view: object, _args: object, keys: dict[str, Any]
    ) -> HttpResponseBase | None:
        page = request.resolver_match.view_name if request.resolver_match else ""
        if page in SEARCHES and request.method == "POST":
            read_on_as(make_reader(request))
        return guard(request, page, keys) if keys and is_signed_in(request) else None


def is_signed_in(request: HttpRequest) -> bool:
    """Who has no session is not looked up: a page that depends on no cookie may be kept by caches."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


def make_reader(request: HttpRequest) -> Reader:
    return Reader(lambda: veil_of(request.user).hidden if is_user(request) else NOTHING)  # type: ignore[arg-type]


def is_user(request: HttpRequest) -> bool:
    return is_signed_in(request) and isinstance(request.user, User)


def guard(request: HttpRequest, page: str, keys: dict[str, Any]) -> HttpResponseBase | None:
    """Raises Http404 for a restricted file and for a case of a confidential process that is not for this reader."""
    user = request.user
    veil = veil_of(user)  # type: ignore[arg-type]
    if not veil.hidden:
        return None
    behind = find_behind(page, keys)
    owners = behind.parties
    for own in owners & veil.own:
        alerts.tell(AlertKind.OWN, user, own, page)  # type: ignore[arg-type]
        return render(request, "confidentiality/own_file.html", status=403)
    for hidden in owners & veil.restricted:
        alerts.tell(AlertKind.RESTRICTED, user, hidden, page)  # type: ignore[arg-type]
        raise Http404
    if behind.processes & veil.processes:
        raise Http404
    return None


def veil_stream(response: StreamingHttpResponse, reader: Reader) -> None:
    """An export is read after the page has been answered: under the same veil."""
    response.streaming_content = read_veiled(iter(response), reader)


def read_veiled(lines: Iterable[bytes], reader: Reader) -> Iterator[bytes]:
    source = iter(lines)
    while True:
        with hiding(reader):
            line = next(source, None)
        if line is None:
            return
        yield line


def tell_missing(request: HttpRequest, response: HttpResponseBase) -> None:
    """An address that named something that is not, or not this person's: which page and who, never the key."""
    match = request.resolver_match
    if response.status_code == 404 and match is not None and match.kwargs and is_signed_in(request):
        log.warning("object_refused", page=match.view_name, user=request.user.pk)
