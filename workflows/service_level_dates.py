"""The due dates of the tasks that are due with a clock. While every clock of a task stands still, it has none."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from workflows.models.human_task import OPEN, HumanTask, TaskCandidate
from workflows.models.service_level import ServiceLevelClock
from workflows.models.states import ClockState
from workflows.step_rows import FAR_FUTURE

Node = tuple[str, str]  # the call and the node of a task
Targets = Mapping[Node, datetime | None]


def find_targets(open_clocks: Iterable[tuple[ServiceLevelClock, Iterable[str]]]) -> Targets:
    """Of each node named by an open clock: the earliest target of those that run, None where all are paused."""
    found: dict[Node, list[datetime]] = {}
    for clock, nodes in open_clocks:
        for node in nodes:
            dates = found.setdefault((clock.call, node), [])
            if clock.state == ClockState.RUNNING:
                dates.append(clock.target_at)
    return {node: min(dates, default=None) for node, dates in found.items()}


def set_due_dates(instance_id: UUID, targets: Targets) -> None:
    for (call, node), target in targets.items():
        tasks = HumanTask.objects.filter(OPEN, instance_id=instance_id, call=call, node_id=node)
        moved = tasks.exclude(due_at=target) if target else tasks.filter(due_at__isnull=False)
        ids = list(moved.values_list("id", flat=True))
        if ids:
            HumanTask.objects.filter(id__in=ids).update(due_at=target)
            TaskCandidate.objects.filter(task_id__in=ids).update(sort_due=target or FAR_FUTURE)


def follow_clocks(instance_id: UUID) -> None:
    """The tasks due with the clocks of an instance are due when these say now."""
    clocks = ServiceLevelClock.objects.filter(
        instance_id=instance_id, state__in=[ClockState.RUNNING, ClockState.PAUSED]
    )
    set_due_dates(instance_id, find_targets((clock, clock.policy.get("due", ())) for clock in clocks))
