"""Rows in bulk by PostgreSQL's COPY: many times faster than INSERT, through the same triggers and constraints."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """So many new keys of a model's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of these columns; a dict or list is written as JSON."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(column) for column in columns)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN") as target,
    ):
        for row in rows:
            target.write_row([write(value) for value in row])


def write(value: Any) -> Any:
    return json.dumps(value) if isinstance(value, dict | list) else value


def copy_models(rows: Sequence[models.Model]) -> None:
    """Write unsaved objects of one model, with the values of all their columns."""
    if not rows:
        return
    fields = [one for one in rows[0]._meta.concrete_fields if not one.has_db_default()]
    attributes = [one.attname for one in fields]
    columns = [str(one.column) for one in fields]
    copy(type(rows[0]), columns, ([getattr(row, name) for name in attributes] for row in rows))
