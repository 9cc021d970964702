"""One instant for a whole page: what it says about time agrees with itself, and the clock is asked once."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import UTC, date, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from workflows import clock

_instants: ContextVar[list[datetime] | None] = ContextVar("page_instants", default=None)


class PageTimeMiddleware:
    """Keep the first instant a request asks for until it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = _instants.set([])
        try:
            return self.get_response(request)
        finally:
            _instants.reset(token)


def keep(present: datetime) -> None:
    """The instant the database told along with something else, for a page that has not asked yet. A real clock is not
    the database's: it is asked as everywhere."""
    kept = _instants.get()
    if settings.VIRTUAL_CLOCK and kept == []:
        kept.append(present.astimezone(UTC))


def now() -> datetime:
    """The page's instant; outside a request, the clock's."""
    kept = _instants.get()
    if kept is None:
        return clock.now()
    if not kept:
        kept.append(clock.now())
    return kept[0]


def today() -> date:
    return now().astimezone(clock.BRUSSELS).date()
