"""Timer start events: a due row starts an instance of its version and is set for the next round of its cycle."""

from datetime import datetime
from typing import Any

from workflows import actors, api
from workflows.clock import BRUSSELS
from workflows.engine.timers import ENDLESS, follow, load, read_period
from workflows.models.waiting import Timer


def fire(timer_id: int, *, owner: str) -> bool:
    """Start once and re-arm, in the present transaction; false when the timer went to somebody else or away.

    Each missed round of a cycle starts an instance: a yearly run is not left out because the worker slept.
    """
    timer = (
        Timer.objects.select_for_update(of=("self",))
        .select_related("version__definition")
        .filter(id=timer_id, lock_owner=owner, version__isnull=False)
        .first()
    )
    if timer is None or timer.version is None:
        return False
    version = timer.version
    api.start(
        version.definition_id,
        {},
        by=actors.system("timer"),
        version=version.number,
        start_event=timer.node_id,
    )
    following = next_round(timer.due_at, timer.cycle)
    if following is None:
        timer.delete()
        return True
    timer.due_at, timer.cycle = following
    timer.attempts, timer.lock_owner, timer.locked_until = 0, "", None
    timer.save(update_fields=["due_at", "cycle", "attempts", "lock_owner", "locked_until"])
    return True


def next_round(due_at: datetime, cycle: dict[str, Any] | None) -> tuple[datetime, dict[str, Any]] | None:
    """When a cycle is due again and what is left of it; None at its end.

    With an `anchor` rounds are counted from it (the 31st stays the 31st after February), else from `due_at`.
    """
    if not cycle or not cycle.get("period") or cycle.get("left", 0) == 0:
        return None
    if cycle.get("anchor"):
        following = follow(load({**cycle, "due": due_at.isoformat()}), BRUSSELS)
        if following is None:
            return None
        return following.due, {**cycle, "left": following.left, "done": following.done}
    left = cycle["left"] if cycle["left"] == ENDLESS else cycle["left"] - 1
    return read_period(cycle["period"]).after(due_at, BRUSSELS), {**cycle, "left": left}
