"""What tables that were told betray together: a small or dominated cell computed from cells of several of them.

Two tables are linked when they tell of the same facts: the same figures over days that overlap (a year less three told
quarters is the fourth), or the population by coverage and the exempted quarters, whose margin is the same. Each told
cell is an equation over the facts its tables share; a hidden cell is betrayed when its own equation follows from the
told ones and gives its true figure. An inference that data changed since would make wrong is none.

Sources of the rule: A. Hundepool and others, Handbook on Statistical Disclosure Control (2nd edition, August 2024),
section 4.2.2: what is hidden must not be recalculated from what is told by differencing; for a rule of smallest numbers
it is exact disclosure that is to be prevented. ESSnet on Statistical Disclosure Control, task 8, problems on linked
tables: the suppressions of tables linked by linear constraints must be coordinated between them.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from app.registers.quarters import Quarter
from app.statistics.equations import Equations
from app.statistics.suppression import Key

#: What stands at one day; everything else happens on days, and adds up over them.
STOCKS = frozenset({"population", "arrears"})
#: The query whose figures are the other one's margin.
RELATED = {"population": "exemptions", "exemptions": "population"}
ANY_CATEGORY = "*"
MONTH, QUARTER = re.compile(r"^(\d{4})-(\d{2})$"), re.compile(r"^(\d{4}) Q([1-4])$")
#: One fact the tables share: the query, its two values, and from which day until which.
Fact = tuple[str, str, str, date, date]


@dataclass(frozen=True)
class ToldCell:
    """`cents` of a query with euros. `is_sensitive` when no reader may learn it; `is_hidden` when it is not told."""

    number: int
    cents: int | None = None
    is_hidden: bool = False
    is_sensitive: bool = False


@dataclass(frozen=True)
class ToldTable:
    """A table an authority has, or is about to get; cells by (first, second), an empty one is the total over it."""

    name: str
    query: str
    first_day: date
    last_day: date
    cells: Mapping[Key, ToldCell]

    @property
    def days(self) -> tuple[date, date]:
        """The days it tells of: of what stands, the quarter or the day it stood."""
        if self.query == "population":
            quarter = Quarter.of(self.last_day)
            return quarter.first_day, quarter.last_day
        return (self.last_day, self.last_day) if self.query == "arrears" else (self.first_day, self.last_day)


@dataclass(frozen=True)
class Betrayed:
    """A cell of a table that may not be told, and is by the others."""

    table: ToldTable
    key: Key


def find_betrayed(new: ToldTable, earlier: Iterable[ToldTable]) -> Betrayed | None:
    """The first sensitive cell, of the new table or an earlier one, that only the new table makes computable."""
    linked = list_linked(new, list(earlier))
    if not linked:
        return None
    facts = Facts([new, *linked])
    before, after = facts.tell(linked), facts.tell([new, *linked])
    for table in (new, *linked):
        for key, cell in table.cells.items():
            if not (cell.is_sensitive and cell.is_hidden):
                continue
            row = facts.list_of(table, key)
            if is_computed(after, row, cell) and not is_computed(before, row, cell):
                return Betrayed(table, key)
    return None


def is_computed(told: Equations[Fact], row: Iterable[Fact], cell: ToldCell) -> bool:
    found = told.solve(row)
    return found is not None and (
        found[0] == cell.number or (cell.cents is not None and found[1] == cell.cents)
    )


def list_linked(new: ToldTable, earlier: list[ToldTable]) -> list[ToldTable]:
    """Those of the same facts or their margin whose days overlap, and those that overlap with these."""
    queries = {new.query, RELATED.get(new.query, new.query)}
    rest = [table for table in earlier if table.query in queries]
    linked: list[ToldTable] = []
    reached = [new]
    while reached:
        table = reached.pop()
        near = [one for one in rest if overlap(one.days, table.days)]
        rest = [one for one in rest if one not in near]
        linked += near
        reached += near
    return linked


def overlap(one: tuple[date, date], other: tuple[date, date]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


class Facts:
    """The facts that linked tables tell of, each as small as their days and values make them."""

    def __init__(self, tables: list[ToldTable]) -> None:
        self.tables = tables
        self.values = {
            (query, place): sorted(
                {key[place] for table in tables if table.query == query for key in table.cells} - {""}
            )
            for query in {table.query for table in tables}
            for place in (0, 1)
        }
        bounds = {day for table in tables for day in (table.days[0], table.days[1] + timedelta(days=1))}
        self.bounds = sorted(bounds)

    def tell(self, tables: Iterable[ToldTable]) -> Equations[Fact]:
        """The equations of every told cell, also of those a table leaves out because there is nobody."""
        told: Equations[Fact] = Equations()
        for table in tables:
            firsts, seconds = self.values[table.query, 0], self.values[table.query, 1]
            for key in ((first, second) for first in (*firsts, "") for second in (*seconds, "")):
                cell = table.cells.get(key, ToldCell(0, 0))
                if not cell.is_hidden:
                    told.add(self.list_of(table, key), (cell.number, cell.cents or 0))
        return told

    def list_of(self, table: ToldTable, key: Key) -> list[Fact]:
        """The facts a cell is the sum of."""
        firsts = [key[0]] if key[0] else self.values[table.query, 0]
        seconds = [key[1]] if key[1] else self.values[table.query, 1]
        return [fact for one in firsts for two in seconds for fact in self.split(table, one, two)]

    def split(self, table: ToldTable, first: str, second: str) -> Iterator[Fact]:
        if table.query == "exemptions":
            yield from self.split_exempted(table, first, second)
        elif table.query in STOCKS:
            yield (table.query, first, second, *table.days)
        else:
            yield from ((table.query, first, second, *days) for days in self.cut(table.days, second))

    def split_exempted(self, table: ToldTable, coverage: str, quarter: str) -> Iterator[Fact]:
        """As the population has them: by category, where a table of the population of that quarter was told."""
        days = read_days(quarter)
        if days is None or not table.first_day <= days[0] <= table.last_day:
            return
        known = self.values.get(("population", 0), []) if self.has_population(days) else []
        for category in known or [ANY_CATEGORY]:
            yield ("population", category, coverage, *days)

    def has_population(self, days: tuple[date, date]) -> bool:
        return any(table.query == "population" and table.days == days for table in self.tables)

    def cut(self, days: tuple[date, date], value: str) -> Iterator[tuple[date, date]]:
        """The days in pieces that no table cuts further; of a month or quarter told by name, those in it."""
        named = read_days(value) or days
        for start, after in pairwise(self.bounds):
            end = after - timedelta(days=1)
            piece = max(start, named[0]), min(end, named[1])
            if days[0] <= start and end <= days[1] and piece[0] <= piece[1]:
                yield piece


def read_days(value: str) -> tuple[date, date] | None:
    """The days of a month (2026-01) or quarter (2026 Q1) that is a value of a table; None for any other value."""
    if month := MONTH.match(value):
        year, number = int(month[1]), int(month[2])
        return date(year, number, 1), date(year, number, monthrange(year, number)[1])
    if found := QUARTER.match(value):
        quarter = Quarter(int(found[1]), int(found[2]))
        return quarter.first_day, quarter.last_day
    return None
