"""Which running promises would end on another day under a draft of a calendar. Nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.timezone import localdate

from app.studio.shared_places import Place
from workflows.calendars import Calendar, CalendarError, join_editions
from workflows.models.service_level import ServiceLevelClock
from workflows.service_level_clocks import OPEN, compute_target, foresee_rungs, list_unfired
from workflows.shared_texts import SharedText, list_editions

BATCH = 500


def count_days(before: datetime, after: datetime) -> int:
    """On the fund's calendar of days, not in spans of 24 hours."""
    return (localdate(after) - localdate(before)).days


@dataclass(frozen=True)
class MovedStep:
    """A step of a promise's ladder that has not come yet: its name (warning, breach, escalation-1, …) and its days."""

    name: str
    due_at: datetime
    would_be: datetime

    @property
    def days(self) -> int:
        return count_days(self.due_at, self.would_be)


@dataclass(frozen=True)
class Moved:
    """An open clock whose target, or a step of whose ladder, would be another: `days` later (negative: earlier)."""

    clock: int
    instance: UUID
    case_ref: str
    process: str
    level: str
    titles: dict[str, str]
    is_legal: bool
    target_at: datetime
    would_be: datetime
    steps: tuple[MovedStep, ...] = ()

    @property
    def days(self) -> int:
        return count_days(self.target_at, self.would_be)


@dataclass(frozen=True)
class ClockImpact:
    """`looked_at` open clocks count on the calendar; `moved` are those that would move, soonest target first."""

    looked_at: int
    moved: tuple[Moved, ...]

    @property
    def later(self) -> int:
        return sum(one.would_be > one.target_at for one in self.moved)

    @property
    def earlier(self) -> int:
        return sum(one.would_be < one.target_at for one in self.moved)


def lay_over(place: Place, text: str, starts_on: date) -> Calendar:
    """The calendar as it would be with this text from `starts_on` on. Raises SourceRefused."""
    known = list_editions(place.kind.folder, place.name)
    shipped = place.read_shipped().get(place.path)
    if not known and shipped is not None:
        known = (SharedText(place.kind.folder, place.name, 1, None, shipped),)
    number = known[-1].number + 1 if known else 1
    draft = SharedText(place.kind.folder, place.name, number, starts_on if known else None, text)
    return join_editions((*known, draft))


def list_open(name: str, start: datetime | None = None) -> QuerySet[ServiceLevelClock]:
    """The open clocks of a calendar whose promise is not broken; with `start` those that end after it."""
    found = ServiceLevelClock.objects.filter(
        state__in=OPEN, breached_at=None, policy__calendar=name, instance__is_test=False
    )
    return found.filter(target_at__gte=start) if start else found


def find_impact(name: str, calendar: Calendar, starts_on: date) -> ClockImpact:
    """What publishing would leave behind: nothing before the first day can move, so only later targets are counted."""
    later = list_open(name, calendar.start_of(starts_on))
    clocks = later.select_related("instance").prefetch_related("pauses").order_by("target_at", "id")
    moved = tuple(walk_moved(clocks, calendar))
    return ClockImpact(list_open(name).count(), moved)


def walk_moved(clocks: QuerySet[ServiceLevelClock], calendar: Calendar) -> Iterator[Moved]:
    for clock in clocks.iterator(chunk_size=BATCH):
        try:
            would_be = compute_target(clock, calendar)
        except CalendarError:
            continue  # the check of the draft says that nobody ever works
        steps = tuple(walk_steps(clock, calendar))
        if would_be != clock.target_at or steps:
            yield tell(clock, would_be, steps)


def walk_steps(clock: ServiceLevelClock, calendar: Calendar) -> Iterator[MovedStep]:
    """The steps still to come that would come on another day, soonest first."""
    stands, would_be = list_unfired(clock), foresee_rungs(clock, calendar)
    for name, due_at in sorted(stands.items(), key=lambda one: one[1]):
        if would_be.get(name, due_at) != due_at:
            yield MovedStep(name, due_at, would_be[name])


def tell(clock: ServiceLevelClock, would_be: datetime, steps: tuple[MovedStep, ...]) -> Moved:
    return Moved(
        clock=clock.pk,
        instance=clock.instance_id,
        case_ref=clock.instance.case_ref or "",
        process=clock.process or clock.instance.definition_key,
        level=clock.level,
        titles=clock.policy.get("titles", {}),
        is_legal=clock.kind == "legal",
        target_at=clock.target_at,
        would_be=would_be,
        steps=steps,
    )
