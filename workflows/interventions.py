"""An operator's hand in a running instance: move, rewind, set variables, shift timers; with a snapshot and a reason."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from workflows import instances
from workflows.actors import Actor
from workflows.commands import Administer, Fire
from workflows.engine import Action, Move, Outcome, Rewind, SetVariables, ShiftTimers, TimerNotWaiting
from workflows.errors import InstanceMoved, ReasonMissing, TimerChanged
from workflows.guarded_moves import refuse_skipping
from workflows.running import lock
from workflows.snapshots import take_snapshot
from workflows.transactions import in_transaction
from workflows.variables import accept


@in_transaction
def move(
    instance_id: UUID | str, node_id: str, to_node: str, reason: str, *, by: Actor, rev: int | None = None
) -> Outcome:
    """Take the only token at a node away and put it on another node of the same scope.

    `rev` is the revision somebody has seen a preview of. Raises ReasonMissing, InstanceEnded, InstanceMoved,
    MoveBreaksGuard, and the engine's MoveRefused, TaskNotOpen or NodeUnknown.
    """
    running = lock(instance_id)
    refuse_skipping(running.id, running.deployed.version_id, node_id, to_node)
    return _intervene(instance_id, Move(to_node, node_id=node_id), reason, by=by, rev=rev)


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
def reschedule(
    instance_id: UUID | str, engine_timer: str, due_at: datetime, reason: str, *, by: Actor, seen: datetime
) -> Outcome:
    """Give one waiting timer another due instant; a cycle goes on from there. A paused instance takes it too.

    `seen` is the due instant the operator knew. Raises ReasonMissing, InstanceEnded, TimerNotWaiting, TimerChanged.
    """
    row = lock(instance_id).waiting.timers.get(engine_timer)
    if row is None:
        raise TimerNotWaiting(timer_id=engine_timer)
    due = datetime.fromisoformat(row["due"])
    if due != seen:
        raise TimerChanged(timer=engine_timer, due=due.isoformat())
    return _intervene(instance_id, ShiftTimers(due_at - due, (engine_timer,)), reason, by=by)


@in_transaction
def fire_now(instance_id: UUID | str, engine_timer: str, reason: str, *, by: Actor) -> Outcome:
    """Let one waiting timer fire now. Raises ReasonMissing, InstanceEnded, InstancePaused, TimerNotWaiting."""
    if not reason.strip():
        raise ReasonMissing(instance=instance_id)
    return instances.step(instance_id, Fire(engine_timer, reason.strip()), actor=by)


@in_transaction
def _intervene(
    instance_id: UUID | str, action: Action, reason: str, *, by: Actor, rev: int | None = None
) -> Outcome:
    if not reason.strip():
        raise ReasonMissing(instance=instance_id)
    running = lock(instance_id)
    running.refuse_ended()
    if rev is not None and running.rev != rev:
        raise InstanceMoved(instance=running.id, seen=rev, now=running.rev)
    outcome = instances.advance(running, Administer(action, reason.strip()), actor=by)
    take_snapshot(
        running, f"{type(action).__name__.lower()}: {reason.strip()}"
    )  # as it was when it was locked
    return outcome
