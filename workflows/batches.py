"""Several statements in one round trip to the database."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from psycopg.adapt import Transformer

PLACEHOLDER = "%s"
#: Table, columns, and what follows the rows of an insert.
Kind = tuple[str, tuple[str, ...], str]


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


class GatheredRows(Batch):
    """Keeps rows by table, in the order tables first appear, until they are written together."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[Kind, list[Sequence[Any]]] = {}

    def insert(
        self, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, rest: str = ""
    ) -> None:
        listed = list(rows)
        if listed:
            self._rows.setdefault((table, tuple(columns), rest), []).extend(listed)

    def take_rows(self) -> dict[Kind, list[Sequence[Any]]]:
        """What was gathered; nothing is kept."""
        taken, self._rows = self._rows, {}
        return taken


class MergedRows(GatheredRows):
    """Rows of one table go in together, however often they are added; inserts follow the first statement."""

    def execute(self) -> int:
        inserts = Batch()
        for (table, columns, rest), rows in self.take_rows().items():
            inserts.insert(table, columns, rows, rest=rest)
        self._insert_after_first(inserts)
        return super().execute()

    def _insert_after_first(self, other: Batch) -> None:
        first = self._statements[:1]
        held = sum(statement.count(PLACEHOLDER) for statement in first)
        self._statements[len(first) : len(first)] = other._statements
        self._values[held:held] = other._values


def jsonb(data: Any) -> str:
    """Text of a JSON-able value for a jsonb column."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))
