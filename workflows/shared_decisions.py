"""Decisions that belong to no process: what a business rule task asks where its own process has no such decision.

One lies in `processes/decisions/<name>.dmn`, or was published from the studio since; the decision bears the name of its
file. It is asked as it is at that moment: a running case has no version of it (0060).
"""

import os
from pathlib import Path

from django.conf import settings

from workflows import shared_texts
from workflows.dmn import Definitions, read
from workflows.dmn.reading import Resolver
from workflows.dmn.sources import resolve_beside
from workflows.shared_texts import DECISIONS, SharedText

_shipped: dict[str, tuple[int, Definitions]] = {}
_published: dict[str, tuple[SharedText, Definitions]] = {}


def list_shared() -> frozenset[str]:
    """The name of each shared decision there is."""
    shipped = {path.stem for path in list_folder().glob("*.dmn")}
    return frozenset({*shipped, *shared_texts.list_names(DECISIONS)})


def find_shared(name: str) -> Definitions | None:
    """The model in force whose decision bears this name; None where there is none. Raises DmnError."""
    editions = shared_texts.list_editions(DECISIONS, name)
    if editions:
        return find_published(name, editions[-1])
    return find_shipped(name) if name in list_shared() else None


def find_published(name: str, edition: SharedText) -> Definitions:
    """Read once; a draft that is tried (number 0) takes no place among these."""
    known = _published.get(name)
    if known is not None and known[0] is edition:
        return known[1]
    model = read(edition.text.encode(), imports=resolve())
    if edition.number:
        _published[name] = (edition, model)
    return model


def find_shipped(name: str) -> Definitions:
    path = list_folder() / f"{name}.dmn"
    changed, place = os.stat(path).st_mtime_ns, str(path)
    known = _shipped.get(place)
    if known is None or known[0] != changed:
        known = _shipped[place] = (changed, read(path.read_bytes(), imports=resolve()))
    return known[1]


def list_folder() -> Path:
    return Path(settings.PROCESSES_DIR) / DECISIONS


def resolve() -> Resolver:
    """What a model imports lies beside it."""
    return resolve_beside(list_folder() / "any.dmn")


class Shared:
    """What a bundle asks; see `workflows.engine.values.SharedDecisions`."""

    def list_names(self) -> frozenset[str]:
        return list_shared()

    def find(self, name: str) -> Definitions | None:
        return find_shared(name)


SHARED = Shared()
