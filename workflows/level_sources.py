"""Where service levels come from besides process.yaml: policies that an app publishes, over facts that it knows.

The kernel asks once for each step. An app says which levels are in force, what is known of a case, and the words.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

Facts = Mapping[str, Any]
Titles = Mapping[str, str]
Level = Mapping[str, Any]
#: Between the parts of the id of an offered level, `policy:measure` or `policy:step:node`; process.yaml has none.
MARK = ":"


@dataclass(frozen=True)
class LevelSource:
    """`list_levels`: those in force at an instant. `read_facts`: by instance; none for one the policies are not about.

    `has_any`: whether one was ever published. Words: of a level by its id, and of a reason to stand still by its text.
    """

    has_any: Callable[[], bool]
    list_levels: Callable[[datetime], Sequence[Level]]
    read_facts: Callable[[Collection[UUID]], Mapping[UUID, Facts]]
    tell_level: Callable[[str], Titles]
    tell_reason: Callable[[str], Titles]


_sources: list[LevelSource] = []


def add_level_source(source: LevelSource) -> None:
    """Let an app publish service levels of its own."""
    _sources.append(source)


def remove_level_source(source: LevelSource) -> None:
    _sources.remove(source)


def is_offered(level_id: str) -> bool:
    """Whether the level comes from a policy, not from process.yaml."""
    return MARK in level_id


def has_any() -> bool:
    return any(source.has_any() for source in _sources)


def list_levels(now: datetime) -> list[Level]:
    return [level for source in _sources for level in source.list_levels(now)]


def read_facts(instances: Collection[UUID]) -> dict[UUID, Facts]:
    found: dict[UUID, Facts] = {}
    for source in _sources:
        found.update(source.read_facts(instances))
    return found


def tell_level(level_id: str) -> Titles:
    """The titles of an offered level; none where nobody knows it."""
    return next((titles for source in _sources if (titles := source.tell_level(level_id))), {})


def tell_reason(text: str) -> Titles:
    return next((titles for source in _sources if (titles := source.tell_reason(text))), {})
