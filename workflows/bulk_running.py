"""Working off a bulk run: chunks of a thousand lines, each one transaction, several workers side by side.

A chunk belongs to the worker that holds its advisory lock, which dies with the worker's connection. Attempts are
counted before the chunk runs; lines that were in a chunk which died are tried in ever smaller groups, until the
one that kills its worker is alone.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from django.db import IntegrityError, transaction

from workflows import actors, clock, definitions, faults, instances, suspensions
from workflows.bulk_rows import ManyRows
from workflows.definitions import Deployed
from workflows.errors import ProcessRetired, ProcessSuspended, WorkflowError
from workflows.feel import codec
from workflows.models.bulk import BulkRun
from workflows.models.instance import ProcessInstance
from workflows.models.states import BulkState
from workflows.rows import change, fetch
from workflows.saving import add_instance
from workflows.steps import Save

log = structlog.get_logger(__name__)

CHUNK = 1000
#: A chunk ends early after this long, so that other work of the same worker is not kept waiting.
CHUNK_SECONDS = 2.0
#: How many lines are tried together after 0, 1, 2, … deaths.
GROUPS = (CHUNK, 100, 10, 1)
SPACE = 7301  # first key of the advisory locks, which nothing else uses

NEXT = """
SELECT line FROM workflows_bulkitem
WHERE run_id = %(run)s AND state = 'waiting' AND line >= %(line)s ORDER BY line LIMIT 1
"""
COUNT_ATTEMPT = """
WITH first AS (
    SELECT attempts FROM workflows_bulkitem
    WHERE run_id = %(run)s AND state = 'waiting' AND line BETWEEN %(first)s AND %(last)s ORDER BY line LIMIT 1
), chosen AS (
    SELECT i.id FROM workflows_bulkitem i, first
    WHERE run_id = %(run)s AND state = 'waiting' AND line BETWEEN %(first)s AND %(last)s
      AND i.attempts = first.attempts
    ORDER BY line
    LIMIT (SELECT (%(groups)s::int[])[LEAST(attempts, %(most)s - 1) + 1] FROM first)
)
UPDATE workflows_bulkitem i SET attempts = i.attempts + 1 FROM chosen WHERE i.id = chosen.id
RETURNING i.id, i.business_key, i.case_ref, i.data::text, i.attempts, i.line
"""
SETTLE = """
UPDATE workflows_bulkitem i
SET state = CASE WHEN r.instance IS NULL THEN 'failed' ELSE 'started' END, instance_id = r.instance,
    error = r.error
FROM unnest(%(ids)s::bigint[], %(instances)s::uuid[], %(errors)s::text[]) AS r(id, instance, error)
WHERE i.id = r.id AND i.state = 'waiting'
"""
GIVE_BACK = (
    "UPDATE workflows_bulkitem SET attempts = attempts - 1 WHERE id = ANY(%(ids)s) AND state = 'waiting'"
)
END = """
UPDATE workflows_bulkrun r SET state = 'done', ended_at = workflows_now()
WHERE id = %(run)s AND state = 'running'
  AND NOT EXISTS (SELECT 1 FROM workflows_bulkitem i WHERE i.run_id = r.id AND i.state = 'waiting')
"""

Row = tuple[int, str, str, str, int, int]


class WorkerDied(WorkflowError):
    """Each attempt to start this line ended with the worker's death."""


def run_chunk(*, owner: str) -> int:
    """Work off one chunk of the oldest running list; the lines dealt with."""
    waiting = suspensions.list_suspended().values("definition_id")
    running = BulkRun.objects.filter(state=BulkState.RUNNING).exclude(version__definition__in=waiting)
    for run in running.select_related("version").order_by("id"):
        with _hold_chunk(run.id) as lines:
            if lines is not None:
                return _run_lines(run, lines, owner)
        if change(END, {"run": run.id}):
            log.info("bulk_done", run=run.id)
    return 0


@contextmanager
def _hold_chunk(run: int) -> Iterator[tuple[int, int] | None]:
    """First and last line of the first chunk nobody else works on; None when there is none."""
    line = 1
    while True:
        found = fetch(NEXT, {"run": run, "line": line})
        if not found:
            yield None
            return
        number = (found[0][0] - 1) // CHUNK
        key = {"space": SPACE, "key": (run * 1_000_003 + number) % 2**31}
        if fetch("SELECT pg_try_advisory_lock(%(space)s, %(key)s)", key)[0][0]:
            break
        line = (number + 1) * CHUNK + 1
    try:
        yield number * CHUNK + 1, (number + 1) * CHUNK
    finally:
        fetch("SELECT pg_advisory_unlock(%(space)s, %(key)s)", key)


def _run_lines(run: BulkRun, lines: tuple[int, int], owner: str) -> int:
    values = {"run": run.id, "first": lines[0], "last": lines[1], "groups": list(GROUPS), "most": len(GROUPS)}
    rows: list[Row] = sorted(fetch(COUNT_ATTEMPT, values), key=lambda row: row[5])
    try:
        done = _start_rows(run, rows)
    except IntegrityError:
        # Somebody took one of the keys while the chunk ran: now it is seen beforehand.
        done = _start_rows(run, rows)
    except ProcessSuspended:
        change(GIVE_BACK, {"ids": [row[0] for row in rows]})
        return 0
    faults.point("after_bulk_commit")
    log.info("bulk_chunk", run=run.id, first=lines[0], done=done, worker=owner)
    return done


@transaction.atomic
def _start_rows(run: BulkRun, rows: Sequence[Row]) -> int:
    begun = time.monotonic()
    deployed = definitions.of_version(run.version)
    retired = _tell_retired(deployed.key)
    suspensions.refuse_suspended(deployed.key)
    taken = _taken_keys(deployed.key, rows)
    batch = ManyRows()
    saves: list[Save] = []
    results: list[tuple[int, UUID | None, str]] = []
    by = actors.system(f"bulk {run.id}")
    now = clock.ask_database()
    for row in rows:
        if results and time.monotonic() - begun > CHUNK_SECONDS:
            break
        save, error = (None, retired) if retired else _prepare(run, deployed, row, taken, by, now)
        if save is not None:
            add_instance(batch, save, business_key=row[1])
            saves.append(save)
        results.append((row[0], save.instance_id if save else None, error))
    batch.execute()
    faults.point("bulk_before_commit")
    _settle(results)
    left = [row[0] for row in rows[len(results) :]]
    if left:
        change(GIVE_BACK, {"ids": left})
    instances.announce(saves)
    return len(results)


def _tell_retired(key: str) -> str:
    """Why no line of an approved list starts any more; empty when they may."""
    try:
        definitions.refuse_retired(key)
    except ProcessRetired as error:
        return str(error)
    return ""


def _prepare(
    run: BulkRun, deployed: Deployed, row: Row, taken: set[str], by: actors.Actor, now: datetime
) -> tuple[Save | None, str]:
    """The first step of one line, or why there is none. A failing line never hurts another."""
    _, business_key, case_ref, data, attempts, _ = row
    if business_key in taken:
        return None, "This process has already been started with this business key."
    if attempts > len(GROUPS):
        return None, str(WorkerDied())
    faults.point("bulk_item")
    try:
        start_data: Any = codec.decode(json.loads(data))
        return instances.prepare(
            deployed, start_data, by=by, case_ref=case_ref, is_test=run.is_test, now=now
        ), ""
    except WorkflowError as error:
        return None, f"{type(error).__name__}: {error}"[:2000]


def _taken_keys(key: str, rows: Sequence[Row]) -> set[str]:
    found = ProcessInstance.objects.filter(definition_key=key, business_key__in=[row[1] for row in rows])
    return {str(one) for one in found.values_list("business_key", flat=True)}


def _settle(results: Sequence[tuple[int, UUID | None, str]]) -> None:
    ids, made, errors = zip(*results, strict=True) if results else ((), (), ())
    change(SETTLE, {"ids": list(ids), "instances": list(made), "errors": list(errors)})
