"""The last real cases decided once more by the draft's table: whose outcome would be another.

Nothing is written. Who may not read the cases reads how many change and from what to what, not whose they are.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from app.studio.decision_history import Asked
from app.studio.decision_models import find_host
from app.studio.decision_trying import tell
from workflows.dmn.definitions import Definitions
from workflows.dmn.elements import Decision
from workflows.dmn.errors import DmnError
from workflows.dmn.plain import write_plain
from workflows.errors import WorkflowError
from workflows.feel.codec import decode
from workflows.feel.errors import FeelError

MOST_SECONDS = 5.0


@dataclass(frozen=True)
class Turn:
    """One way an outcome changes, and how many decisions go it; `before` and `after` in words."""

    before: str
    after: str
    times: int


@dataclass(frozen=True)
class Replay:
    """`skipped` could not be asked again (their content is gone); `left` were not reached in time.

    `changed` are the references of cases whose outcome would be another, newest first, each once.
    """

    played: int = 0
    skipped: int = 0
    left: int = 0
    turns: tuple[Turn, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def count_changed(self) -> int:
        return sum(one.times for one in self.turns)


def replay(
    model: Definitions, decision: Decision, asked: Iterable[Asked], files: Mapping[str, str]
) -> Replay:
    """Each decision with the inputs it had, at the moment it was taken."""
    waiting = list(asked)
    turns: Counter[tuple[str, str]] = Counter()
    changed: dict[str, None] = {}
    played = skipped = 0
    end = monotonic() + MOST_SECONDS
    while waiting and monotonic() < end:
        one = waiting.pop(0)
        if "inputs" not in one.data or "outputs" not in one.data:
            skipped += 1
            continue
        played += 1
        before, after = decode(one.data["outputs"]), decide(model, decision, one, files)
        if isinstance(after, Refused) or write_plain(before) != write_plain(after):
            turns[(tell(before), after.text if isinstance(after, Refused) else tell(after))] += 1
            changed[one.case_ref] = None
    told = tuple(Turn(before, after, times) for (before, after), times in turns.most_common())
    return Replay(played, skipped, len(waiting), told, tuple(one for one in changed if one))


@dataclass(frozen=True)
class Refused:
    text: str


def decide(model: Definitions, decision: Decision, asked: Asked, files: Mapping[str, str]) -> Any:
    """The draft's answer; Refused where a process would stop."""
    try:
        inputs = {name: decode(value) for name, value in asked.data["inputs"].items()}
        return model.decide(decision.id, inputs, find_host(files, asked.at), strict=True).value
    except (DmnError, FeelError, WorkflowError, ArithmeticError, ValueError, RecursionError) as error:
        return Refused(_("no answer (%(why)s)") % {"why": type(error).__name__})
