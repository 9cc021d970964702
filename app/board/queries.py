"""What the board reads: figures of one count, and the rows that count added up.

Both are of the same instant, however much later the list is opened, so that a number equals its list. Files hidden from
the reader are taken out of both when they are read: who may see what is never as of an earlier minute.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet, Sum

from app.accounts.hiding import list_hidden, of_cases
from app.board import sums
from app.board.conditions import Condition
from app.board.filters import NO_TEAM, Filters
from app.board.models import NEVER, Figure, Rollup, Standing, Stock
from app.board.sources import HORIZONS
from app.board.sums import Amount, Key, Veiled, Way
from app.cases.models import Case
from app.teams.queries import list_teams

PAGE_SIZE = 50
#: By the first horizon that a thing runs out in.
SOON: Way = ("soon",)


@dataclass(frozen=True)
class Tally:
    """How many stand how; `earliest` is the target of the one longest broken, or next to be."""

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


def find_rollup(key: int | None = None) -> Rollup | None:
    """The count of this key; the newest where it is no longer kept or none is asked for; None before the first."""
    asked = Rollup.objects.filter(pk=key).first() if key else None
    return asked or Rollup.objects.order_by("-pk").first()


def count_stock() -> int:
    """How many promises and tasks the first count has taken down so far; nought where none is under way."""
    return Stock.objects.aggregate(n=Sum("taken"))["n"] or 0


def list_standing(filters: Filters, rollup: Rollup) -> QuerySet[Standing]:
    """What stood as the filters say in this count, of no file hidden from the reader; without order or page."""
    rows, hidden = list_all(filters, rollup), list_hidden()
    return rows.exclude(of_cases(hidden)) if hidden else rows


def list_all(filters: Filters, rollup: Rollup) -> QuerySet[Standing]:
    there = Q(since__lte=rollup.pk) & (Q(until=None) | Q(until__gt=rollup.pk))
    return Standing.objects.filter(there, narrow(filters), bound(filters, rollup))


def bound(filters: Filters, rollup: Rollup) -> Q:
    """What follows from being on track, at risk or about to run out: a target ahead of the count. Said because all
    that is late comes first in the order of a list, and need not be read to be left out."""
    is_ahead = filters.within or filters.condition in (Condition.AT_RISK, Condition.ON_TRACK)
    return Q(target_at__gt=rollup.at) if is_ahead else Q()


def narrow(filters: Filters) -> Q:
    return filters.narrow() & of_team(filters.team) if filters.team else filters.narrow()


def of_team(key: str, field: str = "process") -> Q:
    """Rows whose `field` names a process of this team, or of none for `NO_TEAM`."""
    teams = list_team_parts()
    if key == NO_TEAM:
        return ~Q(**{f"{field}__in": sorted(frozenset().union(*(one.processes for one in teams)))})
    wanted = next((one.processes for one in teams if one.key == key), frozenset())
    return Q(**{f"{field}__in": sorted(wanted)})


def list_team_parts() -> list[TeamPart]:
    """Open teams that name their processes, by name."""
    return [
        TeamPart(str(team.pk), team.name, frozenset(team.processes))
        for team in list_teams()
        if team.processes
    ]


def add_up(filters: Filters, rollup: Rollup, *ways: Way) -> Mapping[Way, Mapping[Key, Amount]]:
    """How many rows of the filters there are in each of these ways; none of a file hidden from the reader."""
    return sums.add_up(ways, list_figures(filters, rollup), list_veiled(filters, rollup))


def list_figures(filters: Filters, rollup: Rollup) -> QuerySet[Figure]:
    return Figure.objects.filter(narrow(filters), rollup=rollup)


def list_veiled(filters: Filters, rollup: Rollup) -> Veiled | None:
    """None where nothing is hidden from the reader."""
    hidden = list_hidden()
    if not hidden:
        return None
    cases = Case._base_manager.filter(hidden.narrow_cases())
    return Veiled(cases, list_all(filters, rollup), list_standing(filters, rollup))


def count(filters: Filters, rollup: Rollup) -> int:
    whole = list_figures(filters, rollup).aggregate(n=Sum("number"))["n"] or 0
    veiled = list_veiled(filters, rollup)
    return whole - veiled.count() if veiled else whole


def count_by(field: str, filters: Filters, rollup: Rollup) -> Mapping[str, Tally]:
    """Tallies by the values of `field`: process, promise, step or age."""
    return count_ways([field], filters, rollup)[0][field]


def count_ways(
    fields: Collection[str], filters: Filters, rollup: Rollup
) -> tuple[Mapping[str, Mapping[str, Tally]], Mapping[int, int]]:
    """Tallies by the values of each field, and how many run out within each horizon; one statement."""
    ways = {field: (field, "condition") for field in fields}
    found = add_up(filters, rollup, *ways.values(), SOON)
    return {field: tally_up(found[way]) for field, way in ways.items()}, sum_horizons(found[SOON])


def tally_up(found: Mapping[Key, Amount]) -> dict[str, Tally]:
    amounts: dict[str, dict[str, Amount]] = {}
    for (value, condition), amount in found.items():
        amounts.setdefault(value, {})[condition] = amount
    return {value: make_tally(by_condition) for value, by_condition in amounts.items()}


def make_tally(amounts: Mapping[str, Amount]) -> Tally:
    numbers: dict[str, Any] = {condition: amount.number for condition, amount in amounts.items()}
    first = min(amount.earliest for amount in amounts.values())
    return Tally(**numbers, earliest=first if first < NEVER else None)


def count_forecasts(filters: Filters, rollup: Rollup) -> Mapping[int, int]:
    """How many run out within each horizon."""
    return sum_horizons(add_up(filters, rollup, SOON)[SOON])


def sum_horizons(found: Mapping[Key, Amount]) -> Mapping[int, int]:
    within = {soon: amount.number for (soon,), amount in found.items() if soon}
    return {days: sum(n for soon, n in within.items() if soon <= days) for days in HORIZONS}


def read_page(filters: Filters, rollup: Rollup, size: int = PAGE_SIZE) -> tuple[list[Standing], str]:
    """The first to run out first; with the query string of the next page, empty on the last."""
    rows = list_standing(filters, rollup).order_by("target_at", "pk")
    if filters.after:
        at, key = filters.after
        rows = rows.filter(Q(target_at__gt=at) | Q(target_at=at, pk__gt=key))
    found = list(rows[: size + 1])
    if len(found) <= size:
        return found, ""
    last = found[size - 1]
    return found[:size], filters.write(after=(last.target_at, last.pk))


def read_pages(filters: Filters, rollup: Rollup, size: int) -> Iterator[list[Standing]]:
    """Every row of the filters, in pages of `size`."""
    while True:
        page, following = read_page(filters, rollup, size)
        yield page
        if not following:
            return
        filters = replace(filters, after=(page[-1].target_at, page[-1].pk))


def sum_teams(by_process: Mapping[str, Tally], teams: Collection[TeamPart]) -> Mapping[str, Tally]:
    """By the key of a team; a process of two teams counts with both, one of none under `NO_TEAM`."""
    found = {
        team.key: sum((tally for key, tally in by_process.items() if key in team.processes), Tally())
        for team in teams
    }
    named = frozenset().union(*(team.processes for team in teams))
    rest = sum((tally for key, tally in by_process.items() if key not in named), Tally())
    return {**found, NO_TEAM: rest} if rest.open else found
