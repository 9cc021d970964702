"""What people read of recovery: the work list, a file's course, a party's debts before the court."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import QueryDict

from app.people.models import Party
from app.recovery.mandates import list_silent
from app.recovery.models import JudicialFile
from app.recovery.states import RUNNING, FileState

PAGE_SIZE = 50
FAR = date(9999, 12, 31)


@dataclass(frozen=True)
class FileFilters:
    """`silent` asks for files with a silent mandate; `after` is where the page before ended."""

    state: str = ""
    silent: bool = False
    after: str = ""


def read_filters(query: QueryDict) -> FileFilters:
    state = query.get("state", "")
    return FileFilters(
        state=state if state in FileState.values else "",
        silent=query.get("silent") == "1",
        after=query.get("after", "")[:40],
    )


def list_files(filters: FileFilters, on: date) -> QuerySet[Any, Any]:
    """Files with `silent` (a mandate without news for too long): those first, then by next action."""
    silent = list_silent(on).filter(file=OuterRef("pk"))
    files = JudicialFile.objects.annotate(silent=Exists(silent)).select_related("debtor")
    files = files.filter(state=filters.state) if filters.state else files.filter(state__in=RUNNING)
    if filters.silent:
        files = files.filter(silent=True)
    return files.order_by("-silent", "next_action_on", "id")


def read_page(filters: FileFilters, on: date) -> tuple[list[Any], str]:
    """A page of files and the place where the next one begins; empty on the last."""
    files = list_files(filters, on)
    if filters.after:
        files = go_after(files, filters.after)
    found = list(files[: PAGE_SIZE + 1])
    return found[:PAGE_SIZE], write_place(found[PAGE_SIZE - 1]) if len(found) > PAGE_SIZE else ""


def write_place(file: Any) -> str:
    return f"{int(file.silent)}~{file.next_action_on or FAR}~{file.pk}"


def go_after(files: QuerySet[Any, Any], place: str) -> QuerySet[Any, Any]:
    """The files behind a place; a place nobody wrote leaves the list as it is."""
    try:
        silent, day, key = place.split("~")
        last, number = date.fromisoformat(day), int(key)
    except ValueError:
        return files
    same = Q(silent=silent == "1")
    if last == FAR:
        later = same & Q(next_action_on__isnull=True, pk__gt=number)
    else:
        later = same & (
            Q(next_action_on__gt=last)
            | Q(next_action_on=last, pk__gt=number)
            | Q(next_action_on__isnull=True)
        )
    return files.filter(later | Q(silent=False)) if silent == "1" else files.filter(later)


def read_all(filters: FileFilters, on: date) -> Iterator[Any]:
    """Every file of the filters, in order, a page at a time."""
    while True:
        found, place = read_page(filters, on)
        yield from found
        if not place:
            return
        filters = replace(filters, after=place)


def count_silent(on: date) -> int:
    """Running files with a silent mandate."""
    return list_silent(on).filter(file__state__in=RUNNING).values("file").distinct().count()


def list_of_party(party: Party) -> list[JudicialFile]:
    return list(party.judicial_files.order_by("-prepared_on", "-id"))
