"""An address that asks through a field (`assignee__password__startswith`) is refused: no page of ours offers that.

Lists read the filters they offer by name and nothing else, so it would have no effect; refused, it is seen in the log.
"""

import re
from collections.abc import Callable

import structlog
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)
#: Between two words: what mailings and proxies add to a link begins with it (`__s`).
PATH = re.compile(r"[a-zA-Z0-9]__[a-zA-Z0-9]")


class FieldPathMiddleware:
    """Raises BadRequest (400) for a name with a path, before any view reads the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("QUERY_STRING") and any(PATH.search(name) for name in request.GET):
            log.warning("field_path_refused", path=request.path)
            raise BadRequest
        return self.get_response(request)
