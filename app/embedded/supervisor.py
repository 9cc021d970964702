"""`make run`: database, schema, processes, web and worker, started in order and stopped together."""

import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Protocol

import psycopg
from django.core.exceptions import ImproperlyConfigured

from app.embedded import postgres
from app.embedded.children import Child, stop_all
from app.embedded.errors import StartRefused
from app.embedded.guard import DatabaseGuard
from app.embedded.location import locate

CHECKOUT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.3
OLDEST_SERVER = 150000  # as libpq counts: version 15
#: What a user can mend, told by its path and reason; any other OSError is a defect and keeps its traceback.
EXPLAINED = {errno.EACCES, errno.EPERM, errno.EROFS}
FULL = {errno.ENOSPC, errno.EDQUOT}


class Watched(Protocol):
    """What the supervisor looks after: a child process, the embedded server."""

    def watch(self, now: float) -> str | None: ...


def say(sentence: str) -> None:
    print(f"vigie: {sentence}", flush=True)


def read_port() -> int:
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdigit() or not 0 < int(text) < 65536:
        raise StartRefused(f"PORT must be a number from 1 to 65535; it is {text!r}.")
    return int(text)


def check_port(host: str, port: int) -> None:
    """Refuse a port that is taken or not ours to take, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise StartRefused(
                    f"Port {port} is in use; stop what uses it, or choose another: make run PORT={port + 1}"
                ) from error
            raise StartRefused(f"Port {port} cannot be opened: {error.strerror}.") from error


def check_settings() -> None:
    """Refuse a variable with a wrong value before anything is started."""
    try:
        import app.settings  # noqa: F401
    except ImproperlyConfigured as error:
        raise StartRefused(str(error)) from error


def check_database(url: str) -> None:
    """Refuse a DATABASE_URL nobody answers at, without printing its password."""
    from app.settings.environment import read_database_url

    try:
        read_database_url(url)
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except ImproperlyConfigured as error:
        raise StartRefused(str(error)) from error
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        raise StartRefused(f"The database of DATABASE_URL does not answer: {reason}") from error
    if version < OLDEST_SERVER:
        raise StartRefused(
            f"Vigie needs PostgreSQL {OLDEST_SERVER // 10000} or newer; DATABASE_URL leads to {version // 10000}."
        )


@contextmanager
def open_database() -> Iterator[tuple[str, list[Watched]]]:
    """The database's address and who guards it: the embedded server runs inside the block without DATABASE_URL."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        check_database(given)
        yield given, []
        return
    location = locate(CHECKOUT)
    say("Starting the embedded PostgreSQL …")
    with postgres.running(location):
        yield location.url, [DatabaseGuard(location)]


def list_children(url: str, host: str, port: int) -> list[Child]:
    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "app.settings"}
    python = sys.executable
    web = [
        python, "-m", "gunicorn", "app.wsgi:application", "--bind", f"{host}:{port}", "--workers", "2",
        "--threads", "4", "--worker-tmp-dir", _memory_directory(), "--graceful-timeout", "20",
        "--log-level", "warning", "--chdir", str(CHECKOUT),
    ]  # fmt: skip
    worker = [python, str(CHECKOUT / "manage.py"), "worker"]
    return [Child("web", web, environment), Child("worker", worker, environment)]


def live_demo(url: str, watched: Sequence[Watched], stopping: list[int]) -> None:
    """Let the demo fund live its year, once, while the web answers; the worker waits, for the clock is not its own."""
    from app.settings.environment import read_boolean

    environment = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "app.settings"}
    if not read_boolean("VIGIE_DEMO_YEAR", default=True):
        return
    year = Child("demo", [sys.executable, str(CHECKOUT / "manage.py"), "demo"], environment)
    year.start()
    assert year.process is not None
    try:
        watch(watched, stopping, until=lambda: year.process is None or year.process.poll() is not None)
    finally:
        if year.process.poll() is None:
            stop_all([year])
    if year.process.returncode and not stopping:
        say("The demo fund is not finished; what stopped it stands above. The next start goes on from there.")


def _memory_directory() -> str:
    """Gunicorn's heartbeat files belong in memory: a slow disk must not look like a hung worker."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(CHECKOUT / "var")  # noqa: S108


def watch(watched: Sequence[Watched], stopping: list[int], until: Callable[[], bool] = lambda: False) -> None:
    """Bring back what dies, the database before those that need it, until a signal to stop."""
    while not stopping and not until():
        for one in watched:
            sentence = one.watch(time.monotonic())
            if sentence:
                say(sentence)
        time.sleep(POLL_SECONDS)


def wait_for_web(host: str, port: int, children: list[Child], stopping: list[int]) -> None:
    deadline = time.monotonic() + 30
    while not stopping and time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        for child in children:
            if child.process and child.process.poll() is not None:
                raise StartRefused(f"{child.name} ended while starting; what it said stands above.")
        time.sleep(0.1)


def serve(url: str, guards: list[Watched], host: str, port: int, stopping: list[int]) -> None:
    from app.embedded.preparation import announce

    children = list_children(url, host, port)
    web, worker = children
    try:
        web.start()
        wait_for_web(host, port, [web], stopping)
        if not stopping:
            announce(say, f"http://{host}:{port}/")
            live_demo(url, [*guards, web], stopping)
        if not stopping:
            worker.start()
        watch([*guards, *children], stopping)
    finally:
        say("Stopping …")
        stop_all(children)


def prepare_within(url: str) -> None:
    """Schema, processes and trial fund, in this process."""
    os.environ["DATABASE_URL"] = url
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
    from app.embedded.preparation import prepare

    prepare(say)


def run() -> None:
    host = os.environ.get("HOST", "").strip() or "127.0.0.1"
    port = read_port()
    check_settings()
    check_port(host, port)
    stopping: list[int] = []

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    signal.signal(signal.SIGTERM, interrupt)
    with open_database() as (url, guards):
        prepare_within(url)
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        serve(url, guards, host, port, stopping)
    say("Stopped; nothing is lost.")


def explain(error: OSError) -> str | None:
    """A sentence for what the user can mend; None for anything else."""
    if error.errno in FULL:
        return f"The disk that holds {CHECKOUT} is full: free some space and start again."
    if error.errno in EXPLAINED:
        return f"{error.filename or CHECKOUT}: {error.strerror}."
    return None


def main() -> int:
    try:
        run()
    except StartRefused as refusal:
        print(f"vigie: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        say("Stopped before everything had started; the next start goes on from here.")
        return 130
    except OSError as error:
        sentence = explain(error)
        if not sentence:
            raise
        print(f"vigie: {sentence}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
