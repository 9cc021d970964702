"""Places where a fault can be provoked on purpose, in tests that kill real processes.

`VIGIE_FAULT=after_effect:3` kills the process the third time it passes `after_effect`;
`…:3:stop` pauses it there (SIGSTOP), `…:3:raise` raises. Nothing happens unless the variable is set.
"""

import os
import signal
from collections import Counter

from workflows.errors import WorkflowError

_passed: Counter[str] = Counter()


class FaultProvoked(WorkflowError):
    """A fault asked for by VIGIE_FAULT."""


def point(name: str) -> None:
    """Mark a place by name."""
    wanted = os.environ.get("VIGIE_FAULT")
    if not wanted:
        return
    place, _, rest = wanted.partition(":")
    if place != name:
        return
    count, _, kind = rest.partition(":")
    _passed[name] += 1
    if _passed[name] == int(count or 1):
        _strike(name, kind or "kill")


def _strike(name: str, kind: str) -> None:
    if kind == "raise":
        raise FaultProvoked(point=name)
    os.kill(os.getpid(), signal.SIGSTOP if kind == "stop" else signal.SIGKILL)


def forget() -> None:
    """Begin counting anew."""
    _passed.clear()
