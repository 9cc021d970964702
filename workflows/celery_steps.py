"""What a Celery worker does besides taking hints: it polls when idle, so that a dead broker loses nothing."""

import os
import subprocess
import sys
from typing import Any, ClassVar

import structlog
from celery import bootsteps

log = structlog.get_logger(__name__)

STOP_SECONDS = 30


class PollingFallback(bootsteps.StartStopStep):  # type: ignore[misc]  # Celery has no types
    """A child process polls the worker's queues every few seconds, whatever the broker does.

    A process and not a thread: the pool forks, and a forked thread's database connection would be shared.
    """

    requires: ClassVar[set[str]] = {"celery.worker.components:Pool"}

    def __init__(self, parent: Any, **options: Any) -> None:
        super().__init__(parent, **options)
        self._child: subprocess.Popen[bytes] | None = None

    def start(self, parent: Any) -> None:
        from workflows.models.job import Queue

        consumed = set(parent.app.amqp.queues.consume_from)
        queues = [name for name in Queue.values if name in consumed]
        if not queues or os.environ.get("VIGIE_POLLING", "on") == "off":
            return
        command = [sys.executable, "-m", "django", "worker", "--processes", "0", "--no-listen", "--poll", "5"]
        self._child = subprocess.Popen([*command, "--queues", ",".join(queues), "--parent", str(os.getpid())])  # noqa: S603  its own program and known queue names
        log.info("polling_started", pid=self._child.pid, queues=queues)

    def stop(self, _parent: Any) -> None:
        if self._child is None or self._child.poll() is not None:
            return
        self._child.terminate()
        try:
            self._child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._child.kill()

    terminate = stop
