"""The history on a case's page, newest first, one page at a time: a case may live for years.

A page is cut between two steps of the process, never inside one: the lines of a step explain each other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.cases import timeline
from app.cases.timeline import Entry
from app.cases.wording import find_wording
from app.correspondence.queries import Happening, list_happenings
from workflows.models import ProcessInstance
from workflows.models.history import HistoryEvent

#: Lines of the process on one page; a step that is longer is shown whole all the same, up to `LONGEST_STEP`.
PAGE, LONGEST_STEP = 500, 2000
TOLD = sorted([*timeline.KINDS, *timeline.PLACED])


@dataclass(frozen=True)
class Place:
    """Where a page begins: behind the line `event_id`, which happened `at`."""

    event_id: int
    at: datetime

    def __str__(self) -> str:
        return f"{self.event_id}~{self.at.isoformat()}"


@dataclass(frozen=True)
class HistoryPage:
    """`earlier` is where the next page begins; none on the last one."""

    entries: list[Entry]
    earlier: Place | None


def read_place(text: str) -> Place | None:
    """The place a link of ours wrote; None for anything else."""
    number, _, instant = text.partition("~")
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        return None
    return Place(int(number), at) if number.isdecimal() and len(number) < 19 and at.tzinfo else None


def read_history(
    instances: Iterable[ProcessInstance], case_ref: str, language: str, *, before: Place | None = None
) -> HistoryPage:
    """What happened in every run of the case, woven with the contacts and letters of the same time."""
    versions = {one.pk: one.version_id for one in instances}
    events, earlier = read_events(versions, before)
    told = tell_runs(events, versions, language)
    return HistoryPage(timeline.weave(told, keep_time(list_happenings(case_ref), before, earlier)), earlier)


def tell_runs(events: Sequence[HistoryEvent], versions: Mapping[UUID, int], language: str) -> Iterator[Entry]:
    """Each run in the words of its own version."""
    makers = {event.instance_id for event in events if event.kind == "job_done"}
    letters = timeline.find_letters(*makers) if makers else {}
    names = timeline.name_actors(event.actor for event in events)
    runs: dict[UUID, list[HistoryEvent]] = {}
    for event in reversed(events):
        runs.setdefault(event.instance_id, []).append(event)
    for run, its_events in runs.items():
        yield from timeline.tell(its_events, find_wording(versions[run]), language, letters, names)


def read_events(instances: Iterable[UUID], before: Place | None) -> tuple[list[HistoryEvent], Place | None]:
    """Newest first, whole steps; and where the events before them begin."""
    rows = HistoryEvent.objects.filter(instance_id__in=list(instances), kind__in=TOLD).order_by("-id")
    if before:
        rows = rows.filter(id__lte=before.event_id)
    found = list(rows[: PAGE + 1])
    if len(found) <= PAGE:
        return found, None
    last = found[-1]
    whole = [event for event in found[:-1] if not is_same_step(event, last)]
    if not whole:
        step = rows.filter(instance_id=last.instance_id, rev=last.rev, seq__isnull=False)
        whole = list(step[:LONGEST_STEP])
    first = rows.filter(id__lt=whole[-1].pk).values_list("id", "at").first()
    return whole, Place(*first) if first else None


def is_same_step(event: HistoryEvent, other: HistoryEvent) -> bool:
    """Lines between two steps (a claim, a pause) belong to none."""
    if event.seq is None or other.seq is None:
        return False
    return (event.instance_id, event.rev) == (other.instance_id, other.rev)


def keep_time(
    happenings: Iterable[Happening], before: Place | None, earlier: Place | None
) -> list[Happening]:
    """Those of this page's time: up to the newest line of it, and after those of the next page."""
    return [
        one
        for one in happenings
        if (before is None or one.at <= before.at) and (earlier is None or one.at > earlier.at)
    ]
