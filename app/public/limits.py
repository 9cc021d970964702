"""How often one address may ask: pages are cheap, searching costs the database, a PDF costs a press.

Counted in the web process's own cache: with several web processes each counts its own, which bounds the whole.
"""

from dataclasses import dataclass

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

from workflows import clock


@dataclass(frozen=True)
class Limit:
    """At most `most` requests of one address in `seconds`."""

    name: str
    most: int
    seconds: int


PAGES = Limit("pages", 240, 60)
SEARCHES = Limit("searches", 40, 60)
PAPERS = Limit("papers", 30, 60)
SUBSCRIPTIONS = Limit("subscriptions", 6, 3600)
SURVEYS = Limit("surveys", 20, 60)


def is_exceeded(limit: Limit, request: HttpRequest) -> bool:
    """Count this request; whether it is one too many."""
    window = int(clock.now().timestamp()) // limit.seconds
    key = f"limit:{limit.name}:{find_address(request)}:{window}"
    if cache.add(key, 1, limit.seconds):
        return False
    try:
        return cache.incr(key) > limit.most
    except ValueError:  # it ran out this very moment, or nothing is kept here
        return False


def find_address(request: HttpRequest) -> str:
    """The visitor's address: behind our own proxy, the one it has added last; what a visitor wrote is not believed."""
    if settings.HTTPS:
        return str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))
