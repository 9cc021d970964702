"""Building a dump from nothing: a scratch database beside this one lives the plan and is written into a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TextIO

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection, transaction

from app.accounts.models import User
from app.demo.dump_file import Manifest
from app.demo.dump_loading import KEY, KEY_ID
from app.demo.dump_writing import write_dump
from app.demo.letter_book import kept_letters
from app.demo.year import Plan, Year, begin
from app.embedded.sign_ins import list_people


def build(plan: Plan, path: Path, stream: TextIO) -> Manifest:
    """Live the plan in a scratch database and write it to `path`, with the manifest beside it."""
    with scratch_database(), own_key(), TemporaryDirectory() as folder:
        letters = Path(folder) / "letters.jsonl"
        add_people()
        call_command("deploy", stdout=StringIO())
        with transaction.atomic():
            begin(plan)
        with kept_letters(letters):
            Year(plan).live(stream, tick=False)
        manifest = write_dump(path, plan, letters)
    path.with_name("fund.json").write_bytes(manifest.write())
    return manifest


@contextmanager
def scratch_database() -> Iterator[None]:
    """As the test database is made: beside this one, with the newest schema, removed afterwards."""
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(str(name), verbosity=0)


@contextmanager
def own_key() -> Iterator[None]:
    """National numbers under the dump's key: seals of this installation would not open anywhere else."""
    kept = settings.FIELD_KEYS
    settings.FIELD_KEYS = {KEY_ID: KEY}
    try:
        yield
    finally:
        settings.FIELD_KEYS = kept


def add_people() -> None:
    """Everybody, who cannot sign in here."""
    for role, username, first, last, language in list_people():
        user = User(username=username, first_name=first, last_name=last, language=language)
        user.set_unusable_password()
        user.save()
        user.groups.add(Group.objects.get_or_create(name=role)[0])


def list_differences(one: Manifest, other: Manifest) -> list[str]:
    """The tables in which two buildings of a fund differ."""
    tables = sorted({*one.digests, *other.digests})
    return [
        f"{table}: {one.rows.get(table, 0)} and {other.rows.get(table, 0)} rows"
        for table in tables
        if one.digests.get(table) != other.digests.get(table)
    ]
