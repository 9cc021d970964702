"""One step as it will be written: the engine's outcome with all that the rows need to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from workflows.actors import Actor
from workflows.definitions import Deployed
from workflows.engine import Outcome
from workflows.history import Entry
from workflows.projections import Changes


@dataclass(frozen=True, slots=True)
class TaskDone:
    """The human task a person has just done: its row closes as completed, the others' as cancelled."""

    engine_task: str
    outcome: Any
    user_id: int | None


@dataclass(frozen=True, slots=True)
class Save:
    """One step to write. `rev` is the revision it makes. What it asks others to do may wait until `held_until`."""

    instance_id: UUID
    deployed: Deployed
    case_ref: str
    is_test: bool
    rev: int
    outcome: Outcome
    changes: Changes
    entries: Sequence[Entry]
    actor: Actor
    now: datetime
    resolution: str = ""
    done: TaskDone | None = None
    held_until: datetime | None = None

    @property
    def status(self) -> str:
        if self.outcome.cancelled:
            return "cancelled"
        return "completed" if self.outcome.completed else "active"

    @property
    def ended_at(self) -> datetime | None:
        return None if self.status == "active" else self.now
