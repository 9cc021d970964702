"""Due timers: claimed in batches, fired through the engine, deleted in the transaction of the step.

An attempt is counted at claim, in its own transaction, so that a timer that kills its worker is found out. A timer
tried before is taken alone: what it does cannot hurt others again.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet

from workflows import faults, instances, start_timers, suspensions
from workflows.clashes import ClashUnresolved, is_clash, is_connection_lost, retry_clashes
from workflows.commands import Fire
from workflows.engine import TimerNotWaiting
from workflows.errors import ProcessSuspended
from workflows.incident_reports import describe, open_incident
from workflows.jobs import lease
from workflows.models.waiting import Timer
from workflows.rows import change, fetch
from workflows.running import Running, lock_many
from workflows.steps import Save

log = structlog.get_logger(__name__)

BATCH = 50
MAX_ATTEMPTS = 3
REST = timedelta(seconds=30)
#: A batch holds its instances' locks; a person's action waits at most about this long.
BATCH_SECONDS = 0.5

# The status is asked row by row: a join would read every instance before the first row is taken.
CLAIM = """
WITH due AS (
    SELECT t.id, t.due_at, t.attempts
    FROM workflows_timer t
    WHERE t.due_at <= workflows_now() AND t.attempts <= %(most)s
      AND (t.locked_until IS NULL OR t.locked_until < statement_timestamp())
      AND (t.instance_id IS NULL OR (SELECT i.status = 'active' AND i.definition_key <> ALL(ARRAY(
                SELECT s.definition_id FROM workflows_processsuspension s
                WHERE s.resumed_at IS NULL AND s.holds_running))
               FROM workflows_processinstance i WHERE i.id = t.instance_id))
      AND (t.version_id IS NULL OR t.version_id <> ALL(ARRAY(
              SELECT v.id FROM workflows_definitionversion v
              JOIN workflows_processsuspension s ON s.definition_id = v.definition_id
              WHERE s.resumed_at IS NULL)))
    ORDER BY t.due_at, t.id
    LIMIT %(limit)s
    FOR UPDATE OF t SKIP LOCKED
), first AS (SELECT id, attempts FROM due ORDER BY due_at, id LIMIT 1)
UPDATE workflows_timer t
SET attempts = t.attempts + 1, lock_owner = %(owner)s, locked_until = statement_timestamp() + %(lease)s
FROM due, first
WHERE t.id = due.id AND (t.id = first.id OR (first.attempts = 0 AND due.attempts = 0))
RETURNING t.id, t.instance_id, t.engine_timer, t.node_id, t.due_at, t.attempts, t.lock_owner
"""
LIVE = """
SELECT id FROM workflows_timer WHERE id = ANY(%(ids)s) AND lock_owner = %(owner)s AND due_at <= workflows_now()
"""
RELEASE = """
UPDATE workflows_timer SET attempts = GREATEST(attempts - 1, 0), lock_owner = '', locked_until = NULL
WHERE id = ANY(%(ids)s) AND lock_owner = %(owner)s
"""
GIVE_BACK = """
UPDATE workflows_timer SET lock_owner = '', locked_until = NULL WHERE lock_owner = %(owner)s AND attempts <= %(most)s
"""
POSTPONE = """
UPDATE workflows_timer
SET attempts = %(attempts)s, lock_owner = '', locked_until = statement_timestamp() + %(rest)s
WHERE id = %(id)s AND lock_owner = %(owner)s
"""


@dataclass(frozen=True, kw_only=True)
class ClaimedTimer:
    """A due timer under lease; without an instance it is a timer start event's."""

    id: int
    instance_id: UUID | None
    engine_timer: str
    node_id: str
    due_at: datetime
    attempts: int
    owner: str


def run_due(*, owner: str, limit: int = BATCH) -> int:
    """Claim and fire one batch; the number of timers claimed."""
    claimed = claim(owner=owner, limit=limit)
    fire_claimed(claimed, owner=owner)
    return len(claimed)


def fire_claimed(claimed: Sequence[ClaimedTimer], *, owner: str) -> None:
    """Fire what was claimed: timers of instances together, start events one by one."""
    crashed = [timer for timer in claimed if timer.attempts > MAX_ATTEMPTS]
    for timer in crashed:
        _give_up(timer, None)
    ready = [timer for timer in claimed if timer.attempts <= MAX_ATTEMPTS]
    _fire_all([timer for timer in ready if timer.instance_id is not None], owner)
    for timer in ready:
        if timer.instance_id is None:
            _fire_start(timer)


def claim(*, owner: str, limit: int = BATCH) -> list[ClaimedTimer]:
    """Take due timers under a lease, the longest overdue first."""
    rows = fetch(CLAIM, {"most": MAX_ATTEMPTS, "limit": limit, "owner": owner, "lease": lease()})
    names = ("id", "instance_id", "engine_timer", "node_id", "due_at", "attempts", "owner")
    claimed = [ClaimedTimer(**dict(zip(names, row, strict=True))) for row in rows]
    return sorted(claimed, key=lambda timer: (timer.due_at, timer.id))


def give_back(*, owner: str) -> int:
    """Let go of all that this worker has claimed and does not work on; the attempts stay counted."""
    return change(GIVE_BACK, {"owner": owner, "most": MAX_ATTEMPTS})


def _fire_all(timers: Sequence[ClaimedTimer], owner: str) -> None:
    if not timers:
        return
    try:
        fired = retry_clashes(lambda: _fire_batch(timers, owner))
    except ClashUnresolved:
        log.warning("timers_released", count=len(timers))
        fired = set()
    rest = [timer.id for timer in timers if timer.id not in fired]
    if rest:
        change(RELEASE, {"ids": rest, "owner": owner})


def _fire_batch(timers: Sequence[ClaimedTimer], owner: str) -> set[int]:
    """Fire in one transaction; the ids dealt with. Instances busy elsewhere are left for a later round, and so is
    the second timer of an instance."""
    with transaction.atomic():
        locked = _drop_held(
            lock_many(sorted({one.instance_id for one in timers if one.instance_id is not None}))
        )
        live = {row[0] for row in fetch(LIVE, {"ids": [timer.id for timer in timers], "owner": owner})}
        mine = {timer.instance_id: timer for timer in reversed(timers) if timer.instance_id in locked}
        gone = {timer.id for timer in mine.values() if timer.id not in live}
        stepped, apart = _ask_engine([timer for timer in mine.values() if timer.id in live], locked)
        fired = gone | _write(stepped, apart)
        faults.point("before_timer_commit")
    return fired


def _drop_held(locked: Mapping[UUID, Running]) -> dict[UUID, Running]:
    """Without those whose process was suspended since their timers were claimed: they are given back."""
    held = suspensions.find_held(one.definition_key for one in locked.values())
    return {key: one for key, one in locked.items() if one.definition_key not in held}


Stepped = list[tuple[ClaimedTimer, Save]]


def _ask_engine(
    timers: Sequence[ClaimedTimer], locked: Mapping[UUID, Running]
) -> tuple[Stepped, list[ClaimedTimer]]:
    """The steps of as many timers as fit in the time, and the timers that need a look of their own."""
    begun = time.monotonic()
    stepped: Stepped = []
    apart: list[ClaimedTimer] = []
    for timer in sorted(timers, key=lambda timer: (timer.due_at, timer.id)):
        if time.monotonic() - begun > BATCH_SECONDS:
            break
        faults.point("in_timer")
        save = _prepare(timer, locked[cast(UUID, timer.instance_id)])
        if save is None:
            apart.append(timer)
        else:
            stepped.append((timer, save))
    return stepped, apart


def _prepare(timer: ClaimedTimer, running: Running) -> Save | None:
    """The step of one timer, not yet written; none when the engine refuses, which is then told apart."""
    command = Fire(timer.engine_timer)
    try:
        outcome = instances.ask_engine(running, command)
        return instances.follow(running, running.deployed, outcome, command)
    except Exception as error:  # noqa: BLE001  whatever it is, it must not hurt the others; told when it fires alone
        log.info("timer_apart", timer=timer.id, instance=str(timer.instance_id), error=str(error))
        return None


def _write(stepped: Stepped, apart: Sequence[ClaimedTimer]) -> set[int]:
    """Write the steps together; when one of them cannot be written, each by itself."""
    try:
        with transaction.atomic():
            instances.write_many([save for _, save in stepped])
        alone = list(apart)
    except Exception as error:
        if is_clash(error) or is_connection_lost(error):
            raise
        alone = [*(timer for timer, _ in stepped), *apart]
        log.info("timers_apart", count=len(alone), error=str(error))
    for timer in alone:
        _fire(timer)
    return {timer.id for timer, _ in stepped} | {timer.id for timer in apart}


def _fire(timer: ClaimedTimer) -> None:
    """One step, which inside this transaction is a savepoint: its failure is its own."""
    try:
        instances.step(str(timer.instance_id), Fire(timer.engine_timer))
    except TimerNotWaiting:
        Timer.objects.filter(id=timer.id).delete()
    except Exception as error:
        if is_clash(error) or is_connection_lost(error):
            raise
        _after_error(timer, error)


def _fire_start(timer: ClaimedTimer) -> None:
    try:
        with transaction.atomic():
            start_timers.fire(timer.id, owner=timer.owner)
    except Exception as error:
        if is_connection_lost(error):
            raise
        if is_clash(error) or isinstance(error, ProcessSuspended):
            change(RELEASE, {"ids": [timer.id], "owner": timer.owner})
            return
        _after_error(timer, error)


def _after_error(timer: ClaimedTimer, error: Exception) -> None:
    if timer.attempts >= MAX_ATTEMPTS:
        _give_up(timer, error)
        return
    log.warning("timer_postponed", timer=timer.id, instance=str(timer.instance_id), error=str(error))
    change(POSTPONE, {"id": timer.id, "owner": timer.owner, "attempts": timer.attempts, "rest": REST})


def _give_up(timer: ClaimedTimer, error: Exception | None) -> None:
    """Park the timer with an incident; `retry` makes it due again."""
    message = describe(error) if error else "Each attempt ended with the worker's death."
    log.error("timer_failed", timer=timer.id, instance=str(timer.instance_id), error=message)
    values = {"id": timer.id, "owner": timer.owner, "rest": timedelta(0), "attempts": MAX_ATTEMPTS + 1}
    with transaction.atomic():
        if change(POSTPONE, values):
            open_incident(
                "timer_failed",
                message,
                error=error,
                instance_id=timer.instance_id,
                node_id=timer.node_id,
                engine_token=timer.engine_timer,
            )


def retry(*, instance_id: UUID | None, engine_timer: str) -> bool:
    """Give a parked timer its attempts back."""
    parked = _find_parked(instance_id, engine_timer)
    return parked.update(attempts=0, locked_until=None, lock_owner="") > 0


def is_parked(*, instance_id: UUID | None, engine_timer: str) -> bool:
    """Whether a timer was given up and waits for an operator."""
    return _find_parked(instance_id, engine_timer).exists()


def _find_parked(instance_id: UUID | None, engine_timer: str) -> QuerySet[Timer]:
    return Timer.objects.filter(instance_id=instance_id, engine_timer=engine_timer, attempts__gt=MAX_ATTEMPTS)
