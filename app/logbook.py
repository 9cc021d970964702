"""Searching a log of who did what, when and what for: rows with `at`, `user`, `purpose`, the newest first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Self, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from django.http import QueryDict

from workflows import clock

Row = TypeVar("Row", bound=Model)
PAGE = 50


@dataclass(frozen=True)
class LogFilters:
    """Nothing set: everything. Days are whole, in Brussels; `before` is the key the page goes on from."""

    reader: str = ""
    purpose: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None

    @classmethod
    def read(cls, query: QueryDict, purposes: list[str]) -> Self:
        """What is not understood narrows nothing."""
        purpose, before = query.get("purpose", ""), query.get("before", "")
        return cls(
            reader=read_text(query, "reader", 60),
            purpose=purpose if purpose in purposes else "",
            first=read_day(query.get("first", "")),
            last=read_day(query.get("last", "")),
            before=int(before) if before.isdecimal() and len(before) < 18 else None,
        )

    def narrow(self) -> Q:
        wanted = match_reader(self.reader) if self.reader else Q()
        if self.purpose:
            wanted &= Q(purpose=self.purpose)
        if self.first:
            wanted &= Q(at__gte=begin(self.first))
        if self.last:
            wanted &= Q(at__lt=begin(self.last + timedelta(days=1)))
        return wanted & Q(pk__lt=self.before) if self.before else wanted


def read_text(query: QueryDict, name: str, length: int) -> str:
    return query.get(name, "").replace("\x00", "").strip()[:length]


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.BRUSSELS)


def match_reader(name: str) -> Q:
    return (
        Q(user__username__icontains=name)
        | Q(user__last_name__icontains=name)
        | Q(user__first_name__icontains=name)
    )


def read_pages(found: QuerySet[Row], size: int) -> Iterator[Row]:
    """Every row of a log that is ordered by its falling key, `size` of them in memory at a time."""
    after: int | None = None
    while True:
        page = list((found.filter(pk__lt=after) if after else found)[:size])
        yield from page
        if len(page) < size:
            return
        after = page[-1].pk


def show_page(
    filters: LogFilters, found: QuerySet[Any], asked: QueryDict, purposes: object
) -> dict[str, Any]:
    """What the page of a log shows: its newest rows, the filters, and the queries of its export and its next page."""
    rows = list(found[: PAGE + 1])
    shown = rows[:PAGE]
    kept = {name: value for name, value in asked.items() if value and name != "before"}
    following = urlencode({**kept, "before": shown[-1].pk}) if len(rows) > len(shown) else ""
    return {
        "filters": filters,
        "rows": shown,
        "purposes": purposes,
        "query": urlencode(kept),
        "following": following,
    }
