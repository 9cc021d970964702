"""What may be done to a running instance: each command is one call of the engine, and its line in the history."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from workflows import engine
from workflows.engine import (
    Action,
    Cancel,
    Definition,
    Delivery,
    Host,
    JobFailed,
    JobResult,
    Message,
    Outcome,
    Retry,
    SetVariables,
    Skip,
)


class Command(Protocol):
    """`kind` and `told` become the first history row of the step."""

    @property
    def kind(self) -> str: ...

    @property
    def token_id(self) -> str: ...

    @property
    def told(self) -> Mapping[str, Any]: ...

    def apply(self, definition: Definition, state: bytes, now: datetime, host: Host) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class CompleteTask:
    """A person's task is done; `data` are FEEL values already checked."""

    engine_task: str
    data: Mapping[str, Any]
    task_id: UUID
    user_id: int | None = None

    kind = "task_completed"

    @property
    def token_id(self) -> str:
        return self.engine_task

    @property
    def told(self) -> Mapping[str, Any]:
        return {"task": str(self.task_id)}

    def apply(self, definition: Definition, state: bytes, now: datetime, host: Host) -> Outcome:
        return engine.complete(definition, state, self.engine_task, self.data, now, host=host)


@dataclass(frozen=True, slots=True)
class Fire:
    """A due timer fires; with a `reason`, an operator lets it fire before its time."""

    engine_timer: str
    reason: str = ""

    kind = "timer_fired"

    @property
    def token_id(self) -> str:
        return self.engine_timer

    @property
    def told(self) -> Mapping[str, Any]:
        return {"reason": self.reason, "by_hand": True} if self.reason else {}

    def apply(self, definition: Definition, state: bytes, now: datetime, host: Host) -> Outcome:
        return engine.fire(definition, state, self.engine_timer, now, host=host)


@dataclass(frozen=True, slots=True)
class Deliver:
    """Something from outside arrives: a message, a signal, an operation's result or its business error."""

    delivery: Delivery
    told: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        match self.delivery:
            case JobResult():
                return "job_done"
            case JobFailed():
                return "job_refused"
            case Message():
                return "message_received"
        return "signal_received"

    @property
    def token_id(self) -> str:
        match self.delivery:
            case JobResult() | JobFailed():
                return self.delivery.job_id
            case Message():
                return self.delivery.subscription_id
        return ""

    def apply(self, definition: Definition, state: bytes, now: datetime, host: Host) -> Outcome:
        return engine.deliver(definition, state, self.delivery, now, host=host)


@dataclass(frozen=True, slots=True)
class Administer:
    """An operator intervenes, and says why."""

    action: Action
    reason: str

    @property
    def kind(self) -> str:
        return f"operator_{type(self.action).__name__.lower()}"

    @property
    def token_id(self) -> str:
        return self.action.token_id if isinstance(self.action, Retry | Skip) else ""

    @property
    def told(self) -> Mapping[str, Any]:
        return {"reason": self.reason}

    @property
    def is_cancel(self) -> bool:
        return isinstance(self.action, Cancel)

    def apply(self, definition: Definition, state: bytes, now: datetime, host: Host) -> Outcome:
        return engine.administer(definition, state, self.action, now, host=host)


@dataclass(frozen=True, slots=True)
class Migrate:
    """Go on under another version; `mapping` names the nodes that are called otherwise there."""

    target: Definition
    mapping: Mapping[str, str]
    told: Mapping[str, Any]
    token_id: str = ""

    kind = "operator_migrate"

    def apply(self, definition: Definition, state: bytes, now: datetime, host: Host) -> Outcome:
        return engine.migrate(definition, self.target, state, self.mapping, now, host=host)


@dataclass(frozen=True, slots=True)
class TakeBack:
    """A person takes back what they have just done: the earlier state under the same version, with its task open."""

    earlier: bytes
    engine_task: str
    task_id: UUID

    kind = "task_taken_back"

    @property
    def token_id(self) -> str:
        return self.engine_task

    @property
    def told(self) -> Mapping[str, Any]:
        return {"task": str(self.task_id)}

    def apply(self, definition: Definition, state: bytes, now: datetime, host: Host) -> Outcome:
        return engine.go_back(definition, self.earlier, state, now, host=host)


@dataclass(frozen=True, slots=True)
class Restore:
    """Go back to an earlier state, under the version it was written by."""

    target: Definition
    earlier: bytes
    told: Mapping[str, Any]
    token_id: str = ""

    kind = "operator_restore"

    def apply(self, definition: Definition, state: bytes, now: datetime, host: Host) -> Outcome:  # noqa: ARG002
        # Setting no variable changes nothing and tells what waits in that state.
        return engine.administer(self.target, self.earlier, SetVariables({}), now, host=host)
