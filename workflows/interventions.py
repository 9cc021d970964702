"""An operator's hand in a running instance: move, rewind, set variables, shift timers; with a snapshot and a reason."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from workflows import instances
from workflows.actors import Actor
from workflows.commands import Administer
from workflows.engine import Action, Move, Outcome, Rewind, SetVariables, ShiftTimers
from workflows.errors import ReasonMissing
from workflows.running import lock
from workflows.snapshots import take_snapshot
from workflows.transactions import in_transaction
from workflows.variables import accept


def move(instance_id: UUID | str, node_id: str, to_node: str, reason: str, *, by: Actor) -> Outcome:
    """Take the only token at a node away and put it on another node of the same scope.

    Raises ReasonMissing, InstanceEnded, and the engine's MoveRefused or NodeUnknown.
    """
    return _intervene(instance_id, Move(to_node, node_id=node_id), reason, by=by)


def rewind(instance_id: UUID | str, node_id: str, reason: str, *, by: Actor) -> Outcome:
    """Go back to a node: every token of its scope goes away and one starts there; variables stay as they are."""
    return _intervene(instance_id, Rewind(node_id), reason, by=by)


@in_transaction
def set_variables(instance_id: UUID | str, data: Mapping[str, Any], reason: str, *, by: Actor) -> Outcome:
    """Correct variables; types as declared. Raises DataRefused, DataTooLarge."""
    declared = lock(instance_id).deployed.variables
    return _intervene(instance_id, SetVariables(accept(data, declared=declared)), reason, by=by)


def shift_timers(instance_id: UUID | str, delta: timedelta, reason: str, *, by: Actor) -> Outcome:
    """Move the due instants of all waiting timers, as after a pause of the whole procedure."""
    return _intervene(instance_id, ShiftTimers(delta), reason, by=by)


@in_transaction
def _intervene(instance_id: UUID | str, action: Action, reason: str, *, by: Actor) -> Outcome:
    if not reason.strip():
        raise ReasonMissing(instance=instance_id)
    running = lock(instance_id)
    running.refuse_ended()
    outcome = instances.advance(running, Administer(action, reason.strip()), actor=by)
    take_snapshot(
        running, f"{type(action).__name__.lower()}: {reason.strip()}"
    )  # as it was when it was locked
    return outcome
