"""The figures of a count added up: one statement for all that a page shows, less what is hidden from its reader.

From each figure the hidden rows it counted are taken off, found by their cases. The first target of a figure is looked
for anew only where it was that of something hidden: one look into an index of the rows. The figures are the finest
there are, so that what a page shows, in whatever way, is sums of them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Min, QuerySet

from app.board.models import Figure, Standing

Key = tuple[Any, ...]
Way = tuple[str, ...]
GRAIN = ("process", "promise", "step", "kind", "condition", "age", "soon")
SEEN = """
SELECT {columns}, f.number - COALESCE(h.number, 0) AS number,
    CASE WHEN h.first = f.earliest THEN (
        SELECT s.target_at FROM ({seen}) s
        WHERE (s.process, s.promise, s.step, s.kind, s.condition, s.age)
            = (f.process, f.promise, f.step, f.kind, f.condition, f.age)
          AND s.soon IS NOT DISTINCT FROM f.soon AND s.target_at >= f.earliest
        ORDER BY s.target_at LIMIT 1
    ) ELSE f.earliest END AS earliest
FROM ({figures}) f LEFT JOIN ({hidden}) h
    ON (h.process, h.promise, h.step, h.kind, h.condition, h.age, COALESCE(h.soon, 0))
     = (f.process, f.promise, f.step, f.kind, f.condition, f.age, COALESCE(f.soon, 0))
WHERE f.number > COALESCE(h.number, 0)
"""
SUMS = """
SELECT GROUPING({columns}), {columns}, sum(number), min(earliest)
FROM ({rows}) figures GROUP BY GROUPING SETS ({ways})
"""


@dataclass(frozen=True)
class Amount:
    """So many rows, and the first target among them."""

    number: int
    earliest: datetime


def add_up(
    ways: Sequence[Way],
    figures: QuerySet[Figure],
    hidden: QuerySet[Standing] | None,
    seen: QuerySet[Standing] | None,
) -> Mapping[Way, Mapping[Key, Amount]]:
    """For each way, fields of `GRAIN`, the amounts by the values of its fields; what is nought is left out.

    `hidden` are the rows of these figures that the reader may not see, `seen` the others; None where all are seen.
    """
    rows, values = write_rows(figures, hidden, seen)
    columns = tuple(dict.fromkeys(field for way in ways for field in way))
    sets = ", ".join(f"({', '.join(way)})" for way in dict.fromkeys(ways))
    found: dict[Way, dict[Key, Amount]] = {way: {} for way in ways}
    marks = {mark(way, columns): (way, [columns.index(field) for field in way]) for way in ways}
    with connection.cursor() as cursor:
        cursor.execute(SUMS.format(columns=", ".join(columns), rows=rows, ways=sets), values)
        for marked, *told, number, earliest in cursor.fetchall():
            way, places = marks[marked]
            found[way][tuple(told[place] for place in places)] = Amount(int(number), earliest)
    return found


def mark(way: Way, columns: Sequence[str]) -> int:
    """As PostgreSQL's `GROUPING` tells a way: a bit of each column that is not among its fields."""
    return int("".join("0" if one in way else "1" for one in columns), 2)


def write_rows(
    figures: QuerySet[Figure], hidden: QuerySet[Standing] | None, seen: QuerySet[Standing] | None
) -> tuple[str, tuple[Any, ...]]:
    """Figures of the finest grain as SQL with its values."""
    whole, values = write(figures.values(*GRAIN, "number", "earliest"))
    if hidden is None or seen is None:
        return whole, values
    counted = hidden.values(*GRAIN).annotate(number=Count("pk"), first=Min("target_at"))
    unseen, unseen_values = write(counted)
    others, other_values = write(seen.values(*GRAIN, "target_at"))
    columns = ", ".join(f"f.{field}" for field in GRAIN)
    statement = SEEN.format(columns=columns, figures=whole, hidden=unseen, seen=others)
    return statement, (*other_values, *values, *unseen_values)


def write(rows: QuerySet[Any, Any]) -> tuple[str, tuple[Any, ...]]:
    statement, values = rows.order_by().query.sql_with_params()
    return statement, tuple(values)
