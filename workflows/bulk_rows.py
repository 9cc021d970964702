"""A batch of many first steps: the rows of one table go in together, by COPY."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from workflows.batches import Batch, GatheredRows, Kind


class ManyRows(GatheredRows):
    """Inserts by table in the order tables first appear; other statements follow them."""

    def execute(self) -> int:
        """Write everything; the number of rows of the first table."""
        counts = [self._write(kind, rows) for kind, rows in self.take_rows().items()]
        super().execute()
        return counts[0] if counts else 0

    def _write(self, kind: Kind, rows: list[Sequence[Any]]) -> int:
        table, columns, rest = kind
        if rest:  # COPY knows no ON CONFLICT
            Batch.insert(self, table, columns, rows, rest=rest)
            return len(rows)
        # Table and columns are literals of this package, never input.
        statement = f"COPY {table} ({','.join(columns)}) FROM STDIN"
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
            for row in rows:
                copy.write_row(row)
        return len(rows)
