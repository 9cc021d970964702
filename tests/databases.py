"""The databases of the tests: a server of their own that saves itself the disk, one schema copied, one way to empty it.

What a test proves does not hang on any of it: a killed process loses nothing that the kernel of the machine has taken,
with or without fsync.
"""

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.models.signals import post_migrate
from psycopg import sql

from app.settings.environment import BASE_DIR

#: What the schema and its first rows are made from.
SOURCES = (
    "*/migrations/*.py",
    "*/*/migrations/*.py",
    "app/settings/base.py",  # the apps whose tables there are
    "app/ledger/chart.yaml",
    "requirements/*.txt",
)
PREFIX = "vigie_schema_"
#: Made by Django for the schema and the same after every test.
KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})
MAY_EMPTY_FREELY = "SELECT current_setting('is_superuser') = 'on'"
EMPTY = """
DO $$
DECLARE one text;
BEGIN
    SET LOCAL session_replication_role = replica;
    FOREACH one IN ARRAY ARRAY[{names}]::text[] LOOP
        EXECUTE format('DELETE FROM %I', one);
    END LOOP;
END $$
"""


def digest_sources() -> str:
    """Changes whenever the schema may."""
    found = sorted(path for pattern in SOURCES for path in BASE_DIR.glob(pattern))
    digest = hashlib.sha256()
    for path in found:
        digest.update(str(path.relative_to(BASE_DIR)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def open_server() -> Iterator[psycopg.Connection[Any]]:
    given = connection.settings_dict
    known = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    where = {name: value for name, value in known.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:
        yield server


def make_template() -> str:
    """The name of a database that holds the schema and nothing else, made by the first who needs it."""
    name = PREFIX + digest_sources()
    lock = BASE_DIR / "var" / "schema.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("a") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        with open_server() as server:
            known = {row[0] for row in server.execute("SELECT datname FROM pg_database")}
            if name not in known:
                drop_old(server, known)
                build(server, name)
    return name


def drop_old(server: psycopg.Connection[Any], known: set[str]) -> None:
    """Schemas of other days, and the databases copied from them, unless somebody works there."""
    used = {row[0] for row in server.execute("SELECT DISTINCT datname FROM pg_stat_activity")}
    for name in known - used:
        if name.startswith((PREFIX, f"test_{settings.DATABASES['default']['NAME']}_")):
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def build(server: psycopg.Connection[Any], name: str) -> None:
    """Under another name until it is whole."""
    partial = f"{PREFIX}partial"
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(partial)))
    server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(partial)))
    given = connection.settings_dict
    former = given["NAME"]
    connection.close()
    given["NAME"] = partial
    try:
        call_command("migrate", verbosity=0, interactive=False)
    finally:
        connection.close()
        given["NAME"] = former
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    server.execute(rename.format(sql.Identifier(partial), sql.Identifier(name)))


def copy_schema() -> None:
    """Let the test database of this process be a copy, named after its schema: a kept one is never an old one."""
    name = make_template()
    wanted = connection.settings_dict["TEST"]
    former = wanted.get("NAME") or f"test_{connection.settings_dict['NAME']}"
    wanted |= {"NAME": f"{former}_{name.removeprefix(PREFIX)[:8]}", "TEMPLATE": name, "MIGRATE": False}


def empty_database(_case: object) -> None:
    """In place of Django's flush after a test that commits: it truncates every table, two new files each, and makes
    content types and permissions anew."""
    with connection.cursor() as cursor:
        cursor.execute(MAY_EMPTY_FREELY)
        if not cursor.fetchone()[0]:
            call_command("flush", verbosity=0, interactive=False, reset_sequences=False)
            return
        names = [
            name
            for name in connection.introspection.django_table_names(only_existing=True)
            if name not in KEPT
        ]
        cursor.execute(EMPTY.format(names=", ".join(f"'{name}'" for name in names)))
    ledger = apps.get_app_config("ledger")
    post_migrate.send(
        sender=ledger, app_config=ledger, verbosity=0, interactive=False, using="default", apps=apps
    )
