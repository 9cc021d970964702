"""Which waits of running cases would end on another day under a draft of a calendar. Nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from app.studio.clock_impact import count_days
from app.studio.shared_places import Place
from workflows import timer_recounts
from workflows.calendars import Calendar, join_editions, load_calendar
from workflows.shared_texts import list_editions
from workflows.timer_recounts import Recount

#: A page looks at so many, soonest first; the list that leaves looks at all.
MOST_LOOKED_AT = 500


@dataclass(frozen=True)
class MovedTimer:
    """A waiting timer that would be due `days` later (negative: earlier)."""

    timer: int
    engine_timer: str
    instance: UUID
    case_ref: str
    process: str
    version: int
    node_id: str
    due_at: datetime
    would_be: datetime

    @property
    def days(self) -> int:
        return count_days(self.due_at, self.would_be)


@dataclass(frozen=True)
class TimerImpact:
    """`counting` timers ask the calendar, `looked_at` were counted anew; `held` wait for a day of their case."""

    counting: int
    looked_at: int
    held: int
    moved: tuple[MovedTimer, ...]


def find_impact(
    place: Place, calendar: Calendar, starts_on: date, most: int | None = MOST_LOOKED_AT
) -> TimerImpact:
    """No day before the first one can move, so only timers due from then on are counted anew."""
    since = calendar.start_of(starts_on)
    timers = timer_recounts.list_counting(place.name, since)
    counting = timers.count()
    held = timer_recounts.list_waiting(place.name, since).count() - counting
    found = timer_recounts.walk_moved(timers[:most], calendar, list_known(place))
    moved = tuple(tell(one) for one in found)
    return TimerImpact(counting, min(counting, most or counting), held, moved)


def list_known(place: Place) -> Sequence[Calendar]:
    """The calendar as it was at each publication, the newest first: on one of them a timer was counted."""
    editions = list_editions(place.kind.folder, place.name)
    if not editions:
        return [load_calendar(place.name)]
    return [join_editions(editions[:number]) for number in range(len(editions), 0, -1)]


def tell(one: Recount) -> MovedTimer:
    timer, instance = one.timer, one.timer.instance
    assert instance is not None
    return MovedTimer(
        timer=timer.pk,
        engine_timer=timer.engine_timer,
        instance=instance.pk,
        case_ref=instance.case_ref or "",
        process=instance.definition_key,
        version=instance.version_id,
        node_id=timer.node_id,
        due_at=timer.due_at,
        would_be=one.would_be,
    )
