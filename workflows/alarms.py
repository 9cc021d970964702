"""A limit in time on a piece of work, by the process's own alarm clock.

Only the main thread can be interrupted; in another thread the watchdog of `workflows.heartbeat` remains.
"""

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from workflows.errors import WorkflowError


class TimeLimitReached(WorkflowError):
    """The operation took longer than its timeout."""


class WorkInterrupted(BaseException):
    """The worker stops and cannot wait for this piece of work: not an error, and no operation may swallow it."""


class _Alarm:
    """What the one alarm of the process is set for (monotonic seconds)."""

    limit_at: float | None = None
    stop_at: float | None = None


_alarm = _Alarm()


def _ring(_signum: int, _frame: FrameType | None) -> None:
    moment = time.monotonic()
    if _alarm.limit_at is None:
        return
    if moment >= _alarm.limit_at:
        raise TimeLimitReached()
    if _alarm.stop_at is not None and moment >= _alarm.stop_at:
        raise WorkInterrupted()


def _set() -> None:
    moments = [at for at in (_alarm.limit_at, _alarm.stop_at) if at is not None]
    if _alarm.limit_at is None or not moments:
        signal.setitimer(signal.ITIMER_REAL, 0)
        return
    # Rings again each second: work that swallows the exception does not get rid of the limit.
    signal.setitimer(signal.ITIMER_REAL, max(min(moments) - time.monotonic(), 0.001), 1.0)


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Raise TimeLimitReached inside the block after `seconds`, or WorkInterrupted once `stop_within` ran out."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    previous = signal.signal(signal.SIGALRM, _ring)
    _alarm.limit_at = time.monotonic() + seconds
    _set()
    try:
        yield
    finally:
        _alarm.limit_at = None
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def stop_within(seconds: float) -> None:
    """The process was asked to stop: the work under way has `seconds` left."""
    _alarm.stop_at = time.monotonic() + seconds
    if _alarm.limit_at is not None:
        _set()
