"""What the studio's pages show of processes, versions and drafts."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count, Q

from app.studio.impact import OPEN as RUNNING
from app.studio.models import OPEN, Draft, DraftEvent
from app.studio.shared_places import find_place
from workflows.models.definition import DefinitionVersion, ProcessDefinition
from workflows.models.instance import ProcessInstance


@dataclass(frozen=True)
class Row:
    """A process of the list: its current version, how many cases run on any, and its open draft."""

    key: str
    title: str
    owner: str
    current: DefinitionVersion | None
    running: int
    draft: Draft | None
    is_new: bool = False


@dataclass(frozen=True)
class VersionRow:
    version: DefinitionVersion
    running: int
    is_current: bool


def list_rows(language: str, query: str = "") -> list[Row]:
    """Every process known, by its title; `query` is a part of the title or the key."""
    definitions = ProcessDefinition.objects.select_related("current").defer(
        "current__files", "current__manifest", "current__trials"
    )
    drafts = {one.process: one for one in Draft.objects.filter(state__in=OPEN).defer("files")}
    running = count_running_by_process()
    rows = [
        Row(
            one.key,
            tell_title(one.titles, language, one.key),
            one.owner,
            one.current,
            running.get(one.key, 0),
            drafts.get(one.key),
        )
        for one in definitions
    ]
    published = {row.key for row in rows}
    rows += [
        Row(key, key, "", None, 0, draft, is_new=True)
        for key, draft in drafts.items()
        if key not in published and find_place(key) is None
    ]
    wanted = query.strip().casefold()
    found = [row for row in rows if wanted in row.title.casefold() or wanted in row.key]
    return sorted(found, key=lambda row: row.title.casefold())


def tell_title(titles: Mapping[str, str], language: str, key: str) -> str:
    return str(titles.get(language) or titles.get("fr") or key)


def count_running_by_process() -> dict[str, int]:
    rows = (
        ProcessInstance.objects.filter(status__in=RUNNING)
        .values_list("version__definition")
        .annotate(total=Count("pk"))
        .order_by()
    )
    return {str(key): int(total) for key, total in rows}


def list_versions(process: str) -> list[VersionRow]:
    """Newest first, each with the cases that run on it."""
    current = ProcessDefinition.objects.filter(key=process).values_list("current_id", flat=True).first()
    versions = (
        DefinitionVersion.objects.filter(definition=process)
        .defer("files", "manifest", "trials")
        .annotate(running=Count("instances", filter=Q(instances__status__in=RUNNING)))
        .order_by("-number")
    )
    return [VersionRow(one, one.running, one.pk == current) for one in versions]


def list_past_drafts(process: str) -> list[Draft]:
    past = Draft.objects.filter(process=process).exclude(state__in=OPEN)
    return list(past.defer("files").select_related("opened_by", "version", "edition").order_by("-pk")[:20])


def list_events(draft: Draft) -> list[DraftEvent]:
    return list(draft.events.order_by("at", "pk"))


def may_undo(draft: Draft) -> bool:
    return draft.edits.filter(undoes=None, undone_by=None).exists()


def read_base(draft: Draft) -> dict[str, str]:
    """The files the draft began from: of each changed one what its first change found."""
    files = dict(draft.files)
    first = draft.edits.order_by("path", "rev").distinct("path").values_list("path", "before")
    for path, before in first:
        if before is None:
            files.pop(path, None)
        else:
            files[path] = before
    return files
