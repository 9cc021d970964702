"""Where a request comes from: the address, and the browser in words a person knows their own by."""

from django.http import HttpRequest

#: The first that is found: each browser also names those it wants to be taken for.
NAMES = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)


def find_address(request: HttpRequest) -> str | None:
    return request.META.get("REMOTE_ADDR") or None


def describe_browser(request: HttpRequest) -> str:
    """`Firefox, Windows`; what the browser says of itself, shortened, where neither is known; empty where it is
    silent."""
    said = request.headers.get("user-agent", "").replace("\x00", "")
    found = [pick(said, NAMES), pick(said, SYSTEMS)]
    return ", ".join(filter(None, found)) or said[:60]


def pick(said: str, choices: tuple[tuple[str, str], ...]) -> str:
    return next((name for mark, name in choices if mark in said), "")
