"""What the engine refuses to do, each with enough context to say it to a person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from workflows.errors import WorkflowError

if TYPE_CHECKING:
    from workflows.engine.values import Refusal


class EngineError(WorkflowError):
    """The process engine cannot do what was asked."""


class DefinitionRefused(EngineError):
    """This process would not run as drawn."""

    def __init__(self, findings: Sequence[Refusal]) -> None:
        self.findings = tuple(findings)
        super().__init__("; ".join(str(finding) for finding in self.findings) or None)


class TaskNotOpen(EngineError):
    """This task is not open: it is done, cancelled or was never reached."""

    task_id: str


class TimerNotWaiting(EngineError):
    """This timer is not waiting any more."""

    timer_id: str


class NotWaiting(EngineError):
    """Nothing in this instance waits for that."""


class DataRefused(EngineError):
    """These data cannot be stored."""


class NodeUnknown(EngineError):
    """The definition has no such node."""

    node_id: str


class MoveRefused(EngineError):
    """The token cannot be put there."""


class MigrationRefused(EngineError):
    """The plan does not carry every active node to a fitting node of the new definition."""

    problems: tuple[str, ...]


class StateUnreadable(EngineError):
    """The stored state cannot be read by this release."""


class ProcessFault(EngineError):
    """A step could not go on; it becomes an incident and never leaves the engine."""

    def __init__(self, message: str, *, kind: str, detail: str = "", **context: Any) -> None:
        self.kind = kind
        self.detail = detail
        super().__init__(message, **context)
