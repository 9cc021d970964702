"""Putting a dump back into an empty database: letters typeset again, rows copied, national numbers sealed anew.

All or nothing: one transaction ends with a whole fund whose clock stands at the dump's last instant.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.migrations.loader import MigrationLoader

from app.accounts.models import User
from app.demo import dump_tables
from app.demo.dump_file import Dump
from app.demo.dump_tables import Table
from app.demo.errors import DumpRefused
from app.demo.typesetting_again import Printer, Told
from app.people.models import Person
from app.people.resealing import reseal_niss
from workflows import history

#: The dump's own field key, by its id: invented people need no secret, and each installation seals anew.
KEY_ID = "demo"
KEY = hashlib.sha256(b"vigie demo fund").digest()
SHIPPED = Path(__file__).parent / "fund" / "fund.tar.xz"
BATCH = 500


def load(dump: Dump, tell: Told) -> None:
    """Raises DumpRefused when this database cannot take the dump; nothing is changed then."""
    check_schema(dump)
    check_people(dump)
    with TemporaryDirectory() as folder:
        printer = Printer(Path(folder))
        printer.make_all(dump.letters(), tell)
        with transaction.atomic():
            copy(dump, printer)
            seal_anew()


def load_into_old_schema(dump: Dump, tell: Told) -> None:
    """As `load`, into the very schema the dump was written from: models know the newest one only, so what needs them,
    sign-ins and seals, comes after the migrations since (`is_unsealed`)."""
    with TemporaryDirectory() as folder:
        printer = Printer(Path(folder))
        printer.make_all(dump.letters(), tell)
        with transaction.atomic():
            copy(dump, printer)


def check_schema(dump: Dump) -> None:
    """The schema has all that the dump holds, and this role may copy."""
    missing = list_missing(dump)
    if missing:
        raise DumpRefused(f"The dump was written from a schema that has {missing[0]}.")
    if not may_copy():
        raise DumpRefused("The database's role may not put triggers off; a superuser may.")


def check_people(dump: Dump) -> None:
    """The sign-ins are the ones its rows name."""
    users = dict(User.objects.values_list("username", "id"))
    for username, number in dump.manifest.users.items():
        if users.get(username) != number:
            raise DumpRefused(
                f"The dump names the sign-in {username} {number}; here it is {users.get(username)}."
            )


def list_missing(dump: Dump) -> list[str]:
    """Migrations and columns of the dump that this database has not, and tables it does not expect filled."""
    here = {table.name: set(table.columns) for table in dump_tables.list_tables()}
    there = dump.manifest.columns
    columns = [
        f"{table}.{column}"
        for table, names in there.items()
        for column in names
        if column not in here.get(table, set())
    ]
    applied = MigrationLoader(connection).applied_migrations
    steps = [f"{app}.{name}" for app, names in dump.manifest.migrations.items() for name in names]
    return [*columns, *(step for step in steps if tuple(step.split(".", 1)) not in applied)]


def may_copy() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('is_superuser') = 'on'")
        return bool(cursor.fetchone()[0])


def copy(dump: Dump, printer: Printer) -> None:
    manifest = dump.manifest
    history.ensure_months(date.fromisoformat(manifest.first), manifest.ends_at.date().replace(day=28))
    tables = [Table(name, tuple(columns)) for name, columns in manifest.columns.items()]
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with a pending check cannot be emptied
        # Rows come as they were: triggers that write the same again, or refuse the past, stand aside.
        cursor.execute("SET LOCAL session_replication_role = replica")
        dump_tables.empty(cursor, tables)
        for table in tables:
            lines = dump.rows(table.name)
            dump_tables.put_back(
                cursor, table, add_pdfs(table, lines, printer) if table.is_letters else lines
            )
        dump_tables.set_sequences(cursor, dict(manifest.sequences))
        cursor.execute("SET LOCAL session_replication_role = origin")
        fill_search(cursor)
        fill_scans(cursor)


def fill_search(cursor: CursorWrapper) -> None:
    """What triggers would have written for the search, where the schema is new enough to have one."""
    cursor.execute("SELECT to_regprocedure('finding_refill()') IS NOT NULL")
    if cursor.fetchone()[0]:
        cursor.execute("SELECT finding_refill()")


def fill_scans(cursor: CursorWrapper) -> None:
    """The documents of a dump that is older than the virus scan wait for theirs."""
    cursor.execute("SELECT to_regclass('documents_documentscan') IS NOT NULL")
    if cursor.fetchone()[0]:
        cursor.execute(
            "INSERT INTO documents_documentscan (document_id, state, found, problem, attempts, at) "
            "SELECT id, 'unscanned', '', '', 0, NULL FROM documents_document d "
            "WHERE NOT EXISTS (SELECT FROM documents_documentscan s WHERE s.document_id = d.id)"
        )


def add_pdfs(table: Table, lines: list[bytes], printer: Printer) -> Iterator[bytes]:
    """Each letter's row with its bytes, and with their digest should it be another by now."""
    place = table.columns.index("sha256")
    for line in lines:
        cells = line.rstrip(b"\n").split(b"\t")
        sha256, pdf = printer.read(cells[place].decode())
        cells[place] = sha256.encode()
        yield b"\t".join([*cells, b"\\\\x" + pdf.hex().encode()]) + b"\n"


def is_unsealed() -> bool:
    """Whether numbers are still under the dump's key."""
    return Person.objects.filter(niss_sealed__startswith=f"{KEY_ID}.").exists()


def seal_anew() -> None:
    """By the code of key rotation: opened with the dump's key, sealed under this installation's."""
    with both_keys():
        while reseal_niss(BATCH):
            pass


@contextmanager
def both_keys() -> Iterator[None]:
    own = settings.FIELD_KEYS
    settings.FIELD_KEYS = {**own, KEY_ID: KEY}
    try:
        yield
    finally:
        settings.FIELD_KEYS = own
