"""What several processes share and the studio edits by itself: a calendar, or a decision of `processes/decisions`.

A draft of one is a draft like any other, under a key that no process can have: `calendar-belgium`.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from app.studio.folders import NAME
from workflows import shared_texts
from workflows.shared_texts import CALENDARS, DECISIONS

KEY = re.compile(rf"(calendar|decision)-({NAME})")


class Shared(StrEnum):
    CALENDAR = "calendar"
    DECISION = "decision"

    @property
    def folder(self) -> str:
        return CALENDARS if self is Shared.CALENDAR else DECISIONS


@dataclass(frozen=True)
class Place:
    """One shared thing, by its kind and name."""

    kind: Shared
    name: str

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.name}"

    @property
    def path(self) -> str:
        """The file that counts; a decision has its cases beside it."""
        ending = "yaml" if self.kind is Shared.CALENDAR else "dmn"
        return f"{self.kind.folder}/{self.name}.{ending}"

    @property
    def paths(self) -> tuple[str, ...]:
        cases = f"{DECISIONS}/{self.name}.cases.yaml"
        return (self.path,) if self.kind is Shared.CALENDAR else (self.path, cases)

    @property
    def is_calendar(self) -> bool:
        return self.kind is Shared.CALENDAR

    def read_shipped(self) -> dict[str, str]:
        """The files as they lie in the folder; those that are not there are left out."""
        root = Path(settings.PROCESSES_DIR)
        return {
            path: (root / path).read_text(encoding="utf-8") for path in self.paths if (root / path).is_file()
        }


def find_place(key: str) -> Place | None:
    """The shared thing a draft is of; None where the key is a process's."""
    found = KEY.fullmatch(key)
    return Place(Shared(found.group(1)), found.group(2)) if found else None


def list_places(kind: Shared) -> list[Place]:
    """Everything of a kind, shipped or published, by name."""
    ending = ".yaml" if kind is Shared.CALENDAR else ".dmn"
    folder = Path(settings.PROCESSES_DIR) / kind.folder
    shipped = {path.stem for path in folder.glob(f"*{ending}")}
    return [Place(kind, name) for name in sorted({*shipped, *shared_texts.list_names(kind.folder)})]
