"""A database of the benchmarks' own on the server of this machine: made at the start, dropped at the end."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

from app.embedded import postgres
from app.embedded.location import locate

PREFIX = "vigie_bench"
# Not from app.settings, which reads DATABASE_URL when it is first imported: that must not happen before it is set.
BASE_DIR = Path(__file__).resolve().parents[1]


def _open_server() -> tuple[str, AbstractContextManager[None]]:
    """The address of a database of the server to use, and what keeps that server running."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        return given, nullcontext()
    location = locate(BASE_DIR)
    return location.url, postgres.running(location)


def name_database(url: str, name: str) -> str:
    """The same server's address with another database."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(path=f"/{name}"))


@contextmanager
def own_database() -> Iterator[str]:
    """Make an empty database with Vigie's schema and set Django up on it; its address. Dropped afterwards."""
    url, server = _open_server()
    with server:
        name = f"{PREFIX}_{os.getpid()}"
        _run(url, sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            own = name_database(url, name)
            _set_up(own)
            yield own
        finally:
            _close()
            _run(url, sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _run(url: str, statement: sql.Composed) -> None:
    with psycopg.connect(name_database(url, "postgres"), autocommit=True) as connection:
        connection.execute(statement)


def _set_up(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "app.settings"
    os.environ.setdefault("VIGIE_SECRET_KEY", "benchmarks-only-" + "0" * 48)
    # Its people are signed in without a password; all other limits are those of a site that is no demo.
    os.environ.setdefault("VIGIE_SECOND_FACTOR", "none")
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    used = connection.settings_dict["NAME"]
    if not used.startswith(PREFIX):
        raise RuntimeError(f"The settings were read too early: they name the database {used!r}.")
    call_command("migrate", interactive=False, verbosity=0)


def _close() -> None:
    from django.db import connections

    connections.close_all()


def analyse(*tables: str) -> None:
    """Fresh statistics, as autovacuum would make them a minute later."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE) " + ", ".join(tables))


def server_facts() -> dict[str, str]:
    """What decides how fast this server is."""
    from django.db import connection

    names = ("server_version", "fsync", "synchronous_commit", "shared_buffers", "full_page_writes", "jit")
    with connection.cursor() as cursor:
        return {name: _show(cursor, name) for name in names}


def _show(cursor: object, name: str) -> str:
    cursor.execute(f"SHOW {name}")  # type: ignore[attr-defined]
    return str(cursor.fetchone()[0])  # type: ignore[attr-defined]
