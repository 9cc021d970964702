"""The published editions of what processes share: writing one, and offering them to whoever counts by them."""

import time
from collections.abc import Hashable, Iterator
from datetime import date, datetime

from django.db import connection, transaction

from app.studio.models import SharedEdition
from app.studio.shared_places import Place, Shared
from workflows import shared_texts
from workflows.shared_texts import SharedText, TextSource

#: Another process sees a published edition after at most so many seconds; the one that publishes sees it at once.
SECONDS = 2.0
SHIPPED = "As it was shipped."
_seen: dict[str, tuple[float, Hashable]] = {}


def read_files(place: Place) -> dict[str, str]:
    """The files in force: of the newest edition, or as shipped. Empty where there is no such thing."""
    newest = find_newest(place)
    return dict(newest.files) if newest else place.read_shipped()


def find_newest(place: Place) -> SharedEdition | None:
    return SharedEdition.objects.filter(folder=place.kind.folder, name=place.name).order_by("-number").first()


def list_editions(place: Place) -> list[SharedEdition]:
    """Newest first."""
    found = SharedEdition.objects.filter(folder=place.kind.folder, name=place.name)
    return list(found.order_by("-number"))


def publish(
    place: Place, files: dict[str, str], *, starts_on: date | None, note: str, now: datetime
) -> SharedEdition:
    """A further edition. Before the first one the shipped files are kept as what counted until then."""
    newest = find_newest(place)
    number = newest.number if newest else 0
    if newest is None and (shipped := place.read_shipped()):
        number = 1
        write(place, shipped, number=number, starts_on=None, note=SHIPPED, now=now)
    made = write(place, files, number=number + 1, starts_on=starts_on if number else None, note=note, now=now)
    transaction.on_commit(forget)
    return made


def write(
    place: Place, files: dict[str, str], *, number: int, starts_on: date | None, note: str, now: datetime
) -> SharedEdition:
    return SharedEdition.objects.create(
        folder=place.kind.folder,
        name=place.name,
        number=number,
        files=files,
        starts_on=starts_on,
        note=note,
        published_at=now,
    )


def read_version() -> Hashable:
    """The newest edition's key; asked of the database at most every `SECONDS`."""
    known = _seen.get("version")
    if known is None or time.monotonic() - known[0] > SECONDS:
        known = _seen["version"] = (time.monotonic(), _ask_version())
    return known[1]


def _ask_version() -> Hashable:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('studio_sharededition')")
        if cursor.fetchone()[0] is None:  # the schema is being made: only what is shipped counts
            return None
        cursor.execute("SELECT count(*), max(id) FROM studio_sharededition")
        return tuple(cursor.fetchone())


def forget() -> None:
    """Ask the database again."""
    _seen.clear()


def read_texts() -> Iterator[SharedText]:
    if read_version() is None:
        return
    for one in SharedEdition.objects.order_by("number"):
        kind = Shared.CALENDAR if one.folder == Shared.CALENDAR.folder else Shared.DECISION
        text = one.files[Place(kind, one.name).path]
        yield SharedText(one.folder, one.name, one.number, one.starts_on, text)


def offer() -> None:
    """Let calendars and shared decisions be read as published; called once, when the app is ready."""
    shared_texts.offer(TextSource(read_version, read_texts))
