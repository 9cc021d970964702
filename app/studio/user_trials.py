"""The scenarios of the processes that ask a shared decision: played a few at a time, and kept with what was played.

Of a table that many processes ask they take minutes, longer than anybody waits for a page. What was played with the
same texts counts until anything is published; then other versions would be played.
"""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps

from django.db.models import Max

from app.studio.models import SharedEdition, UserTrial
from app.studio.shared_places import Place
from app.studio.shared_users import UserResult, find_processes, play_user
from workflows import shared_texts
from workflows.models import DefinitionVersion
from workflows.process_folders import Library
from workflows.shared_texts import SharedText
from workflows.shelves import open_shelf

#: What a page waits for; the rest is played by the next.
PLAY_SECONDS = 15.0
KEPT = timedelta(days=30)


@dataclass(frozen=True)
class Trials:
    """What each process said, and those whose scenarios are still to be played."""

    results: tuple[UserResult, ...]
    waiting: tuple[str, ...]


def read_trials(place: Place, files: Mapping[str, str]) -> Trials:
    """What was played with these texts so far."""
    shelf = open_shelf()
    known = list_known(place, files, shelf)
    processes = [one.process for one in find_processes(place)]
    played = tuple(known[process] for process in processes if process in known)
    return Trials(played, tuple(process for process in processes if process not in known))


def play_more(
    place: Place, files: Mapping[str, str], *, now: datetime, seconds: float = PLAY_SECONDS
) -> Trials:
    """Play those that wait, none begun after so many seconds, and keep what each said."""
    begun, shelf = time.monotonic(), open_shelf()
    UserTrial.objects.filter(played_at__lt=now - KEPT).delete()
    draft = SharedText(place.kind.folder, place.name, 0, None, files[place.path])
    with shared_texts.lay(draft):
        for process in read_trials(place, files).waiting:
            keep(play_user(shelf, process), take_digest(place, files, shelf, process), now)
            if time.monotonic() - begun > seconds:
                break
    return read_trials(place, files)


def keep(result: UserResult, digest: str, now: datetime) -> None:
    """Two who play at once keep one; both played the same."""
    UserTrial.objects.update_or_create(
        digest=digest,
        process=result.process,
        defaults={"scenarios": result.scenarios, "problems": list(result.problems), "played_at": now},
    )


def list_known(place: Place, files: Mapping[str, str], shelf: Library) -> dict[str, UserResult]:
    digests = {take_digest(place, files, shelf, one.process) for one in find_processes(place)}
    rows = UserTrial.objects.filter(digest__in=digests)
    newest = find_newest_publication()
    if newest is not None:
        rows = rows.filter(played_at__gte=newest)
    return {row.process: UserResult(row.process, row.scenarios, tuple(row.problems)) for row in rows}


def find_newest_publication() -> datetime | None:
    moments = [
        model.objects.aggregate(at=Max("published_at"))["at"] for model in (DefinitionVersion, SharedEdition)
    ]
    return max(filter(None, moments), default=None)


def take_digest(place: Place, files: Mapping[str, str], shelf: Library, process: str) -> str:
    """Of the decision's text and of the process's own files and trials."""
    told = dict(list_texts(shelf, process))
    return sha256(dumps([files[place.path], process, told], sort_keys=True).encode()).hexdigest()


def list_texts(shelf: Library, process: str) -> Iterator[tuple[str, str]]:
    yield from shelf.read_own(process).items()
    yield from shelf.read_trials(process).items()
