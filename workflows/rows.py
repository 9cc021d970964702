"""Two ways to run a statement on the kernel's tables."""

from collections.abc import Mapping
from typing import Any

from django.db import connection


def fetch(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows a statement returns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def change(statement: str, values: Mapping[str, Any]) -> int:
    """The number of rows a statement changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
