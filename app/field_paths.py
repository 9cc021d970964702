"""An address that asks through a field (`assignee__password__startswith`) is refused: no page of ours offers that.

Lists read the filters they offer by name and nothing else, so it would have no effect; refused, it is seen in the log.
"""

from collections.abc import Callable

import structlog
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

log = structlog.get_logger(__name__)
PATH = "__"


class FieldPathMiddleware:
    """Raises BadRequest (400) for a name with a path, before any view reads the address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.META.get("QUERY_STRING") and any(PATH in name for name in request.GET):
            log.warning("field_path_refused", path=request.path)
            raise BadRequest
        return self.get_response(request)
