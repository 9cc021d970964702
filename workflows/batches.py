"""Several statements in one round trip to the database."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg.adapt import Transformer

PLACEHOLDER = "%s"


class Batch:
    """Statements in order. PostgreSQL runs them one after the other in the open transaction, each whole or none."""

    def __init__(self) -> None:
        self._statements: list[str] = []
        self._values: list[Any] = []

    def add(self, statement: str, values: Sequence[Any] = ()) -> None:
        self._statements.append(statement)
        self._values.extend(values)

    def insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, rest: str = ""
    ) -> None:
        """One INSERT of all rows; nothing without rows. `rest` follows VALUES, e.g. ON CONFLICT."""
        listed = list(rows)
        if not listed:
            return
        line = "(" + ",".join(["%s"] * len(columns)) + ")"
        # Table and columns are literals of this package, never input.
        self._statements.append(
            f"INSERT INTO {table} ({','.join(columns)}) VALUES {','.join([line] * len(listed))} {rest}"  # noqa: S608
        )
        for row in listed:
            self._values.extend(row)

    def execute(self) -> int:
        """Run them all; the number of rows the first one changed."""
        if not self._statements:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(self._compose())
            return int(cursor.rowcount)

    def _compose(self) -> str:
        """The statements with the values in them.

        The driver would do the same, but reads every new text with a regular expression first: a third of the time
        of a step. A value that stands in many rows is written once.
        """
        transformer = Transformer(connection.connection)
        literals: dict[int, str] = {}
        for value in self._values:
            if id(value) not in literals:
                literals[id(value)] = "NULL" if value is None else transformer.as_literal(value).decode()
        pieces = ";\n".join(self._statements).split(PLACEHOLDER)
        filled = [piece + literals[id(value)] for piece, value in zip(pieces[:-1], self._values, strict=True)]
        return "".join(filled) + pieces[-1]


def jsonb(data: Any) -> str:
    """Text of a JSON-able value for a jsonb column."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
