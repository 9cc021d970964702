"""Loading millions of rows: without indexes, which are made again afterwards."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection


@contextmanager
def without_indexes(tables: Sequence[str]) -> Iterator[None]:
    """Take constraints, triggers and indexes away for the load and make them again, as restoring a backup does."""
    restore: list[str] = []
    with connection.cursor() as cursor:
        for kinds in ("f", "u", "p"):
            for name, table, definition in _constraints(kinds, tables):
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
                restore.insert(0, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
        for table in tables:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            restore.append(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        for name, definition in _indexes(tables):
            cursor.execute(f'DROP INDEX "{name}"')
            restore.append(definition)
        cursor.execute("SET maintenance_work_mem = '256MB'")
        yield
        for statement in restore:
            cursor.execute(statement)


def _constraints(kind: str, tables: Sequence[str]) -> list[tuple[str, str, str]]:
    """Name, table and definition; foreign keys of other tables to these included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, conrelid::regclass::text, pg_get_constraintdef(oid) FROM pg_constraint "
            "WHERE contype = %s AND (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[]))",
            [kind, list(tables), list(tables)],
        )
        return [(str(name), str(table), str(text)) for name, table, text in cursor.fetchall()]


def _indexes(tables: Sequence[str]) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [list(tables)])
        return [(str(name), str(text)) for name, text in cursor.fetchall()]
