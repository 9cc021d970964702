"""Running instances taken to another version of their process by a plan {old node: new node}.

A plan is checked against both versions, tried on copies, then applied one transaction an instance, with a snapshot
that undoes it as long as the instance has not moved since. Timers stay due when they were, drafts keep their text.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from workflows import clock, definitions, host, instances, service_levels
from workflows.actors import Actor
from workflows.batches import Batch
from workflows.commands import Command, Migrate, Restore
from workflows.definitions import Deployed
from workflows.engine import OpenTask, Outcome
from workflows.errors import InstanceChanged, PlanRefused, ReasonMissing, UndoRefused, WorkflowError
from workflows.models.definition import DefinitionVersion
from workflows.models.instance import ProcessInstance
from workflows.models.migration import MigrationBatch, MigrationItem
from workflows.models.states import InstanceStatus, MigrationState
from workflows.projections import compare
from workflows.running import Running, lock
from workflows.snapshots import take_snapshot
from workflows.step_rows import FAR_FUTURE, candidates
from workflows.transactions import in_transaction

OPEN = (InstanceStatus.ACTIVE, InstanceStatus.SUSPENDED)


@dataclass(frozen=True, slots=True)
class Trial:
    """What would become of one instance; `problem` is empty when it can migrate."""

    instance_id: UUID
    problem: str = ""


def check_plan(source: Deployed, target: Deployed, mapping: Mapping[str, str]) -> None:
    """Refuse a plan that names nodes which do not exist, each by its name; raises PlanRefused."""
    problems = []
    if source.key != target.key:
        problems.append(f"{source.key} and {target.key} are two processes, not two versions of one.")
    if source.sha256 == target.sha256:
        problems.append(f"Version {source.number} is already the target.")
    problems += [
        f"{node}: version {source.number} has no such node."
        for node in mapping
        if node not in source.definition.nodes
    ]
    problems += [
        f"{node} → {new}: version {target.number} has no node {new}."
        for node, new in mapping.items()
        if new not in target.definition.nodes
    ]
    if problems:
        raise PlanRefused("The migration plan does not fit: " + " ".join(problems), problems=tuple(problems))


def suggest_plan(key: str, source: int, target: int) -> dict[str, str]:
    """Nodes that are called the same in both versions, to begin a plan with."""
    old, new = definitions.find(key, source), definitions.find(key, target)
    return {node: node for node in sorted(old.definition.nodes & new.definition.nodes)}


def try_out(
    key: str, source: int, target: int, mapping: Mapping[str, str], *, only: Collection[UUID] | None = None
) -> list[Trial]:
    """Migrate copies of the open instances of a version; nothing is written. Raises PlanRefused."""
    old, new = definitions.find(key, source), definitions.find(key, target)
    check_plan(old, new, mapping)
    return [
        _try_one(instance, old, new, mapping)
        for instance in _open_instances(old, only).iterator(chunk_size=500)
    ]


def _open_instances(source: Deployed, only: Collection[UUID] | None) -> QuerySet[ProcessInstance]:
    running = ProcessInstance.objects.filter(version_id=source.version_id, status__in=OPEN).order_by(
        "started_at", "id"
    )
    return running if only is None else running.filter(id__in=list(only))


def _try_one(instance: ProcessInstance, old: Deployed, new: Deployed, mapping: Mapping[str, str]) -> Trial:
    command = Migrate(new.definition, mapping, {})
    try:
        outcome = command.apply(old.definition, bytes(instance.state), clock.now(), host.lend(new))
    except WorkflowError as error:
        return Trial(instance.id, str(error))
    faults = "; ".join(f"{fault.node_id}: {fault.message}" for fault in outcome.incidents)
    return Trial(instance.id, faults)


@in_transaction
def prepare(
    key: str,
    source: int,
    target: int,
    mapping: Mapping[str, str],
    *,
    reason: str,
    by: Actor,
    only: Collection[UUID] | None = None,
) -> MigrationBatch:
    """Write the plan and its list of instances; nothing moves yet. Raises PlanRefused, ReasonMissing."""
    if not reason.strip():
        raise ReasonMissing()
    old, new = definitions.find(key, source), definitions.find(key, target)
    check_plan(old, new, mapping)
    batch = MigrationBatch.objects.create(
        source_id=old.version_id,
        target_id=new.version_id,
        mapping=dict(mapping),
        reason=reason.strip(),
        created_by=str(by),
        created_at=clock.now(),
    )
    keys = _open_instances(old, only).values_list("id", flat=True)
    MigrationItem.objects.bulk_create(
        (MigrationItem(batch=batch, instance_id=key) for key in keys), batch_size=1000
    )
    return batch


def migrate(
    key: str,
    source: int,
    target: int,
    mapping: Mapping[str, str],
    *,
    reason: str,
    by: Actor,
    only: Collection[UUID] | None = None,
) -> MigrationBatch:
    """Prepare a plan and carry it out; each item of the batch says what became of its instance."""
    batch = prepare(key, source, target, mapping, reason=reason, by=by, only=only)
    run(batch.id, by=by)
    batch.refresh_from_db()
    return batch


def run(batch_id: int, *, by: Actor, limit: int | None = None) -> int:
    """Migrate what still waits in a batch, one transaction an instance; the number done. Resumable at any point."""
    batch = MigrationBatch.objects.get(id=batch_id)
    old, new = _deployed(batch.source_id), _deployed(batch.target_id)
    waiting = batch.items.filter(state=MigrationState.WAITING).order_by("id").values_list("id", flat=True)
    keys = list(waiting if limit is None else waiting[:limit])
    for key in keys:
        try:
            _migrate_item(key, old, new, batch, by=by)
        except WorkflowError as error:
            MigrationItem.objects.filter(id=key, state=MigrationState.WAITING).update(
                state=MigrationState.FAILED, error=str(error)[:4000]
            )
    if not batch.items.filter(state=MigrationState.WAITING).exists():
        MigrationBatch.objects.filter(id=batch_id, ended_at=None).update(ended_at=clock.now())
    return len(keys)


def retry_failed(batch_id: int) -> int:
    """Put failed items back in the list; the number of them."""
    failed = MigrationItem.objects.filter(batch_id=batch_id, state=MigrationState.FAILED)
    return failed.update(state=MigrationState.WAITING, error="")


def _deployed(version_id: int) -> Deployed:
    return definitions.of_version(DefinitionVersion.objects.defer("files").get(id=version_id))


@in_transaction
def _migrate_item(item_id: int, old: Deployed, new: Deployed, batch: MigrationBatch, *, by: Actor) -> None:
    item = MigrationItem.objects.get(id=item_id)
    running = lock(item.instance_id)
    item = MigrationItem.objects.select_for_update().get(id=item_id)
    if item.state != MigrationState.WAITING:
        return
    running.refuse_ended()
    if running.deployed.sha256 != old.sha256:
        raise InstanceChanged("The instance runs in another version now.", instance=running.id)
    item.snapshot = take_snapshot(running, f"migration {batch.id}")
    told = {"from": old.number, "to": new.number, "mapping": dict(batch.mapping), "reason": batch.reason}
    _change(running, new, Migrate(new.definition, batch.mapping, told), by=by)
    service_levels.follow_migration(running.id, new, batch.mapping, running.now)
    item.state, item.migrated_rev = MigrationState.MIGRATED, running.rev + 1
    item.save(update_fields=["state", "snapshot", "migrated_rev"])


def _change(running: Running, deployed: Deployed, command: Command, *, by: Actor) -> None:
    """One step under another version; rows that stay take the words of the new one."""
    outcome = command.apply(running.deployed.definition, running.state, running.now, host.lend(deployed))
    _refuse_moved_timers(running, outcome)
    instances.write(running, deployed, outcome, command, actor=by)
    _rename_rows(running, deployed, outcome)


def _refuse_moved_timers(running: Running, outcome: Outcome) -> None:
    moved = compare(running.waiting, outcome).moved_timers
    if moved:
        nodes = ", ".join(sorted(timer.node_id for timer in moved.values()))
        raise PlanRefused(f"The timers at {nodes} would become due at another time.", instance=running.id)


def _rename_rows(running: Running, deployed: Deployed, outcome: Outcome) -> None:
    """Open tasks, timers, subscriptions and jobs that were there before may stand at a renamed node now."""
    batch = Batch()
    for task in outcome.tasks:
        if task.id in running.waiting.tasks:
            _rename_task(batch, str(running.waiting.tasks[task.id]["id"]), task, candidates(deployed, task))
            if not running.is_test:
                _renew_candidates(
                    batch, str(running.waiting.tasks[task.id]["id"]), candidates(deployed, task)
                )
    timers = {timer.id: timer.node_id for timer in outcome.timers}
    _rename(
        batch, "workflows_timer", {row["id"]: timers.get(key) for key, row in running.waiting.timers.items()}
    )
    jobs = {job.id: job.node_id for job in outcome.jobs}
    _rename(batch, "workflows_job", {row: jobs.get(key) for key, row in running.waiting.jobs.items()})
    waits = {one.id: one for one in outcome.subscriptions}
    for key, row in running.waiting.subscriptions.items():
        if key in waits:
            batch.add(
                "UPDATE workflows_subscription SET node_id = %s, name = %s, correlation = %s WHERE id = %s",
                [waits[key].node_id, waits[key].name, waits[key].correlation, row],
            )
    batch.execute()


def _rename(batch: Batch, table: str, nodes: Mapping[int, str | None]) -> None:
    for key, node in nodes.items():
        if node is not None:
            batch.add(
                f"UPDATE {table} SET node_id = %s WHERE id = %s AND node_id <> %s",  # noqa: S608 – a literal's name
                [node, key, node],
            )


def _rename_task(batch: Batch, key: str, task: OpenTask, roles: Sequence[str]) -> None:
    batch.add(
        "UPDATE workflows_humantask SET node_id = %s, name = %s, lane = %s, role = %s, form = %s, call = %s "
        "WHERE id = %s",
        [task.node_id, task.name, task.lane, roles[0], task.form, task.call, key],
    )


def _renew_candidates(batch: Batch, key: str, roles: Sequence[str]) -> None:
    batch.add(
        "DELETE FROM workflows_taskcandidate WHERE task_id = %s AND role <> ALL(%s)", [key, list(roles)]
    )
    batch.add(
        "INSERT INTO workflows_taskcandidate (task_id, role, sort_due, taken) "
        "SELECT t.id, given.role, COALESCE(t.due_at, %s), t.assignee_id IS NOT NULL "
        "FROM workflows_humantask t, unnest(%s::text[]) AS given(role) WHERE t.id = %s "
        "ON CONFLICT (task_id, role) DO NOTHING",
        [FAR_FUTURE, list(roles), key],
    )


def undo(batch_id: int, *, by: Actor, reason: str) -> int:
    """Take back what a batch migrated, as far as the instances have not moved since; the number taken back.

    Those that moved stay migrated. Raises ReasonMissing; UndoRefused when every instance has moved.
    """
    if not reason.strip():
        raise ReasonMissing(batch=batch_id)
    migrated = MigrationItem.objects.filter(batch_id=batch_id, state=MigrationState.MIGRATED)
    keys = list(migrated.order_by("id").values_list("id", flat=True))
    undone = sum(_undo_item(key, reason.strip(), by=by) for key in keys)
    if keys and not undone:
        raise UndoRefused("Every instance of the batch has moved since its migration.", batch=batch_id)
    return undone


@in_transaction
def _undo_item(item_id: int, reason: str, *, by: Actor) -> bool:
    item = MigrationItem.objects.select_related("snapshot__version", "batch").get(id=item_id)
    running = lock(item.instance_id)
    if item.snapshot is None or running.rev != item.migrated_rev:
        return False
    earlier = definitions.of_version(item.snapshot.version)
    told = {"from": running.deployed.number, "to": earlier.number, "reason": reason}
    _change(running, earlier, Restore(earlier.definition, bytes(item.snapshot.state), told), by=by)
    back = {new: old for old, new in item.batch.mapping.items()}
    service_levels.follow_migration(running.id, earlier, back, running.now)
    item.state = MigrationState.UNDONE
    item.save(update_fields=["state"])
    return True
