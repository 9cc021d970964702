"""Several workers under one parent, which starts those that end again and hands on the wish to stop."""

import os
import signal
import sys
import time
import traceback
from collections.abc import Sequence
from types import FrameType

import structlog
from django.db import connections

from workflows.models.job import Queue
from workflows.worker import Worker

log = structlog.get_logger(__name__)

STOP_SECONDS = 30.0
#: A worker that ends sooner than this is started again only after a rest.
YOUNG_SECONDS = 5.0


class Pool:
    """`processes` workers on the same queues, until SIGTERM or SIGINT."""

    def __init__(
        self,
        processes: int,
        queues: Sequence[Queue],
        *,
        listen: bool,
        poll: float,
        file: str,
        parent: int = 0,
    ) -> None:
        self.processes = processes
        self.queues = tuple(queues)
        self.listen, self.poll, self.file, self.parent = listen, poll, file, parent
        self.children: dict[int, float] = {}
        self._stopping = False

    def run(self) -> None:
        signal.signal(signal.SIGTERM, self._on_signal)
        signal.signal(signal.SIGINT, self._on_signal)
        while not (self._stopping or (self.parent and os.getppid() != self.parent)):
            while len(self.children) < self.processes:
                self._start()
            self._reap()
            time.sleep(0.1)
        self._stop()

    def _start(self) -> None:
        connections.close_all()  # a connection must not be shared with the child
        parent = os.getpid()
        pid = os.fork()
        if pid:
            self.children[pid] = time.monotonic()
            return
        code = 1
        try:
            worker = Worker(self.queues, file=self.file)
            worker.run(listen=self.listen, shortest=self.poll, parent=parent)
            code = 0
        except BaseException:  # noqa: BLE001  the last words of a forked process, which must not return to its caller
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)

    def _reap(self) -> None:
        for pid in list(self.children):
            ended, status = os.waitpid(pid, os.WNOHANG)
            if ended:
                age = time.monotonic() - self.children.pop(pid)
                log.warning("worker_ended", pid=pid, status=status, seconds=round(age, 1))
                if age < YOUNG_SECONDS and not self._stopping:
                    time.sleep(1)

    def _stop(self) -> None:
        for pid in self.children:
            os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        while self.children and time.monotonic() < deadline:
            self._reap()
            time.sleep(0.05)
        for pid in self.children:
            log.error("worker_killed", pid=pid)
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)

    def _on_signal(self, _signum: int, _frame: FrameType | None) -> None:
        self._stopping = True
