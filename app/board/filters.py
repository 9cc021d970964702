"""What the address of a list says: promises or tasks of which condition, process, promise or step, team, age; how soon;
as of which count; which page."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from app.board.ages import Age
from app.board.conditions import Condition
from app.board.models import Subject
from app.board.sources import HORIZONS
from workflows.models.service_level import LevelKind

LONGEST = 100
NARROWING = ("condition", "process", "promise", "step", "kind", "age")
#: The key of promises in processes that no team names.
NO_TEAM = "none"


@dataclass(frozen=True)
class Filters:
    """`promise` is `process/level`, `step` `process/node`; `within` working days from the count's day, that included.

    `as_of` is the key of a count; without one the newest. The subject is the list's address and not among its filters.
    """

    subject: Subject = Subject.PROMISE
    condition: Condition | None = None
    process: str = ""
    promise: str = ""
    step: str = ""
    team: str = ""
    kind: str = ""
    age: Age | None = None
    within: int | None = None
    as_of: int | None = None
    after: tuple[datetime, int] | None = None

    def write(self, **changes: Any) -> str:
        """The query string; what is not asked for is left out."""
        wanted = replace(self, **{"after": None, **changes}) if changes or self.after else self
        pairs = {
            "condition": wanted.condition,
            "process": wanted.process,
            "promise": wanted.promise,
            "step": wanted.step,
            "team": wanted.team,
            "kind": wanted.kind,
            "age": wanted.age,
            "within": wanted.within,
            "as_of": wanted.as_of,
            "after": f"{wanted.after[0].isoformat()}~{wanted.after[1]}" if wanted.after else "",
        }
        return urlencode({name: str(value) for name, value in pairs.items() if value})

    @property
    def is_narrowed(self) -> bool:
        return self.write(as_of=None) != ""

    def narrow(self) -> Q:
        """What figures and the rows they count have in common; the team is left to whoever knows teams."""
        asked: dict[str, Any] = {name: getattr(self, name) for name in NARROWING}
        found = Q(subject=self.subject, **{name: value for name, value in asked.items() if value})
        return found & Q(soon__lte=self.within) if self.within else found


def read_filters(query: QueryDict, subject: Subject = Subject.PROMISE) -> Filters:
    """A value nobody offers counts as not given."""
    condition, age, within = query.get("condition"), query.get("age"), query.get("within", "")
    team, kind = query.get("team", ""), query.get("kind", "")
    of_promises = subject == Subject.PROMISE
    return Filters(
        subject=subject,
        condition=Condition(condition) if condition in set(Condition) else None,
        process=read_text(query, "process"),
        promise=read_text(query, "promise") if of_promises else "",
        step="" if of_promises else read_text(query, "step"),
        team=team if team == NO_TEAM or is_key(team) else "",
        kind=kind if of_promises and kind in LevelKind.values else "",
        age=Age(age) if age in set(Age) else None,
        within=int(within) if within in {str(days) for days in HORIZONS} else None,
        as_of=int(as_of) if is_key(as_of := query.get("as_of", "")) else None,
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
