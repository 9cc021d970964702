"""Writing the fund of this database into a dump."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from app.accounts.models import User
from app.correspondence.models import Letter
from app.demo import dump_tables
from app.demo.dump_digests import digest
from app.demo.dump_file import MANIFEST, Manifest, written
from app.demo.errors import DumpRefused
from app.demo.letter_book import read_letters
from app.demo.year import Plan


def write_dump(path: Path, plan: Plan, letters: Path) -> Manifest:
    """The fund of this database, whose letters were kept in the file `letters` while they were made.

    Raises DumpRefused for a letter that is not in it.
    """
    tables = dump_tables.list_tables()
    files = {table.name: b"".join(dump_tables.export(table, plan.until)) for table in tables}
    manifest = describe(plan, tables, files)
    with written(path) as writer:
        writer.add(MANIFEST, manifest.write())
        writer.add_letters(collect_letters(letters))
        for name, content in files.items():
            writer.add(f"tables/{name}.tsv", content)
    return manifest


def describe(plan: Plan, tables: list[dump_tables.Table], files: Mapping[str, bytes]) -> Manifest:
    lines = {table.name: files[table.name].splitlines(keepends=True) for table in tables}
    return Manifest(
        seed=plan.seed,
        persons=plan.persons,
        companies=plan.companies,
        first=plan.first.isoformat(),
        until=plan.until.isoformat(),
        migrations=read_migrations(),
        users=dict(User.objects.order_by("id").values_list("username", "id")),
        columns={table.name: list(table.columns) for table in tables},
        rows={name: len(found) for name, found in lines.items()},
        digests={table.name: digest(table.name, table.columns, lines[table.name]) for table in tables},
        sequences=dump_tables.read_sequences(),
    )


def read_migrations() -> dict[str, list[str]]:
    """App → what was applied of it, in the order of names."""
    applied: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        applied.setdefault(app, []).append(name)
    return applied


def collect_letters(path: Path) -> dict[str, dict[str, Any]]:
    wanted = set(Letter.objects.values_list("sha256", flat=True))
    found = read_letters(path, wanted)
    missing = wanted - set(found)
    if missing:
        raise DumpRefused(f"{len(missing)} letters were made by nobody who kept what they were made from.")
    return found


def read_until(text: str) -> datetime:
    """An instant with its zone. Raises DumpRefused."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise DumpRefused(f"{text!r} is no instant such as 2026-11-27T17:00+01:00.") from error
    if found.tzinfo is None:
        raise DumpRefused(f"{text!r} has no zone, such as +01:00.")
    return found
