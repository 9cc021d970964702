"""The rows of a fund as text, table by table: what a dump holds, and how it is put back.

Left out: what each installation makes itself (migrations, content types, sessions, sign-ins, the search) and the
bytes of letters, which are typeset again. National numbers are sealed under the dump's own key, no secret: the people
are nobody.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

#: Of each installation.
OWN = frozenset(
    {
        "accounts_user", "accounts_user_groups", "accounts_user_user_permissions", "auth_group",
        "auth_group_permissions", "auth_permission", "django_content_type", "django_migrations", "django_session",
        "workflows_workerprocess",
    }
)  # fmt: skip
#: The search fills its rows itself (`finding_refill`), and the board counts anew within a minute.
OWN_PREFIXES = ("axes_", "account_", "mfa_", "socialaccount_", "sign_in_", "finding_", "board_")
LETTERS, PDF = "correspondence_letter", "pdf"
CLOCK = "workflows_virtualclock"
COLUMNS = """
SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
GROUP BY c.relname ORDER BY c.relname
"""
KEY = """
SELECT array_agg(a.attname::text ORDER BY array_position(i.indkey::int2[], a.attnum))
FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = ANY(i.indkey)
WHERE i.indrelid = %s::regclass AND i.indisprimary
"""
SEQUENCES = "SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = 'public' ORDER BY 1"


@dataclass(frozen=True)
class Table:
    """A table with the columns that a dump holds of it."""

    name: str
    columns: tuple[str, ...]

    @property
    def is_letters(self) -> bool:
        return self.name == LETTERS


def is_own(table: str) -> bool:
    return table in OWN or table.startswith(OWN_PREFIXES)


def is_of_own(sequence: str) -> bool:
    return sequence.startswith((*OWN_PREFIXES, *(f"{table}_" for table in OWN)))


def list_tables() -> list[Table]:
    """What a dump holds, by name."""
    with connection.cursor() as cursor:
        cursor.execute(COLUMNS)
        return [Table(name, keep_columns(name, columns)) for name, columns in cursor if not is_own(name)]


def keep_columns(table: str, columns: Iterable[str]) -> tuple[str, ...]:
    return tuple(column for column in columns if (table, column) != (LETTERS, PDF))


def export(table: Table, until: datetime) -> Iterator[bytes]:
    """The rows in the text format of COPY, by primary key; the clock stands at `until`."""
    with connection.cursor() as cursor:
        cursor.execute(KEY, [f'"{table.name}"'])
        key = cursor.fetchone()[0] or table.columns[:1]
        select = f"SELECT {quote(table.columns)} FROM {quote([table.name])} ORDER BY {quote(key)}"  # noqa: S608 -- names quoted
        if table.name == CLOCK:
            select = f"SELECT {quote_clock(table.columns, until)}"
        with cursor.copy(f"COPY ({select}) TO STDOUT") as rows:
            for row in rows:
                yield bytes(row)


def quote_clock(columns: Iterable[str], until: datetime) -> str:
    frozen = {"id": "1", "shift": "interval '0'", "frozen_at": f"timestamptz '{until.isoformat()}'"}
    return ", ".join(frozen[column] for column in columns)


def quote(names: Iterable[str]) -> str:
    return ", ".join(connection.ops.quote_name(name) for name in names)


def read_sequences() -> dict[str, int]:
    """Each sequence that has been used, with its last value."""
    with connection.cursor() as cursor:
        cursor.execute(SEQUENCES)
        return {name: last for name, last in cursor if last is not None and not is_of_own(name)}


def empty(cursor: CursorWrapper, tables: Iterable[Table]) -> None:
    """Remove what the schema came with: the dump holds all of it."""
    cursor.execute(f"TRUNCATE {quote([table.name for table in tables])}")


def put_back(cursor: CursorWrapper, table: Table, lines: Iterable[bytes]) -> None:
    columns = (*table.columns, PDF) if table.is_letters else table.columns
    with cursor.copy(f"COPY {quote([table.name])} ({quote(columns)}) FROM STDIN") as rows:
        for line in lines:
            rows.write(line)


def set_sequences(cursor: CursorWrapper, values: dict[str, int]) -> None:
    """Go on counting where the dumped fund has come to; some sequences are made for a year as it begins."""
    for name, last in sorted(values.items()):
        cursor.execute(f"CREATE SEQUENCE IF NOT EXISTS {quote([name])}")
        cursor.execute("SELECT setval(%s::regclass, %s)", [f'"{name}"', last])
