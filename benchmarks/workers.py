"""Real worker processes, started by their command as in production, one process each so that one can be killed."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self

from benchmarks.database import BASE_DIR

START_SECONDS = 180.0


class Workers:
    """`count` workers on some queues, ended with the block. `lease`: seconds until a dead one's work goes on."""

    def __init__(self, count: int, queues: str, *, lease: int = 60) -> None:
        self._environment = {**os.environ, "VIGIE_LEASE_SECONDS": str(lease)}
        self.command = ["manage.py", "worker", "--processes", "0", "--queues", queues]
        self._processes: list[subprocess.Popen[bytes]] = []
        self._told = tempfile.TemporaryFile()  # noqa: SIM115  closed with the block
        self._count = count
        self.peak = 0

    def __enter__(self) -> Self:
        from workflows.models import WorkerProcess

        WorkerProcess.objects.all().delete()
        for _ in range(self._count):
            self._processes.append(
                subprocess.Popen(
                    [sys.executable, *self.command],
                    cwd=BASE_DIR,
                    env=self._environment,
                    stdout=self._told,
                    stderr=self._told,
                )
            )
        try:
            wait_until(
                lambda: WorkerProcess.objects.count() >= self._count, START_SECONDS, "the workers start"
            )
        except TimeoutError as error:
            self._stop()
            self._told.seek(0)
            said = self._told.read().decode(errors="replace")[-800:]
            raise RuntimeError(f"The workers did not start: {said}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.look()
        self._stop()
        self._told.close()

    def _stop(self) -> None:
        for process in self._processes:
            process.terminate()
        for process in self._processes:
            process.wait(60)

    def kill_one(self) -> None:
        """SIGKILL, as the machine's memory killer would."""
        os.kill(self._processes[0].pid, signal.SIGKILL)

    def look(self) -> int:
        """The largest resident memory any of them has had, in bytes."""
        self.peak = max([self.peak, *(peak_bytes(process.pid) for process in self._processes)])
        return self.peak


def peak_bytes(pid: int) -> int:
    """The most resident memory a process has had; 0 when it has gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def wait_until(ready: Callable[[], bool], seconds: float, what: str, *, rest: float = 0.1) -> float:
    """Seconds until `ready`. Raises TimeoutError naming what was waited for."""
    begun = time.perf_counter()
    while not ready():
        if time.perf_counter() - begun > seconds:
            raise TimeoutError(f"After {seconds:.0f} s still waiting that {what}.")
        time.sleep(rest)
    return time.perf_counter() - begun
