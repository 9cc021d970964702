"""The processes under the supervisor: started together, restarted when one dies, stopped together."""

import ctypes
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field

STOP_SECONDS = 35  # a worker may need 30 to finish what it runs
PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def _die_with_parent() -> None:
    """A supervisor killed with -9 must not leave a web server holding the port."""
    if _LIBC is not None:
        _LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass(slots=True)
class Child:
    """One supervised process. `restarts` slows the next start down: 0.5 s, 1 s, 2 s … at most 30 s."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    restarts: int = 0
    start_after: float = field(default=0.0)
    started_at: float = field(default=0.0)

    def start(self) -> None:
        self.started_at = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603
            self.command,
            env=self.environment,
            start_new_session=True,  # Ctrl-C reaches the supervisor only, which then stops each in order
            preexec_fn=_die_with_parent,  # noqa: PLW1509 -- the supervisor has no threads
        )

    def watch(self, now: float) -> str | None:
        """Restart the process if it died and its pause is over; a sentence when there is something to say."""
        if self.process is None:
            if now >= self.start_after:
                self.start()
            return None
        code = self.process.poll()
        if code is None:
            return None
        self.restarts = 0 if now - self.started_at > 60 else self.restarts + 1
        pause = min(30.0, 0.5 * 2**self.restarts)
        self.process, self.start_after = None, now + pause
        return f"{self.name} stopped ({_describe(code)}); starting it again in {pause:g} s."


def stop_all(children: list[Child]) -> None:
    """Ask each to finish, then insist."""
    running = [child.process for child in children if child.process and child.process.poll() is None]
    for process in running:
        process.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for process in running:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _describe(code: int) -> str:
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
