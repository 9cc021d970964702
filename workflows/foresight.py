"""What an act on a running instance would do: tried on a copy of its state, nothing is written."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from workflows import clock, definitions, host, inspection
from workflows.commands import Administer, Command
from workflows.engine import Move
from workflows.guarded_moves import refuse_skipping
from workflows.models.human_task import HumanTask
from workflows.models.job import Job
from workflows.models.waiting import Subscription, Timer
from workflows.projections import Changes, compare
from workflows.running import read_waiting


class Waits(StrEnum):
    """What a place of a process waits for."""

    TASK = "task"
    TIMER = "timer"
    MESSAGE = "message"
    JOB = "job"


@dataclass(frozen=True, slots=True)
class Place:
    """Something that waits at a node; `due_at` of a timer."""

    waits: Waits
    node_id: str
    due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Foresight:
    """Of the revision `rev`: what would end, begin and stop; `completes` when nothing would be left."""

    rev: int
    ends: tuple[Place, ...]
    begins: tuple[Place, ...]
    faults: tuple[str, ...]
    completes: bool


def foresee(instance_id: UUID | str, command: Command) -> Foresight:
    """Raises InstanceUnknown, and whatever the engine refuses the command with."""
    instance = inspection.find(instance_id)
    deployed = definitions.of_version(instance.version)
    outcome = command.apply(deployed.definition, bytes(instance.state), clock.now(), host.lend(deployed))
    changes = compare(read_waiting(instance.pk), outcome)
    return Foresight(
        rev=instance.rev,
        ends=_find_ended(changes),
        begins=_find_begun(changes),
        faults=tuple(f"{fault.node_id}: {fault.message}" for fault in changes.faults.new),
        completes=outcome.completed,
    )


def foresee_move(instance_id: UUID | str, node_id: str, to_node: str) -> Foresight:
    """What `interventions.move` would do. Raises MoveBreaksGuard, and the engine's MoveRefused or TaskNotOpen."""
    instance = inspection.find(instance_id)
    refuse_skipping(instance.pk, instance.version_id, node_id, to_node)
    return foresee(instance.pk, Administer(Move(to_node, node_id=node_id), ""))


def _find_ended(changes: Changes) -> tuple[Place, ...]:
    tasks = HumanTask.objects.filter(pk__in=list(changes.ended_tasks)).values_list("node_id", flat=True)
    timers = Timer.objects.filter(pk__in=changes.ended_timers).values_list("node_id", "due_at")
    waits = Subscription.objects.filter(pk__in=changes.ended_subscriptions).values_list("node_id", flat=True)
    jobs = Job.objects.filter(pk__in=changes.ended_jobs).values_list("node_id", flat=True)
    return (
        *(Place(Waits.TASK, node) for node in tasks),
        *(Place(Waits.TIMER, node, due) for node, due in timers),
        *(Place(Waits.MESSAGE, node) for node in waits),
        *(Place(Waits.JOB, node) for node in jobs),
    )


def _find_begun(changes: Changes) -> tuple[Place, ...]:
    return (
        *(Place(Waits.TASK, task.node_id) for task in changes.new_tasks),
        *(Place(Waits.TIMER, timer.node_id, timer.due_at) for timer in changes.new_timers),
        *(Place(Waits.MESSAGE, one.node_id) for one in changes.new_subscriptions),
        *(Place(Waits.JOB, job.node_id) for job in changes.new_jobs),
    )
