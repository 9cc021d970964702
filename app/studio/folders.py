"""What the files of a process are: which may stand in a folder, and what each is in words."""

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from app.studio.errors import FileRefused

MOST_BYTES = 2_000_000
MOST_FILES = 400
NAME = r"[a-z][a-z0-9_]{0,60}"


class Kind(StrEnum):
    """In the order in which a folder shows them."""

    CALENDAR = "calendar"
    DRAWING = "drawing"
    SETTINGS = "settings"
    LADDER = "ladder"
    DECISION = "decision"
    FORM = "form"
    LETTER = "letter"
    SCENARIO = "scenario"
    CASES = "cases"


PATTERNS: dict[Kind, str] = {
    Kind.CALENDAR: rf"calendars/{NAME}\.yaml",
    Kind.DRAWING: r"process\.bpmn",
    Kind.SETTINGS: r"process\.yaml",
    Kind.LADDER: rf"ladders/{NAME}\.yaml",
    Kind.DECISION: rf"decisions/{NAME}\.dmn",
    Kind.FORM: rf"forms/{NAME}/{NAME}\.yaml",
    Kind.LETTER: rf"letters/({NAME}\.(fr|nl|de)\.typ|sample\.yaml)",
    Kind.SCENARIO: rf"scenarios/{NAME}\.yaml",
    Kind.CASES: rf"decisions/{NAME}\.cases\.yaml",
}


@dataclass(frozen=True)
class File:
    path: str
    kind: Kind

    @property
    def name(self) -> str:
        return PurePosixPath(self.path).name.partition(".")[0]

    @property
    def language(self) -> str:
        """Of a letter's text; empty for anything else."""
        parts = PurePosixPath(self.path).name.split(".")
        return parts[1] if self.kind is Kind.LETTER and len(parts) == 3 else ""


def tell_kind(path: str) -> Kind:
    """Raises FileRefused for a path that no process folder has."""
    for kind, pattern in PATTERNS.items():
        if re.fullmatch(pattern, path):
            return kind
    raise FileRefused(_("A process has no file “%(path)s”.") % {"path": path[:120]}, path=path)


def list_files(files: dict[str, str]) -> list[File]:
    """The files of a draft by kind, then name."""
    order = list(Kind)
    found = [File(path, tell_kind(path)) for path in files]
    return sorted(found, key=lambda one: (order.index(one.kind), one.path))


def refuse_unkeepable(process: str, path: str, text: str) -> None:
    """Raises FileRefused for what cannot stand in the folder of this process."""
    kind = tell_kind(path)
    refuse_misplaced(process, path, kind)
    if kind is Kind.FORM and not path.startswith(f"forms/{process}/"):
        raise FileRefused(_("The form belongs to another process."), path=path)
    if len(text.encode()) > MOST_BYTES:
        raise FileRefused(_("The file is larger than 2 MB."), path=path)
    if "\0" in text:
        raise FileRefused(_("The file contains a character that no text has."), path=path)


def refuse_misplaced(process: str, path: str, kind: Kind) -> None:
    """A calendar lies in no process; a draft of what is shared holds its own files alone."""
    shared, _dash, name = process.partition("-")
    own = {"calendar": (f"calendars/{name}.yaml",), "decision": list_own(name)}.get(shared) if name else None
    if (own is None and kind is Kind.CALENDAR) or (own is not None and path not in own):
        raise FileRefused(_("This file does not belong here."), path=path)


def list_own(name: str) -> tuple[str, str]:
    return f"decisions/{name}.dmn", f"decisions/{name}.cases.yaml"
