"""A fund of its own for one fault test: a database, and real worker processes on it."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.faults.sizes import SIZES
from workflows import faults

ROOT = Path(__file__).resolve().parents[2]
EFFECTS = "CREATE TABLE effect (key text PRIMARY KEY, calls int NOT NULL)"


def wait_for(claim: Callable[[], bool], *, seconds: float = 20, what: str = "") -> None:
    """Poll a claim about another process; it has no clock this test could give."""
    seconds *= SIZES.patience
    deadline = time.monotonic() + seconds
    while not claim():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds} s: {what or claim}\n{describe_work()}")
        time.sleep(0.05)


def describe_work() -> str:
    """What the database tells of the work that did not come to its end, for whoever reads the failure."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT queue, operation, state, attempts, due_at - now(), now() - started_at, last_error "
            "FROM workflows_job WHERE state <> 'done' ORDER BY id LIMIT 10"
        )
        jobs = [f"job {row}" for row in cursor.fetchall()]
        cursor.execute(
            "SELECT name, now() - seen_at, done FROM workflows_workerprocess ORDER BY seen_at LIMIT 10"
        )
        workers = [f"worker {row}" for row in cursor.fetchall()]
        cursor.execute(
            "SELECT pid, state, wait_event, now() - query_start, left(query, 120) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid() LIMIT 10"
        )
        backends = [f"backend {row}" for row in cursor.fetchall()]
    return "\n".join([*jobs, *workers, *backends, f"load {os.getloadavg()}"])


class Child:
    """A forked process, with what the tests need of `subprocess.Popen`."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        if self.returncode is None:
            ended, status = os.waitpid(self.pid, os.WNOHANG)
            self.returncode = os.waitstatus_to_exitcode(status) if ended else None
        return self.returncode

    def wait(self, timeout: float) -> int:
        wait_for(lambda: self.poll() is not None, seconds=timeout, what=f"process {self.pid} ends")
        assert self.returncode is not None
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Killer:
    """Kills its own process before the n-th statement; 0: never."""

    def __init__(self, before: int) -> None:
        self.left = before

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return execute(*given)


class Fund:
    """Started processes end with the fund."""

    def __init__(self, name: str, url: str, log: Path) -> None:
        self.name, self.url, self.log = name, url, log
        self.processes: list[Child | subprocess.Popen[bytes]] = []

    def start(self, *command: str, fault: str = "", **environment: str) -> "subprocess.Popen[bytes]":
        """A process of Vigie on this database."""
        given = {
            **os.environ,
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "VIGIE_LEASE_SECONDS": "2",
            "PYTHONPATH": str(ROOT),
            **environment,
        }
        given.pop("VIGIE_FAULT", None)
        if fault:
            given["VIGIE_FAULT"] = fault
        with self.log.open("ab") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", *command], env=given, cwd=ROOT, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip
        self.processes.append(process)
        return process

    def kill(self, process: "subprocess.Popen[bytes]") -> None:
        """What losing its machine does to a started process and to all it has started, in one moment."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)

    def worker(self, *options: str, fault: str = "", **changed: float) -> Child:
        """`manage.py worker` in a process forked from this one, which has everything loaded already."""
        chosen = options or ("--processes", "0", "--poll", "0.2")
        connection.close()
        parent = os.getpid()
        pid = os.fork()
        if pid:
            child = Child(pid)
            self.processes.append(child)
            return child
        try:
            self._become_worker([*chosen, "--parent", str(parent)], fault, changed)
            os._exit(0)
        except BaseException:  # noqa: BLE001  a forked process must never return into pytest
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(1)

    def act(self, do: Callable[[], object], *, die_before: int = 0, fault: str = "") -> Child:
        """A forked process that does one thing, as a page would; killed before its n-th statement, counted from 1."""
        connection.close()
        pid = os.fork()
        if pid:
            child = Child(pid)
            self.processes.append(child)
            return child
        try:
            os.environ["VIGIE_FAULT"] = fault
            faults.forget()
            with connection.execute_wrapper(Killer(die_before)):
                do()
            os._exit(0)
        except BaseException:  # noqa: BLE001  a forked process must never return into pytest
            self.log.open("a").write(traceback.format_exc())
        finally:
            os._exit(1)

    def _become_worker(self, options: list[str], fault: str, changed: Mapping[str, float]) -> None:
        output = os.open(self.log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        os.dup2(output, 1)
        os.dup2(output, 2)
        sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1)
        os.environ.pop("VIGIE_FAULT", None)
        if fault:
            os.environ["VIGIE_FAULT"] = fault
        # The memory of all tests before it is none the worker took.
        for name, value in {"WORKER_MEMORY_MEGABYTES": 0, **changed}.items():
            setattr(settings, name, value)
        call_command("worker", *options)

    def count(self, statement: str, *values: Any) -> int:
        """The first number a statement gives."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            row = cursor.fetchone()
        return int(row[0]) if row else 0

    def effects(self) -> tuple[int, int]:
        """Different effects, and calls that led to them."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*), COALESCE(sum(calls), 0) FROM effect")
            effects, calls = cursor.fetchone()
        return int(effects), int(calls)

    def open_tasks(self) -> int:
        return self.count("SELECT count(*) FROM workflows_humantask WHERE state = 'ready'")

    def live_workers(self) -> int:
        return self.count("SELECT count(*) FROM workflows_workerprocess")

    def kill_backends(self, *, but: int) -> int:
        """Terminate every connection of this database except the given backend."""
        return self.count(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = %s AND pid <> %s",
            self.name,
            but,
        )

    def backend(self) -> int:
        return self.count("SELECT pg_backend_pid()")

    def end(self) -> None:
        """Stop what still runs: first as a deployment would, then by force."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self.processes:
            try:
                process.wait(10)
            except (subprocess.TimeoutExpired, AssertionError):
                process.kill()
                process.wait(5)


@contextmanager
def make_database(name: str, template: str = "template1") -> Iterator[None]:
    """A new database, Django's own for the length of the block, dropped at its end."""
    given = connection.settings_dict
    former = given["NAME"]
    connection.close()
    where = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    known = {key: value for key, value in where.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **known) as server:
        server.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        given["NAME"] = name
        try:
            yield
        finally:
            connection.close()
            given["NAME"] = former
            server.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
