"""The policies in force, lent to the kernel: which levels there are, what is known of a case, and the words."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from app.policies import content
from app.policies.facts import read_facts
from app.policies.models import EditionState, PolicyEdition
from workflows.clock import BRUSSELS
from workflows.level_sources import MARK, Level, LevelSource, add_level_source

#: Another process sees a published policy after at most so many seconds; the one that publishes sees it at once.
SECONDS = 2.0
_seen: dict[str, tuple[float, tuple[Any, ...]]] = {}
_known: dict[str, tuple[tuple[Any, ...], "Book"]] = {}


@dataclass(frozen=True)
class Book:
    """The published editions, oldest first within each policy."""

    editions: Mapping[str, Sequence[PolicyEdition]]

    def find(self, policy: str, day: date) -> PolicyEdition | None:
        """The edition of a policy that counts on a day."""
        begun = [one for one in self.editions.get(policy, ()) if one.valid_from <= day]
        latest = begun[-1] if begun else None
        if latest is None or latest.is_end or (latest.valid_until and latest.valid_until < day):
            return None
        return latest

    def list_in_force(self, day: date) -> list[PolicyEdition]:
        found = (self.find(policy, day) for policy in self.editions)
        return [one for one in found if one is not None]


def read_version() -> tuple[Any, ...]:
    """Changes whenever an edition is published; asked of the database at most every `SECONDS`."""
    known = _seen.get("version")
    if known is None or time.monotonic() - known[0] > SECONDS:
        known = _seen["version"] = (time.monotonic(), ask_version())
    return known[1]


def ask_version() -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('policies_policyedition')")
        if cursor.fetchone()[0] is None:  # the schema is being made: nothing is published yet
            return (0, None)
        cursor.execute(
            "SELECT count(*), max(decided_at) FROM policies_policyedition WHERE state = 'published'"
        )
        return tuple(cursor.fetchone())


def forget() -> None:
    """Ask the database again."""
    _seen.clear()


def read_book() -> Book:
    version = read_version()
    known = _known.get("book")
    if known is None or known[0] != version:
        rows = PolicyEdition.objects.filter(state=EditionState.PUBLISHED) if version[0] else []
        editions: dict[str, list[PolicyEdition]] = {}
        for row in sorted(rows, key=lambda one: (one.policy, one.valid_from, one.number)):
            editions.setdefault(row.policy, []).append(row)
        known = _known["book"] = (version, Book(editions))
    return known[1]


def has_any() -> bool:
    return bool(read_version()[0])


def list_levels(now: datetime) -> list[Level]:
    editions = read_book().list_in_force(now.astimezone(BRUSSELS).date()) if has_any() else []
    return [level for one in editions for level in content.list_levels(one.policy, one.number, one.content)]


def tell_level(level_id: str) -> Mapping[str, str]:
    editions = read_book().editions.get(level_id.partition(MARK)[0], ()) if has_any() else ()
    return editions[-1].titles if editions else {}


def tell_reason(text: str) -> Mapping[str, str]:
    for editions in read_book().editions.values() if has_any() else ():
        for pause in editions[-1].content["pauses"]:
            if pause["reason"]["en"] == text:
                titles: Mapping[str, str] = pause["reason"]
                return titles
    return {}


SOURCE = LevelSource(has_any, list_levels, read_facts, tell_level, tell_reason)


def offer() -> None:
    """Let the kernel count from the policies; called once, when the app is ready."""
    add_level_source(SOURCE)
