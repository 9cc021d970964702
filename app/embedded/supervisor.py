"""`make run`: database, schema, processes, web and worker, started in order and stopped together."""

import errno
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from types import FrameType

import psycopg

from app.embedded import postgres
from app.embedded.children import Child, stop_all
from app.embedded.errors import StartRefused
from app.embedded.location import locate

CHECKOUT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 0.3


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


def check_database(url: str) -> None:
    """Refuse a DATABASE_URL nobody answers at, without printing its password."""
    from django.core.exceptions import ImproperlyConfigured

    from app.settings.environment import read_database_url

    try:
        read_database_url(url)
        psycopg.connect(url, connect_timeout=5).close()
    except ImproperlyConfigured as error:
        raise StartRefused(str(error)) from error
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[-1]
        raise StartRefused(f"The database of DATABASE_URL does not answer: {reason}") from error


@contextmanager
def open_database() -> Iterator[str]:
    """The database's address; the embedded server runs inside the block when DATABASE_URL is unset."""
    given = os.environ.get("DATABASE_URL", "").strip()
    if given:
        check_database(given)
        with nullcontext():
            yield given
        return
    location = locate(CHECKOUT)
    say("Starting the embedded PostgreSQL …")
    with postgres.running(location):
        yield location.url


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


def _memory_directory() -> str:
    """Gunicorn's heartbeat files belong in memory: a slow disk must not look like a hung worker."""
    return "/dev/shm" if os.access("/dev/shm", os.W_OK) else str(CHECKOUT / "var")  # noqa: S108


def watch(children: list[Child], stopping: list[int]) -> None:
    while not stopping:
        for child in children:
            sentence = child.watch(time.monotonic())
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


def serve(url: str, host: str, port: int, stopping: list[int]) -> None:
    from app.embedded.preparation import announce, prepare

    prepare(say)
    children = list_children(url, host, port)
    try:
        for child in children:
            child.start()
        wait_for_web(host, port, children, stopping)
        if not stopping:
            announce(say, f"http://{host}:{port}/")
        watch(children, stopping)
    finally:
        say("Stopping …")
        stop_all(children)


def run() -> None:
    host = os.environ.get("HOST", "").strip() or "127.0.0.1"
    port = read_port()
    check_port(host, port)
    stopping: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        stopping.append(number)

    with open_database() as url:
        os.environ["DATABASE_URL"] = url
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "app.settings")
        signal.signal(signal.SIGINT, stop)
        signal.signal(signal.SIGTERM, stop)
        serve(url, host, port, stopping)
    say("Stopped; nothing is lost.")


def main() -> int:
    try:
        run()
    except StartRefused as refusal:
        print(f"vigie: {refusal}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(
            f"vigie: The disk that holds {CHECKOUT} is full: free some space and start again.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
