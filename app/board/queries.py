"""What the board reads: figures of one count, and the rows that count added up.

Both are of the same instant, however much later the list is opened, so that a number equals its list. Files hidden from
the reader are taken out of both when they are read: who may see what is never as of an earlier minute.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from app.accounts.hiding import list_hidden, of_cases
from app.board.conditions import Condition
from app.board.filters import NO_TEAM, Filters
from app.board.models import NEVER, Figure, Rollup, Standing
from app.board.sources import HORIZONS
from app.teams.queries import list_teams

PAGE_SIZE = 50
Key = tuple[Any, ...]


@dataclass(frozen=True)
class Amount:
    """So many rows, and the first target among them."""

    number: int
    earliest: datetime


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


def list_standing(filters: Filters, rollup: Rollup) -> QuerySet[Standing]:
    """What stood as the filters say in this count, of no file hidden from the reader; without order or page."""
    rows, hidden = list_all(filters, rollup), list_hidden()
    return rows.exclude(of_cases(hidden)) if hidden else rows


def list_all(filters: Filters, rollup: Rollup) -> QuerySet[Standing]:
    there = Q(since__lte=rollup.pk) & (Q(until=None) | Q(until__gt=rollup.pk))
    return Standing.objects.filter(there, narrow(filters))


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


def add_up(filters: Filters, rollup: Rollup, *fields: str) -> dict[Key, Amount]:
    """How many rows of the filters there are by the values of these fields; none of a file hidden from the reader."""
    figures = Figure.objects.filter(narrow(filters), rollup=rollup).values_list(*fields)
    counted = read_amounts(figures.annotate(n=Sum("number"), first=Min("earliest")), fields)
    hidden = list_hidden()
    if not hidden:
        return counted
    rows = list_all(filters, rollup).filter(of_cases(hidden)).values_list(*fields)
    unseen = read_amounts(rows.annotate(n=Count("pk"), first=Min("target_at")), fields)
    for key, amount in unseen.items():
        values = dict(zip(fields, key, strict=True))
        counted[key] = subtract(counted[key], amount, list_standing(filters, rollup).filter(**values))
    return {key: amount for key, amount in counted.items() if amount.number}


def read_amounts(rows: Any, fields: Collection[str]) -> dict[Key, Amount]:
    return {row[: len(fields)]: Amount(*row[len(fields) :]) for row in rows.order_by()}


def subtract(all_of_them: Amount, unseen: Amount, seen: QuerySet[Standing]) -> Amount:
    """The first target is looked for anew only where it was that of something unseen."""
    earliest, number = all_of_them.earliest, all_of_them.number - unseen.number
    if number and unseen.earliest == earliest:
        earliest = seen.order_by("target_at").values_list("target_at", flat=True)[0]
    return Amount(number, earliest)


def count(filters: Filters, rollup: Rollup) -> int:
    return sum(one.number for one in add_up(filters, rollup, "subject").values())


def count_by(field: str, filters: Filters, rollup: Rollup) -> Mapping[str, Tally]:
    """Tallies by the values of `field`: process, promise, step or age."""
    found: dict[str, Tally] = {}
    for (value, condition), amount in add_up(filters, rollup, field, "condition").items():
        found[value] = found.get(value, Tally()) + make_tally(condition, amount)
    return found


def make_tally(condition: str, amount: Amount) -> Tally:
    numbers: dict[str, Any] = {condition: amount.number}
    return Tally(**numbers, earliest=amount.earliest if amount.earliest < NEVER else None)


def count_forecasts(filters: Filters, rollup: Rollup) -> Mapping[int, int]:
    """How many run out within each horizon."""
    found = {soon: amount.number for (soon,), amount in add_up(filters, rollup, "soon").items() if soon}
    return {days: sum(n for soon, n in found.items() if soon <= days) for days in HORIZONS}


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
