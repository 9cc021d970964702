"""What the board reads: the promises that are still to be kept, counted and listed by the same conditions."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case as Choice
from django.db.models import CharField, Count, F, Min, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Coalesce, Concat, NullIf

from app.accounts.hiding import list_hidden, of_cases
from app.board.conditions import OPEN, Condition, matches
from app.board.filters import HORIZONS, NO_TEAM, Age, Filters, of_age
from app.teams.queries import list_teams
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.models import ServiceLevelClock

PAGE_SIZE = 50
#: Annotates `grouped`: what a promise is counted under.
Group = Callable[[Any], Any]


@dataclass(frozen=True)
class Tally:
    """How many promises stand how; `earliest` is the target of the one longest broken, or next to be."""

    breached: int = 0
    at_risk: int = 0
    on_track: int = 0
    paused: int = 0
    earliest: datetime | None = None

    @property
    def open(self) -> int:
        return self.breached + self.at_risk + self.on_track + self.paused

    def of(self, condition: Condition | None) -> int:
        return self.open if condition is None else int(getattr(self, condition.value))

    def __add__(self, other: "Tally") -> "Tally":
        ends = [one for one in (self.earliest, other.earliest) if one is not None]
        return Tally(
            self.breached + other.breached,
            self.at_risk + other.at_risk,
            self.on_track + other.on_track,
            self.paused + other.paused,
            min(ends, default=None),
        )


@dataclass(frozen=True)
class TeamPart:
    """A team and the processes it works on."""

    key: str
    name: str
    processes: frozenset[str]


def list_open() -> QuerySet[ServiceLevelClock]:
    """Promises still to be kept, of no file hidden from the reader, none of a trial."""
    clocks = ServiceLevelClock.objects.filter(state__in=OPEN, instance__is_test=False)
    hidden = list_hidden()
    return clocks.exclude(of_cases(hidden, "instance__case_ref")) if hidden else clocks


def name_promise(clocks: QuerySet[ServiceLevelClock]) -> QuerySet[Any]:
    """With `promise`: the called process that made it, else that of the case, and the level's id."""
    called = NullIf(F("process"), Value("", output_field=TextField()))
    by = Coalesce(called, F("instance__definition_key"))
    return clocks.annotate(promise=Concat(by, Value("/"), F("level"), output_field=TextField()))


def list_filtered(filters: Filters, now: datetime) -> QuerySet[Any]:
    """The promises of the filters, without order or page."""
    clocks = name_promise(list_open())
    if filters.condition:
        clocks = clocks.filter(matches(filters.condition, now))
    if filters.process:
        clocks = clocks.filter(instance__definition_key=filters.process)
    if filters.promise:
        clocks = clocks.filter(promise=filters.promise)
    if filters.kind:
        clocks = clocks.filter(kind=filters.kind)
    if filters.age:
        clocks = clocks.filter(of_age(filters.age, now))
    if filters.within:
        clocks = clocks.filter(will_be_late(filters.within, now))
    return clocks.filter(of_team(filters.team)) if filters.team else clocks


def will_be_late(days: int, now: datetime) -> Q:
    """Running clocks not broken yet whose target lies within so many working days, today being the first."""
    return ~matches(Condition.BREACHED, now) & Q(state="running", target_at__lte=end_of_horizon(days, now))


def count_forecasts(now: datetime) -> Mapping[int, int]:
    """How many promises run out within each horizon, in one statement."""
    counts = {f"within_{days}": Count("pk", filter=will_be_late(days, now)) for days in HORIZONS}
    found = list_open().aggregate(**counts)
    return {days: found[f"within_{days}"] for days in HORIZONS}


def end_of_horizon(days: int, now: datetime) -> datetime:
    """The midnight after the last of so many working days."""
    last = find_last_day(days, now.astimezone(BRUSSELS).date())
    return datetime.combine(last + timedelta(days=1), datetime.min.time(), tzinfo=BRUSSELS)


def find_last_day(days: int, today: date) -> date:
    """Of so many working days from today on, today included when it is one."""
    calendar = load_calendar()
    first = today if calendar.is_working_day(today) else calendar.next_working_day(today)
    return calendar.add_working_days(first, days - 1) if days > 1 else first


def of_team(key: str) -> Q:
    teams = list_team_parts()
    if key == NO_TEAM:
        return ~Q(instance__definition_key__in=sorted(frozenset().union(*(one.processes for one in teams))))
    wanted = next((one.processes for one in teams if one.key == key), frozenset())
    return Q(instance__definition_key__in=sorted(wanted))


def list_team_parts() -> list[TeamPart]:
    """Open teams that name their processes, by name."""
    return [
        TeamPart(str(team.pk), team.name, frozenset(team.processes))
        for team in list_teams()
        if team.processes
    ]


def read_page(filters: Filters, now: datetime, size: int = PAGE_SIZE) -> tuple[list[ServiceLevelClock], str]:
    """The first to run out first; with the query string of the next page, empty on the last."""
    clocks = list_filtered(filters, now).order_by("target_at", "pk")
    if filters.after:
        at, key = filters.after
        clocks = clocks.filter(Q(target_at__gt=at) | Q(target_at=at, pk__gt=key))
    light = clocks.select_related("instance").defer("instance__state", "policy")
    found = list(light[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], filters.write(after=(last.target_at, last.pk))


def read_all(filters: Filters, now: datetime, size: int) -> Iterator[ServiceLevelClock]:
    """Every promise of the filters, read in pages of `size`."""
    while True:
        page, following = read_page(filters, now, size)
        yield from page
        if not following:
            return
        filters = replace(filters, after=(page[-1].target_at, page[-1].pk))


def count_by(
    group: Group,
    filters: Filters,
    now: datetime,
) -> Mapping[str, Tally]:
    """Tallies by the `grouped` that `group` annotates, in one statement."""
    counts = {str(one): Count("pk", filter=matches(one, now)) for one in Condition}
    rows = group(list_filtered(filters, now)).values("grouped").order_by()
    return {
        str(row.pop("grouped")): Tally(**row) for row in rows.annotate(**counts, earliest=Min("target_at"))
    }


def group_by_process(clocks: Any) -> Any:
    return clocks.annotate(grouped=F("instance__definition_key"))


def group_by_promise(clocks: Any) -> Any:
    return clocks.annotate(grouped=F("promise"))


def group_by_age(now: datetime) -> Group:
    def group(clocks: Any) -> Any:
        ages = (When(of_age(age, now), then=Value(str(age))) for age in Age)
        return clocks.annotate(grouped=Choice(*ages, output_field=CharField()))

    return group


def sum_teams(by_process: Mapping[str, Tally], teams: Collection[TeamPart]) -> Mapping[str, Tally]:
    """By the key of a team; a process of two teams counts with both, one of none under `NO_TEAM`."""
    found = {
        team.key: sum((tally for key, tally in by_process.items() if key in team.processes), Tally())
        for team in teams
    }
    named = frozenset().union(*(team.processes for team in teams))
    rest = sum((tally for key, tally in by_process.items() if key not in named), Tally())
    return {**found, NO_TEAM: rest} if rest.open else found
