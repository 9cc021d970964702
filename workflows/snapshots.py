"""Copies of an instance's state, taken before somebody intervenes in it."""

from workflows import clock
from workflows.models.instance import Snapshot
from workflows.running import Running


def take_snapshot(running: Running, reason: str) -> Snapshot:
    """Keep the state and the waiting rows of a locked instance as they are now."""
    return Snapshot.objects.create(
        instance_id=running.id,
        rev=running.rev,
        version_id=running.deployed.version_id,
        state=running.state,
        projections={"timers": dict(running.waiting.timers), "tasks": dict(running.waiting.tasks)},
        reason=reason,
        taken_at=clock.now(),
    )
