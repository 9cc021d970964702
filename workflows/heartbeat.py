"""The pulse of a worker: a thread that extends the leases it holds and says that it lives.

It also ends a process whose work neither finishes nor can be interrupted: its lease then runs out like that of any
dead worker, and the attempt counts.
"""

import os
import socket
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import structlog
from django.db import Error, connection

from workflows import jobs
from workflows.models.background import WorkerProcess
from workflows.rows import change

log = structlog.get_logger(__name__)

BEAT = """
INSERT INTO workflows_workerprocess (name, executor, queues, started_at, seen_at, done, memory)
VALUES (%(name)s, %(executor)s, %(queues)s, statement_timestamp(), statement_timestamp(), %(done)s, %(memory)s)
ON CONFLICT (name) DO UPDATE SET seen_at = statement_timestamp(), done = excluded.done, memory = excluded.memory
"""
LEAVE = "DELETE FROM workflows_workerprocess WHERE name = %(name)s"
STUCK = 70  # exit code


def list_live() -> list[WorkerProcess]:
    """The workers heard of within two leases, which is when one at the latest says that it lives, the oldest first."""
    rows = WorkerProcess.objects.extra(
        where=["seen_at > statement_timestamp() - %s"], params=[2 * jobs.lease()]
    )
    return list(rows.order_by("started_at", "name"))


def make_name() -> str:
    """A name no other worker has, now or later."""
    return f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"


def resident_bytes() -> int:
    """The memory this process occupies; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


class Heartbeat:
    """Started with the worker, stopped with it."""

    def __init__(self, *, name: str, executor: str, queues: Iterable[str], path: str = "") -> None:
        self.name = name
        self.executor = executor
        self.queues = ",".join(queues)
        self.done = 0
        self._path = Path(path) if path else None
        self._held: tuple[int, ...] = ()
        self._until: float | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat_on, name="heartbeat", daemon=True)

    @contextmanager
    def running(self) -> Iterator["Heartbeat"]:
        self._thread.start()
        try:
            yield self
        finally:
            self._stop.set()
            self._thread.join(timeout=5)

    @contextmanager
    def holding(self, ids: Iterable[int]) -> Iterator[None]:
        """Keep these jobs' leases alive inside the block."""
        self._held = tuple(ids)
        try:
            yield
        finally:
            self._held, self._until = (), None

    def expect_within(self, seconds: float) -> None:
        """The present piece of work ends within this time, or the process does."""
        self._until = time.monotonic() + seconds

    def _beat_on(self) -> None:
        interval = max(jobs.lease().total_seconds() / 3, 0.2)
        try:
            while True:
                self._beat()
                if self._stop.wait(interval):
                    break
            change(LEAVE, {"name": self.name})
        except Error:
            log.warning("heartbeat_farewell_lost", worker=self.name)
        finally:
            connection.close()

    def _beat(self) -> None:
        if self._until is not None and time.monotonic() > self._until:
            log.error("worker_stuck", worker=self.name, jobs=self._held)
            sys.stderr.flush()
            os._exit(STUCK)
        if self._path is not None:
            self._path.touch()
        values = {"name": self.name, "executor": self.executor, "queues": self.queues, "done": self.done}
        try:
            if self._held:
                jobs.renew(self._held, owner=self.name)
            change(BEAT, {**values, "memory": resident_bytes()})
        except Error as error:
            log.warning("heartbeat_missed", worker=self.name, error=str(error))
            connection.close()
