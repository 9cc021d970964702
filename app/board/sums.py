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
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from app.board.models import Figure, Standing

Key = tuple[Any, ...]
Way = tuple[str, ...]
#: A statement with its values.
Written = tuple[str, tuple[Any, ...]]
GRAIN = ("process", "promise", "step", "kind", "condition", "age", "soon")
#: Case by case, through the index: to read all that stands and keep the rows of a few files is what must not happen.
HIDDEN = """
SELECT s.* FROM ({cases}) c CROSS JOIN LATERAL ({standing} OFFSET 0) s
"""
SEEN = """
SELECT {columns}, f.number - COALESCE(h.number, 0) AS number,
    CASE WHEN h.first = f.earliest THEN (
        SELECT s.target_at FROM ({seen}) s
        WHERE (s.process, s.promise, s.step, s.kind, s.condition, s.age)
            = (f.process, f.promise, f.step, f.kind, f.condition, f.age)
          AND s.soon IS NOT DISTINCT FROM f.soon AND s.target_at >= f.earliest
        ORDER BY s.target_at LIMIT 1
    ) ELSE f.earliest END AS earliest
FROM ({figures}) f LEFT JOIN (
    SELECT {grain}, count(*) AS number, min(target_at) AS first FROM ({hidden}) one GROUP BY {grain}
) h
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


@dataclass(frozen=True)
class Veiled:
    """The rows behind figures: those of cases hidden from the reader, and the others."""

    cases: QuerySet[Any]
    rows: QuerySet[Standing]
    seen: QuerySet[Standing]

    def write_hidden(self) -> Written:
        cases, values = write(self.cases.values("reference"))
        # Rows of no case are named, for the index by case does without them.
        of_case = self.rows.exclude(case_ref="").filter(case_ref=RawSQL("c.reference", ()))
        standing, more = write(of_case.values(*GRAIN, "target_at"))
        return HIDDEN.format(cases=cases, standing=standing), (*values, *more)

    def count(self) -> int:
        statement, values = self.write_hidden()
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({statement}) hidden", values)  # noqa: S608 – our own words
            return int(cursor.fetchone()[0])


def add_up(
    ways: Sequence[Way], figures: QuerySet[Figure], veiled: Veiled | None
) -> Mapping[Way, Mapping[Key, Amount]]:
    """For each way, fields of `GRAIN`, the amounts by the values of its fields; what is nought is left out.

    `veiled` are the rows of these figures; None where the reader sees all.
    """
    rows, values = write_rows(figures, veiled)
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


def write_rows(figures: QuerySet[Figure], veiled: Veiled | None) -> Written:
    """Figures of the finest grain."""
    whole, values = write(figures.values(*GRAIN, "number", "earliest"))
    if veiled is None:
        return whole, values
    hidden, hidden_values = veiled.write_hidden()
    seen, seen_values = write(veiled.seen.values(*GRAIN, "target_at"))
    grain, columns = ", ".join(GRAIN), ", ".join(f"f.{field}" for field in GRAIN)
    statement = SEEN.format(grain=grain, columns=columns, figures=whole, hidden=hidden, seen=seen)
    return statement, (*seen_values, *values, *hidden_values)


def write(rows: QuerySet[Any, Any]) -> Written:
    statement, values = rows.order_by().query.sql_with_params()
    return statement, tuple(values)
