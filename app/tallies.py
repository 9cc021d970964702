"""Several counts in one statement: figures of a menu are asked on every page."""

from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


def tally(*lists: QuerySet[Any], most: int) -> list[int]:
    """How many rows each list has, counted no further than `most`."""
    parts: list[str] = []
    values: list[Any] = []
    for rows in lists:
        statement, asked = write_count(rows, most)
        parts.append(statement)
        values.extend(asked)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", values)
        return list(cursor.fetchone())


def write_count(rows: QuerySet[Any], most: int) -> tuple[str, tuple[Any, ...]]:
    try:
        statement, values = rows.order_by().values("pk")[:most].query.sql_with_params()
    except EmptyResultSet:  # a condition nothing can meet is not worth a question
        return "0", ()
    return f"(SELECT count(*) FROM ({statement}) counted)", values  # noqa: S608 – written by the ORM
