"""A promise whose step was never needed: its clock stopped because the case left, not because the step was done.

A level stops at the steps that keep it and at the exits of the process (a debt that is paid, a case that ends). At an
exit alone, with none of those steps done, nothing was promised any more, and it is told as such rather than as kept.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from app.cases.positions import read_models
from app.cases.wording import Wording
from workflows.models import ClockState
from workflows.models.history import HistoryEvent
from workflows.models.service_level import ServiceLevelClock

ENDED = "ended"


def list_deeds(stop: Sequence[str], version_id: int, process: str) -> frozenset[str]:
    """The steps that keep a level; none where it knows no exits, or nothing but exits."""
    model = read_models(version_id).get(process)
    if model is None:
        return frozenset()
    deeds = frozenset(node for node in stop if node not in model.exits and node != ENDED)
    return deeds if len(deeds) < len(stop) else frozenset()


def list_needless(clocks: Iterable[ServiceLevelClock], runs: Mapping[UUID, tuple[int, str]]) -> set[int]:
    """Of these clocks the kept ones that were not needed. `runs`: instance → its version and process."""
    sought: list[tuple[ServiceLevelClock, frozenset[str]]] = []
    for clock in clocks:
        if clock.state == ClockState.MET and clock.instance_id in runs:
            version, own = runs[clock.instance_id]
            deeds = list_deeds(clock.policy.get("stop", ()), version, clock.process or own)
            sought += [(clock, deeds)] if deeds else []
    if not sought:
        return set()
    done = list_done(
        {clock.instance_id for clock, _deeds in sought}, {node for _clock, nodes in sought for node in nodes}
    )
    return {clock.pk for clock, deeds in sought if not is_done(clock, deeds, done)}


def list_done(instances: Iterable[UUID], nodes: Iterable[str]) -> list[tuple[UUID, str, Any]]:
    events = HistoryEvent.objects.filter(
        instance_id__in=list(instances), kind="node_completed", node_id__in=list(nodes)
    )
    return list(events.values_list("instance_id", "node_id", "at"))


def is_done(clock: ServiceLevelClock, deeds: frozenset[str], done: Iterable[tuple[UUID, str, Any]]) -> bool:
    """One of the steps was done while the clock ran."""
    end = clock.stopped_at
    return any(
        instance == clock.instance_id
        and node in deeds
        and clock.started_at <= at
        and (end is None or at <= end)
        for instance, node, at in done
    )


def is_needless(event: HistoryEvent, wording: Wording, completed: Collection[str]) -> bool:
    """Whether a clock that was met stopped at an exit; `completed` are the nodes of the same step of the engine."""
    level, process = str(event.data.get("level", "")), str(event.data.get("process", ""))
    stop = wording.stops.get(f"{process}/{level}" if process else level, ())
    if event.kind != "service_level_met" or not stop:
        return False
    deeds = list_deeds(stop, wording.version_id, process or wording.key)
    return bool(deeds) and deeds.isdisjoint(completed)
