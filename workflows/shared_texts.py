"""Files of the shared folders (calendars, decisions) as they were published since they were shipped.

Whoever publishes them offers them here; without an offer only the folders on disk count. A file of which anything was
published is read from its editions alone, the shipped text being the first: what is shipped later moves no past.
"""

from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date

CALENDARS = "calendars"
DECISIONS = "decisions"


@dataclass(frozen=True)
class SharedText:
    """One edition of one file. `starts_on`: the first day it speaks of; None: of any."""

    folder: str
    name: str
    number: int
    starts_on: date | None
    text: str


@dataclass(frozen=True)
class TextSource:
    """Where editions come from: `read_version` changes whenever `read_texts` would, and costs little."""

    read_version: Callable[[], Hashable]
    read_texts: Callable[[], Iterable[SharedText]]


@dataclass
class Held:
    """The editions of one version of the source, by folder and name, oldest first."""

    source: TextSource | None = None
    version: Hashable = None
    texts: dict[tuple[str, str], tuple[SharedText, ...]] | None = None


_held = Held()
_laid: ContextVar[dict[tuple[str, str], tuple[SharedText, ...]] | None] = ContextVar("laid", default=None)


@contextmanager
def lay(*texts: SharedText) -> Iterator[None]:
    """Within the block these count instead of what is published: a draft is tried by whatever reads it."""
    token = _laid.set({(one.folder, one.name): (one,) for one in texts})
    try:
        yield
    finally:
        _laid.reset(token)


def offer(source: TextSource | None) -> None:
    """Let an app publish editions; None takes the offer back."""
    _held.source, _held.version, _held.texts = source, None, None


def list_editions(folder: str, name: str) -> tuple[SharedText, ...]:
    """The editions of a file, oldest first; the very same tuple until one is published. Nothing where none was."""
    laid = _laid.get()
    if laid is not None and (folder, name) in laid:
        return laid[folder, name]
    if _held.source is None:
        return ()
    return read_all(_held.source).get((folder, name), ())


def list_names(folder: str) -> list[str]:
    """The files of a folder of which anything was published."""
    if _held.source is None:
        return []
    return sorted(name for place, name in read_all(_held.source) if place == folder)


def read_all(source: TextSource) -> dict[tuple[str, str], tuple[SharedText, ...]]:
    version = source.read_version()
    if _held.texts is None or version != _held.version:
        found: dict[tuple[str, str], tuple[SharedText, ...]] = {}
        for one in sorted(source.read_texts(), key=lambda one: one.number):
            key = (one.folder, one.name)
            found[key] = (*found.get(key, ()), one)
        _held.texts, _held.version = found, version
    return _held.texts
