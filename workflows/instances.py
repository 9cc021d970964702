"""The transaction of a step: lock the instance, ask the engine, write everything or nothing, then wake the workers."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from workflows import clock, definitions, engine, faults, host, jobs, service_levels, suspensions
from workflows.actors import Actor, system
from workflows.commands import Administer, Command, Deliver, Fire
from workflows.definitions import Deployed
from workflows.engine import Cancel, JobFailed, JobResult, Message, Outcome, Signal
from workflows.errors import BusinessKeyTaken, ReasonMissing
from workflows.history import Entry, append
from workflows.models.definition import DefinitionVersion
from workflows.models.instance import ProcessInstance
from workflows.models.job import Queue
from workflows.models.states import InstanceStatus
from workflows.projections import compare
from workflows.running import Running, Waiting, lock
from workflows.saving import insert, update, update_many
from workflows.step_rows import queue_of
from workflows.steps import Save, TaskDone
from workflows.transactions import in_transaction
from workflows.variables import accept, check_state

__all__ = [
    "SYSTEM",
    "Fire",
    "advance",
    "announce",
    "cancel",
    "pause",
    "prepare",
    "resume",
    "start",
    "start_version",
    "step",
]

SYSTEM = system("engine")
#: From so many new instances on, their service levels are started together.
MANY = 10
Guard = Callable[[Running], None]


def start(
    key: str,
    data: Mapping[str, Any],
    *,
    by: Actor,
    business_key: str | None = None,
    case_ref: str = "",
    version: int | None = None,
    start_event: str | None = None,
    is_test: bool = False,
) -> ProcessInstance:
    """Start a process by its key, in its current version or the numbered one.

    Raises ProcessUnknown, ProcessRetired, ProcessSuspended, VersionUnknown, DataRefused, VariablesMissing,
    DataTooLarge, BusinessKeyTaken. A test of an operator starts in a suspended process too.
    """
    return _start(
        definitions.find_for_start(key, version),
        data,
        by=by,
        business_key=business_key,
        case_ref=case_ref,
        start_event=start_event,
        is_test=is_test,
    )


def start_version(
    version: DefinitionVersion,
    data: Mapping[str, Any],
    *,
    by: Actor,
    start_event: str | None = None,
    business_key: str | None = None,
    case_ref: str = "",
    is_test: bool = False,
) -> ProcessInstance:
    """Start exactly this version, as a timer or message start event and a bulk run do."""
    return _start(
        definitions.of_version(version),
        data,
        by=by,
        business_key=business_key,
        case_ref=case_ref,
        start_event=start_event,
        is_test=is_test,
    )


@in_transaction
def _start(
    deployed: Deployed,
    data: Mapping[str, Any],
    *,
    by: Actor,
    business_key: str | None,
    case_ref: str,
    start_event: str | None,
    is_test: bool,
) -> ProcessInstance:
    if not is_test:
        suspensions.refuse_suspended(deployed.key)
    _refuse_taken(deployed.key, business_key)
    save = prepare(deployed, data, by=by, case_ref=case_ref, start_event=start_event, is_test=is_test)
    _insert(save, business_key)
    announce([save])
    return ProcessInstance(
        id=save.instance_id,
        version_id=deployed.version_id,
        definition_key=deployed.key,
        business_key=business_key,
        case_ref=case_ref,
        status=save.status,
        rev=1,
        state=save.outcome.state,
        started_at=save.now,
        started_by=str(by),
        ended_at=save.ended_at,
        ended_in=",".join(save.outcome.ended_in),
        is_test=is_test,
    )


def prepare(
    deployed: Deployed,
    data: Mapping[str, Any],
    *,
    by: Actor,
    case_ref: str = "",
    start_event: str | None = None,
    is_test: bool = False,
    now: datetime | None = None,
) -> Save:
    """The first step of a new instance, run by the engine and ready to be written; nothing is written yet.

    Raises DataRefused, VariablesMissing when it begins at its plain start event.
    """
    now = now or clock.ask_database()
    key = uuid4()
    given = accept(data, declared=deployed.variables)
    if deployed.starts_plainly(start_event):
        deployed.refuse_missing(given)
    outcome = engine.start(
        deployed.definition,
        given,
        now,
        instance_id=str(key),
        host=host.lend(deployed),
        start_event=start_event,
    )
    return Save(
        instance_id=key,
        deployed=deployed,
        case_ref=case_ref,
        is_test=is_test,
        rev=1,
        outcome=_checked(outcome, key),
        changes=compare(Waiting(), outcome),
        entries=_entries(None, outcome, ""),
        actor=by,
        now=now,
    )


def _refuse_taken(key: str, business_key: str | None) -> None:
    if business_key is None:
        return
    taken = (
        ProcessInstance.objects.filter(definition_key=key, business_key=business_key)
        .values_list("id")
        .first()
    )
    if taken:
        raise BusinessKeyTaken(key=key, business_key=business_key, instance=taken[0])


def _insert(save: Save, business_key: str | None) -> None:
    try:
        insert(save, business_key=business_key)
    except IntegrityError as error:
        if "instance_business_key_once" not in str(error):
            raise
        raise BusinessKeyTaken(key=save.deployed.key, business_key=business_key) from error


@in_transaction
def step(
    instance_id: UUID | str,
    command: Command | Message | Signal | JobResult | JobFailed,
    *,
    actor: Actor = SYSTEM,
    guard: Guard | None = None,
) -> Outcome:
    """Do one thing to an instance: a command, or a delivery of the engine's words.

    `guard` runs under the lock and stops the step by raising. Raises InstanceUnknown, InstanceEnded, InstancePaused,
    InstanceBusy, and the engine's TaskNotOpen, TimerNotWaiting, NotWaiting when nothing waits for it any more.
    """
    running = lock(instance_id)
    if guard is not None:
        guard(running)
    if isinstance(command, Message | Signal | JobResult | JobFailed):
        command = Deliver(command)
    return advance(running, command, actor=actor)


def advance(
    running: Running, command: Command, *, actor: Actor, done: TaskDone | None = None, resolution: str = ""
) -> Outcome:
    """One step of an instance that is locked already, in the caller's transaction."""
    outcome = ask_engine(running, command)
    write(running, running.deployed, outcome, command, actor=actor, done=done, resolution=resolution)
    return outcome


def ask_engine(running: Running, command: Command) -> Outcome:
    """What the engine answers to a command; nothing is written."""
    _refuse_closed(running, command)
    return apply(running, command)


def apply(running: Running, command: Command) -> Outcome:
    """The same, whatever the status of the instance."""
    lent = host.lend(running.deployed)
    return command.apply(running.deployed.definition, running.state, running.now, lent)


def write(
    running: Running,
    deployed: Deployed,
    outcome: Outcome,
    command: Command | None,
    *,
    actor: Actor,
    done: TaskDone | None = None,
    resolution: str = "",
) -> None:
    """Write what the engine answered, perhaps under another version of the process."""
    save = follow(running, deployed, outcome, command, actor=actor, done=done, resolution=resolution)
    keep(save, status=running.status)


def keep(save: Save, *, status: InstanceStatus) -> None:
    """Write one step of an instance that had this status, and what follows from it."""
    update(save, keep_status=status is InstanceStatus.SUSPENDED)
    announce([save])
    faults.point("step_before_commit")


def write_many(saves: Sequence[Save]) -> None:
    """Write the steps of many locked, active instances in one round trip: all or none."""
    update_many(saves)
    announce(saves)
    faults.point("step_before_commit")


def follow(
    running: Running,
    deployed: Deployed,
    outcome: Outcome,
    command: Command | None,
    *,
    actor: Actor = SYSTEM,
    done: TaskDone | None = None,
    resolution: str = "",
) -> Save:
    """The next revision of a locked instance, ready to be written."""
    return Save(
        instance_id=running.id,
        deployed=deployed,
        case_ref=running.case_ref,
        is_test=running.is_test,
        rev=running.rev + 1,
        outcome=_checked(outcome, running.id),
        changes=compare(running.waiting, outcome),
        entries=_entries(command, outcome, _node_of(running, command)),
        actor=actor,
        now=running.now,
        resolution=resolution,
        done=done,
    )


def _refuse_closed(running: Running, command: Command) -> None:
    """A paused instance still takes an operator's word, and the result of work begun before the pause."""
    finished = isinstance(command, Deliver) and isinstance(command.delivery, JobResult | JobFailed)
    if isinstance(command, Administer) or finished:
        running.refuse_ended()
    else:
        running.refuse_unless_active()


def _checked(outcome: Outcome, instance_id: UUID) -> Outcome:
    check_state(outcome.state, instance=instance_id)
    return outcome


def _node_of(running: Running, command: Command | None) -> str:
    task = running.waiting.tasks.get(command.token_id) if command is not None else None
    return str(task["node"]) if task else ""


def _entries(command: Command | None, outcome: Outcome, node_id: str) -> list[Entry]:
    """The command first, then what the engine did."""
    first = [Entry(command.kind, node_id, command.token_id, command.told)] if command is not None else []
    told = [Entry(event.kind.value, event.node_id, event.token_id, event.data) for event in outcome.events]
    return [*first, *told] or [Entry("stepped")]


def _read(save: Save) -> Callable[[str], Mapping[str, Any] | None]:
    """The variables after a step, of the process or of a call, read only by who needs them."""

    def read(call: str) -> Mapping[str, Any] | None:
        definition, state = save.deployed.definition, save.outcome.state
        return engine.read_call(definition, state, call) if call else engine.read_variables(definition, state)

    return read


def announce(saves: Sequence[Save]) -> None:
    """What follows from steps just written: service levels at once, in their transaction; the rest once durable.

    Losing the rest loses nothing: workers look by themselves.
    """
    for save in follow_first(saves):
        service_levels.apply(save.instance_id, save.deployed, save.outcome.events, _read(save), save.now)
    tell_others(saves)


def tell_others(saves: Sequence[Save]) -> None:
    """Once the steps are durable: wake workers for their jobs, deliver what they throw and what waits for them."""
    queues = {queue_of(job.operation) for save in saves for job in save.changes.new_jobs}
    if queues:
        transaction.on_commit(lambda: jobs.wake(queues), robust=True)
    names = {one.name for save in saves for one in save.changes.new_subscriptions if one.kind == "message"}
    sources = [f"instance:{save.instance_id}" for save in saves if save.outcome.thrown]
    if names or sources:
        from workflows import messages

        for source in sources or [""]:
            transaction.on_commit(partial(messages.settle, source=source, names=names), robust=True)


def follow_first(saves: Sequence[Save]) -> Sequence[Save]:
    """Start the clocks of many new instances together; the steps whose clocks have yet to follow."""
    if len(saves) < MANY or any(save.rev != 1 for save in saves):
        return saves
    from workflows.service_level_starts import apply_first

    return apply_first(saves)


def cancel(instance_id: UUID | str, reason: str, *, by: Actor) -> Outcome:
    """End an instance now: tasks, timers and jobs go with it. Raises ReasonMissing, InstanceEnded."""
    return step(instance_id, Administer(Cancel(reason), _reason(reason)), actor=by)


def _reason(reason: str) -> str:
    if not reason.strip():
        raise ReasonMissing()
    return reason.strip()


def pause(instance_id: UUID | str, reason: str, *, by: Actor) -> None:
    """Stop an instance where it is: its tasks refuse completion, its timers and jobs are not claimed."""
    _set_status(instance_id, InstanceStatus.SUSPENDED, "instance_paused", {"reason": _reason(reason)}, by=by)


def resume(instance_id: UUID | str, *, by: Actor, reason: str = "") -> None:
    """Let a paused instance go on; what came due meanwhile happens now."""
    told = {"reason": reason.strip()} if reason.strip() else {}
    _set_status(instance_id, InstanceStatus.ACTIVE, "instance_resumed", told, by=by)


@in_transaction
def _set_status(
    instance_id: UUID | str, status: InstanceStatus, kind: str, data: Mapping[str, Any], *, by: Actor
) -> None:
    running = lock(instance_id)
    running.refuse_ended()
    if running.status is status:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE workflows_processinstance SET status = %s WHERE id = %s", [status.value, running.id]
        )
    append(running.id, running.rev, kind, actor=by, now=clock.now(), data=data)
    if status is InstanceStatus.ACTIVE:
        from workflows import messages

        transaction.on_commit(lambda: jobs.wake(Queue), robust=True)
        transaction.on_commit(lambda: messages.settle(instance=running.id), robust=True)
