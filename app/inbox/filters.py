"""What the address of the inbox says: which view, which filters, which order, from where on."""

import base64
import binascii
import json
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.http import QueryDict

LONGEST_CURSOR = 300
E = TypeVar("E", bound=StrEnum)


class View(StrEnum):
    MINE = "mine"
    FREE = "free"
    LATE = "late"
    TEAM = "team"
    LATER = "later"


class Sort(StrEnum):
    DUE = "due"
    PRIORITY = "priority"
    OLDEST = "oldest"
    NEWEST = "newest"


class DueWithin(StrEnum):
    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    NONE = "none"


class Urgency(StrEnum):
    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Age(StrEnum):
    """How long the task has been waiting, at least."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"


AGE_DAYS = {Age.WEEK: 7, Age.MONTH: 30, Age.QUARTER: 91}


@dataclass(frozen=True)
class Cursor:
    """The last row of the page before: its sort value and its id."""

    value: str
    task_id: str

    def write(self) -> str:
        return base64.urlsafe_b64encode(json.dumps([self.value, self.task_id]).encode()).decode().rstrip("=")


@dataclass(frozen=True)
class Filters:
    view: View = View.MINE
    sort: Sort = Sort.DUE
    process: str = ""
    urgency: Urgency | None = None
    due: DueWithin | None = None
    text: str = ""
    #: Of the case: the person's language; of the task: since when it waits, for which role, who holds it.
    language: str = ""
    age: Age | None = None
    role: str = ""
    holder: int | None = None
    after: Cursor | None = None

    def write(self, **changes: Any) -> str:
        """The query string of these filters, with changes; what is at its default is left out."""
        wanted = replace(self, **{"after": None, **changes})
        pairs = {
            "view": wanted.view,
            "sort": "" if wanted.sort is Sort.DUE else wanted.sort,
            "process": wanted.process,
            "urgency": wanted.urgency or "",
            "due": wanted.due or "",
            "q": wanted.text,
            "language": wanted.language,
            "age": wanted.age or "",
            "role": wanted.role,
            "holder": wanted.holder or "",
            "after": wanted.after.write() if wanted.after else "",
        }
        return urlencode({name: str(value) for name, value in pairs.items() if value})

    @property
    def is_narrowed(self) -> bool:
        return bool(self.process or self.urgency or self.due or self.text or self.has_more)

    @property
    def has_more(self) -> bool:
        """Whether one of the filters that fold away is set."""
        return bool(self.language or self.age or self.role or self.holder)


def read_filters(query: QueryDict) -> Filters:
    """Filters from an address; a value nobody offers counts as not given."""
    return Filters(
        view=choose(View, query.get("view")) or View.MINE,
        sort=choose(Sort, query.get("sort")) or Sort.DUE,
        process=query.get("process", "").replace("\x00", "")[:100],
        urgency=choose(Urgency, query.get("urgency")),
        due=choose(DueWithin, query.get("due")),
        text=query.get("q", "").replace("\x00", "").strip()[:100],
        language=query.get("language", "") if query.get("language") in dict(settings.LANGUAGES) else "",
        age=choose(Age, query.get("age")),
        role=query.get("role", "").replace("\x00", "")[:100],
        holder=read_key(query.get("holder", "")),
        after=read_cursor(query.get("after", "")),
    )


def read_key(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else None


def choose(options: type[E], value: str | None) -> E | None:
    return options(value) if value in set(options) else None


def read_cursor(text: str) -> Cursor | None:
    """The cursor a link of ours wrote; None for anything else."""
    if len(text) > LONGEST_CURSOR:
        return None
    try:
        value, task_id = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        task_id = UUID(task_id)
    except (binascii.Error, ValueError, TypeError, AttributeError):
        return None
    return Cursor(str(value), str(task_id))


def read_instant(text: str) -> datetime | None:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
