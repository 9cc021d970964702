"""What the pages of policies read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, QuerySet

from app.accounts.hiding import list_hidden, of_cases
from app.policies.models import EditionState, PolicyEdition
from app.policies.offering import Book
from workflows.level_sources import MARK
from workflows.models import ServiceLevelClock
from workflows.service_level_clocks import OPEN


@dataclass(frozen=True)
class Line:
    """A policy: the edition that counts on the day, the one that will, the one that waits, and its open clocks."""

    policy: str
    current: PolicyEdition | None
    next: PolicyEdition | None
    waiting: PolicyEdition | None
    clocks: int

    @property
    def shown(self) -> PolicyEdition | None:
        return self.current or self.next or self.waiting


def list_editions(policy: str) -> list[PolicyEdition]:
    """The newest first."""
    rows = PolicyEdition.objects.filter(policy=policy).select_related("proposed_by", "decided_by")
    return list(rows.order_by("-number"))


def read_book(rows: Sequence[PolicyEdition]) -> Book:
    """The published ones among these, fresh from the database."""
    editions: dict[str, list[PolicyEdition]] = {}
    published = (one for one in rows if one.state == EditionState.PUBLISHED)
    for row in sorted(published, key=lambda one: (one.policy, one.valid_from, one.number)):
        editions.setdefault(row.policy, []).append(row)
    return Book(editions)


def list_lines(today: date) -> list[Line]:
    """Every policy that ever counted or waits to; those that were only turned down are left out."""
    rows = list(
        PolicyEdition.objects.filter(state__in=["published", "proposed"]).order_by("policy", "number")
    )
    book, counts = read_book(rows), count_clocks()
    waiting = {one.policy: one for one in rows if one.state == EditionState.PROPOSED}
    return [
        make_line(policy, book, waiting, counts, today) for policy in sorted({one.policy for one in rows})
    ]


def make_line(policy: str, book: Book, waiting: dict[str, Any], counts: dict[str, int], today: date) -> Line:
    to_come = (one for one in book.editions.get(policy, ()) if one.valid_from > today)
    return Line(
        policy,
        book.find(policy, today),
        next(to_come, None),
        waiting.get(policy),
        counts.get(policy, 0),
    )


def list_open_clocks() -> QuerySet[ServiceLevelClock]:
    """Open clocks of policies, of no file hidden from the reader."""
    clocks = ServiceLevelClock.objects.filter(state__in=OPEN, level__contains=MARK, instance__is_test=False)
    hidden = list_hidden()
    return clocks.exclude(of_cases(hidden, "instance__case_ref")) if hidden else clocks


def count_clocks() -> dict[str, int]:
    """Open clocks by policy."""
    found: dict[str, int] = {}
    for level, count in list_open_clocks().values_list("level").annotate(number=Count("pk")).order_by():
        policy = level.partition(MARK)[0]
        found[policy] = found.get(policy, 0) + count
    return found


def count_waiting() -> int:
    return PolicyEdition.objects.filter(state=EditionState.PROPOSED).count()
