"""What the frame of every page shows: the menu this person may use, languages, light, where the source is."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from viewflow.urls import Application, Site

from app import page_time, source
from app.accounts.roles import Visitor, name_role, roles_of
from app.addresses import find_address

COUNT_SECONDS = 30


@dataclass(frozen=True)
class Entry:
    """A line of the side menu. `go` is the key after "g", two letters where one begins several; `count` names a figure
    of the application."""

    title: Any
    url_name: str
    icon: str
    go: str
    query: str = ""
    count: str = ""
    urgent: bool = False
    allowed: Callable[[Visitor], bool] | None = None
    #: The present page only with the whole query; it then outdoes entries that name a part of it.
    exact: bool = False
    #: What the figure counts, as the list's own query: the line opens it while there is something to count.
    counted: str = ""

    def link(self) -> str:
        return find_address(self.url_name) + (f"?{self.query}" if self.query else "")

    def open_counted(self, count: int | None) -> str:
        return f"{self.link()}?{self.counted}" if count and self.counted else self.link()


class Section(Application):  # type: ignore[misc]
    """A part of the site. viewflow routes it and keeps strangers out; the words and figures are ours."""

    heading: Any = ""
    entries: tuple[Entry, ...] = ()
    #: Whether its figures may be up to `COUNT_SECONDS` old: they cost every page a look into the section's tables.
    counts_rest = False

    def list_entries(self, user: Visitor) -> list[Entry]:
        return [entry for entry in self.entries if entry.allowed is None or entry.allowed(user)]

    def count_entries(self, user: Visitor) -> dict[str, int]:  # noqa: ARG002 – sections that count use it
        """Figures by the `count` of the entries that show one."""
        return {}


@dataclass(frozen=True)
class Line:
    entry: Entry
    link: str
    count: int | None
    is_current: bool


@dataclass(frozen=True)
class Group:
    heading: Any
    lines: tuple[Line, ...]


def list_groups(site: Site, request: HttpRequest) -> Iterator[Group]:
    """The menu of this person. Sections that follow each other under one heading are one group."""
    for heading, sections in groupby(list_sections(site, request), key=lambda section: str(section.heading)):
        lines = tuple(line for section in sections for line in make_lines(section, request))
        if lines:
            yield Group(heading, lines)


def list_sections(site: Site, request: HttpRequest) -> Iterator[Section]:
    for section in site.menu_items():
        if isinstance(section, Section) and section.has_view_permission(request.user):
            yield section


def make_lines(section: Section, request: HttpRequest) -> Iterator[Line]:
    counts = count_entries(section, request.user)
    return (make_line(entry, counts, request) for entry in section.list_entries(request.user))


def count_entries(section: Section, user: Visitor) -> dict[str, int]:
    if not section.counts_rest:
        return section.count_entries(user)
    key = f"counts:{section.app_name}:{user.pk}"
    found: dict[str, int] | None = cache.get(key)
    if found is None:
        found = section.count_entries(user)
        cache.set(key, found, COUNT_SECONDS)
    return found


def make_line(entry: Entry, counts: dict[str, int], request: HttpRequest) -> Line:
    count = counts.get(entry.count)
    is_here = is_current(entry.link(), request, exact=entry.exact)
    return Line(entry, entry.open_counted(count), count, is_here)


def is_current(link: str, request: HttpRequest, *, exact: bool = False) -> bool:
    """The page itself; a view of a list also names itself in the query."""
    path, _, query = link.partition("?")
    if request.path != path:
        return False
    if exact:
        return sorted(parse_qsl(query)) == sorted(request.GET.items())
    key, _, value = query.partition("=")
    return not key or request.GET.get(key, "mine") == value


def settle(groups: Iterable[Group]) -> list[Group]:
    """One line is the present page: an exact one where there is one."""
    found = list(groups)
    if not any(line.is_current and line.entry.exact for group in found for line in group.lines):
        return found
    return [
        Group(
            group.heading,
            tuple(replace(line, is_current=line.is_current and line.entry.exact) for line in group.lines),
        )
        for group in found
    ]


def forget_counts(section: str, user: Visitor) -> None:
    """The figures of a section are read anew on this person's next page."""
    cache.delete(f"counts:{section}:{user.pk}")


def describe_page(request: HttpRequest) -> dict[str, Any]:
    """Template context of every page (a context processor)."""
    from app.site import site

    theme = request.COOKIES.get("theme", "")
    signed_in = hasattr(request, "user") and request.user.is_authenticated
    return {
        "source_url": settings.SOURCE_URL or find_address("source"),
        "commit": source.find_commit(),
        "theme": theme if theme in {"light", "dark"} else "",
        "languages": settings.LANGUAGES,
        "menu": SimpleLazyObject(lambda: settle(list_groups(site, request)) if signed_in else []),
        "roles": sorted(map(name_role, roles_of(request.user))) if signed_in else [],
        "today": page_time.now,
    }
