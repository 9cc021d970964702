"""What the address of a list of promises says: which condition, process, promise, team, age, how soon, which page."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from app.board.conditions import Condition
from workflows.models.service_level import LevelKind

LONGEST = 100
#: The key of promises in processes that no team names.
NO_TEAM = "none"
#: Working days ahead that the forecast looks.
HORIZONS = (5, 10)


class Age(StrEnum):
    """How long ago the clock was started."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    OLDER = "older"


#: Days at which each begins and ends; the last has no end.
AGE_DAYS: dict[Age, tuple[int, int | None]] = {
    Age.WEEK: (0, 7),
    Age.MONTH: (7, 30),
    Age.QUARTER: (30, 91),
    Age.OLDER: (91, None),
}


@dataclass(frozen=True)
class Filters:
    """`promise` is `process/level`; `within` working days from today, today included."""

    condition: Condition | None = None
    process: str = ""
    promise: str = ""
    team: str = ""
    kind: str = ""
    age: Age | None = None
    within: int | None = None
    after: tuple[datetime, int] | None = None

    def write(self, **changes: Any) -> str:
        """The query string; what is not asked for is left out."""
        wanted = replace(self, **{"after": None, **changes})
        pairs = {
            "condition": wanted.condition,
            "process": wanted.process,
            "promise": wanted.promise,
            "team": wanted.team,
            "kind": wanted.kind,
            "age": wanted.age,
            "within": wanted.within,
            "after": f"{wanted.after[0].isoformat()}~{wanted.after[1]}" if wanted.after else "",
        }
        return urlencode({name: str(value) for name, value in pairs.items() if value})

    @property
    def is_narrowed(self) -> bool:
        return self.write() != ""


def read_filters(query: QueryDict) -> Filters:
    """A value nobody offers counts as not given."""
    condition, age, within = query.get("condition"), query.get("age"), query.get("within", "")
    team, kind = query.get("team", ""), query.get("kind", "")
    return Filters(
        condition=Condition(condition) if condition in set(Condition) else None,
        process=read_text(query, "process"),
        promise=read_text(query, "promise"),
        team=team if team == NO_TEAM or is_key(team) else "",
        kind=kind if kind in LevelKind.values else "",
        age=Age(age) if age in set(Age) else None,
        within=int(within) if within in {str(days) for days in HORIZONS} else None,
        after=read_cursor(query.get("after", "")),
    )


def read_text(query: QueryDict, name: str) -> str:
    return query.get(name, "").replace("\x00", "")[:LONGEST]


def is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def read_cursor(text: str) -> tuple[datetime, int] | None:
    """`2026-05-12T08:00:00+00:00~41`; None for anything else."""
    instant, _tilde, key = text.partition("~")
    if not (key.isascii() and key.isdecimal()) or len(key) > 18:
        return None
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return (at, int(key)) if at.tzinfo else None


def of_age(age: Age, now: datetime) -> Q:
    begins, ends = AGE_DAYS[age]
    started = Q(started_at__lte=now - timedelta(days=begins)) if begins else Q()
    return started if ends is None else started & Q(started_at__gt=now - timedelta(days=ends))
