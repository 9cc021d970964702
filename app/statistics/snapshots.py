"""Taking a certified snapshot: all queries in one reading of the database, hashed, held against the books."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from django.db import connection, transaction

from app.registers.figures import Figures
from app.statistics.certified_queries import QUERIES, CertifiedQuery
from app.statistics.errors import PeriodRefused
from app.statistics.models import Snapshot, SnapshotCell
from workflows.clock import BRUSSELS

KEPT_YEARS = 10
ZERO = Decimal("0.00")
#: Of the largest contribution to a cell: how near to it nobody may come by estimating.
SHARE = "STATISTICS.DOMINANCE_SHARE"


def take_snapshot(first_day: date, last_day: date, *, by: str, now: datetime) -> Snapshot:
    """Figures of the period as they stand now. Raises PeriodRefused for days in the wrong order or to come."""
    if not first_day <= last_day <= now.astimezone(BRUSSELS).date():
        raise PeriodRefused(
            "The period ends before it begins, or after today.", first=first_day, last=last_day
        )
    today = now.astimezone(BRUSSELS).date()
    share = Figures(today).take(SHARE)
    with one_reading():
        cells = {
            query.name: list(read_cells(query, first_day, last_day, share)) for query in QUERIES.values()
        }
        found = {name: reconcile(QUERIES[name], rows, first_day, last_day) for name, rows in cells.items()}
        books = {name: one for name, one in found.items() if one is not None}
        snapshot = Snapshot.objects.create(
            first_day=first_day,
            last_day=last_day,
            taken_at=now,
            taken_by=by,
            cells_sha256=take_digest(cells),
            reconciliation=books,
            agrees=all(Decimal(one["difference"]) == 0 for one in books.values()),
            dominance_share=share,
            keep_until=add_years(today, KEPT_YEARS),
        )
        SnapshotCell.objects.bulk_create(
            SnapshotCell(
                snapshot=snapshot,
                query=name,
                first=row[0],
                second=row[1],
                persons=row[2],
                number=row[3],
                amount=row[4],
                lacking=row[5],
            )
            for name, rows in cells.items()
            for row in rows
        )
    return snapshot


@contextmanager
def one_reading() -> Iterator[None]:
    """All statements see the database of one instant, and nobody waits for them: the books go on being written."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield


def read_cells(
    query: CertifiedQuery, first_day: date, last_day: date, share: Decimal
) -> Iterator[tuple[Any, ...]]:
    """(first, second, persons, number, amount, lacking) of each cell; an empty dimension is the total over it."""
    with connection.cursor() as cursor:
        cursor.execute(query.statement, {"first": first_day, "last": last_day, "share": share})
        for first, second, persons, number, amount, *lacking in cursor.fetchall():
            euros = None if amount is None else Decimal(amount).quantize(ZERO)
            missing = Decimal(lacking[0]).quantize(ZERO, ROUND_CEILING) if lacking else None
            yield first or "", second or "", persons, number, euros, missing


def reconcile(
    query: CertifiedQuery, rows: list[tuple[Any, ...]], first_day: date, last_day: date
) -> dict[str, str] | None:
    """What the cells and the books say, in euro as text; nothing for a query the books do not know."""
    if not query.books:
        return None
    cells = sum((row[4] for row in rows if row[0] and row[1]), ZERO)
    with connection.cursor() as cursor:
        cursor.execute(query.books, {"first": first_day, "last": last_day})
        books = Decimal(cursor.fetchone()[0]).quantize(ZERO)
    return {"cells": str(cells), "books": str(books), "difference": str(cells - books)}


def take_digest(cells: dict[str, list[tuple[Any, ...]]]) -> str:
    content = {name: sorted([str(value) for value in row] for row in rows) for name, rows in cells.items()}
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def verify(snapshot: Snapshot) -> bool:
    """Whether the kept cells are still the ones that were hashed."""
    cells: dict[str, list[tuple[Any, ...]]] = {name: [] for name in QUERIES}
    row: tuple[Any, ...]
    for cell in snapshot.cells.all():
        row = (cell.first, cell.second, cell.persons, cell.number, cell.amount)
        if snapshot.dominance_share is not None:
            row = (*row, cell.lacking)
        cells.setdefault(cell.query, []).append(row)
    return take_digest(cells) == snapshot.cells_sha256


def add_years(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)
