"""The events of a life under which the processes that can be opened are offered, and the search among them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.translation import gettext as _

from app.cases.starting import Start
from app.cases.wording import choose
from app.people.searching import fold

FILE = "life_events.yaml"
#: Where a process that is named nowhere stands.
OTHER = "other"


@dataclass(frozen=True)
class Group:
    """Processes under one heading, by title."""

    key: str
    title: str
    starts: Sequence[Start]


@cache
def read_events(folder: Path) -> tuple[Mapping[str, Any], ...]:
    """In the order of the file; none where the fund has no such file."""
    path = folder / FILE
    return tuple(yaml.safe_load(path.read_text(encoding="utf-8"))) if path.exists() else ()


def group_starts(starts: Sequence[Start], language: str, text: str = "") -> list[Group]:
    """The processes under their events, those alone that hold every word of `text`; empty groups are left out."""
    events = read_events(Path(settings.PROCESSES_DIR))
    named = {process for event in events for process in event["processes"]}
    groups = [
        Group(event["key"], choose(event["titles"], language), pick(starts, event["processes"]))
        for event in events
    ]
    rest = [start for start in starts if start.key not in named]
    groups.append(Group(OTHER, _("Other cases"), rest))
    kept = (Group(one.key, one.title, narrow(one, text)) for one in groups)
    return [one for one in kept if one.starts]


def pick(starts: Sequence[Start], keys: Sequence[str]) -> list[Start]:
    """The most usual first, as the file has them."""
    known = {start.key: start for start in starts}
    return [known[key] for key in keys if key in known]


def narrow(group: Group, text: str) -> list[Start]:
    words = fold(text).split()
    return [
        start
        for start in group.starts
        if all(word in fold(f"{start.title} {start.summary} {start.law} {group.title}") for word in words)
    ]


def find_event(process: str) -> str:
    """The key of the event under which a process stands; "other" for one named nowhere."""
    events = read_events(Path(settings.PROCESSES_DIR))
    return next((event["key"] for event in events if process in event["processes"]), OTHER)


def list_event_titles(language: str) -> dict[str, str]:
    """By key, in the order of the file, "other" last."""
    events = read_events(Path(settings.PROCESSES_DIR))
    return {**{event["key"]: choose(event["titles"], language) for event in events}, OTHER: _("Other cases")}
