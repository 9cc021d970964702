"""Many starts of one process: a list prepared by one person, approved by another, worked off in chunks.

The list is written first and its checksum is what is approved: nobody can change it in between.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Count

from workflows import definitions, jobs
from workflows.actors import Actor
from workflows.definitions import Deployed
from workflows.errors import ReasonMissing, WorkflowError
from workflows.feel import codec
from workflows.models.bulk import BulkItem, BulkRun
from workflows.models.job import Queue
from workflows.models.states import BULK_TRANSITIONS, BulkItemState, BulkState
from workflows.variables import accept, check_text

COPY = (
    "COPY workflows_bulkitem (run_id, line, business_key, case_ref, data, state, attempts, error) FROM STDIN"
)


class BulkRefused(WorkflowError):
    """The list cannot be prepared."""


class BulkUnknown(WorkflowError):
    """There is no such bulk run."""


class BulkStateRefused(WorkflowError):
    """The bulk run cannot do that in its present state."""


class FourEyesNeeded(WorkflowError):
    """Somebody other than the person who prepared the list must approve it."""


class ListChanged(WorkflowError):
    """The list is not the one that was looked at."""


@dataclass(frozen=True, kw_only=True)
class Start:
    """One line of the list; `data` are start data as of `api.start`."""

    business_key: str
    case_ref: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Progress:
    """How far a run is; the three add up to `total`."""

    total: int
    waiting: int
    started: int
    failed: int


@transaction.atomic
def prepare(
    title: str,
    key: str,
    starts: Iterable[Start],
    *,
    by: Actor,
    now: datetime,
    version: int | None = None,
    is_test: bool = False,
) -> BulkRun:
    """Write a list, read as a stream. Raises BulkRefused naming the line; then nothing of it is kept."""
    deployed = definitions.find_for_start(key, version)
    run = BulkRun.objects.create(
        title=title,
        version_id=deployed.version_id,
        checksum="",
        prepared_by=str(by),
        prepared_at=now,
        is_test=is_test,
    )
    digest = sha256()
    total = 0
    try:
        with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(COPY) as copy:
            for total, row in enumerate(_rows(starts, deployed), start=1):  # noqa: B007
                digest.update(json.dumps(row).encode())
                copy.write_row((run.id, *row, BulkItemState.WAITING.value, 0, ""))
    except IntegrityError as error:
        raise BulkRefused(f"A business key appears twice: {error.__cause__}") from error
    if not total:
        raise BulkRefused("The list is empty")
    run.total, run.checksum = total, digest.hexdigest()
    run.save(update_fields=["total", "checksum"])
    return run


def _rows(starts: Iterable[Start], deployed: Deployed) -> Iterator[tuple[int, str, str, str]]:
    is_plain = deployed.starts_plainly(None)
    for line, start in enumerate(starts, start=1):
        if not start.business_key.strip():
            raise BulkRefused(f"Line {line} has no business key", line=line)
        try:
            check_text(start.business_key, "The business key")
            check_text(start.case_ref, "The case")
            accepted = accept(start.data, declared=deployed.variables)
            if is_plain:
                deployed.refuse_missing(accepted)
            data = codec.encode(accepted)
        except WorkflowError as error:
            raise BulkRefused(f"Line {line}: {error}", line=line) from error
        yield line, start.business_key, start.case_ref, json.dumps(data, ensure_ascii=False)


@transaction.atomic
def approve(run_id: int, *, checksum: str, by: Actor, now: datetime) -> BulkRun:
    """Let a prepared list run. Raises FourEyesNeeded, ListChanged, BulkStateRefused."""
    run = _lock(run_id)
    if run.prepared_by == str(by):
        raise FourEyesNeeded(run=run_id, prepared_by=run.prepared_by)
    if run.checksum != checksum:
        raise ListChanged(run=run_id)
    run.approved_by, run.approved_at = str(by), now
    _move(run, BulkState.RUNNING, "approved_by", "approved_at")
    transaction.on_commit(lambda: jobs.wake([Queue.BULK]), robust=True)
    return run


@transaction.atomic
def pause(run_id: int) -> BulkRun:
    """Begin no further chunk; one under way is finished."""
    run = _lock(run_id)
    _move(run, BulkState.PAUSED)
    return run


@transaction.atomic
def resume(run_id: int) -> BulkRun:
    """Go on where a paused run stopped."""
    run = _lock(run_id)
    _move(run, BulkState.RUNNING)
    transaction.on_commit(lambda: jobs.wake([Queue.BULK]), robust=True)
    return run


@transaction.atomic
def cancel(run_id: int, reason: str, *, now: datetime) -> BulkRun:
    """Start nothing more of this list; what was started stays."""
    if not reason.strip():
        raise ReasonMissing()
    run = _lock(run_id)
    run.ended_at, run.cancel_reason = now, reason.strip()
    _move(run, BulkState.CANCELLED, "ended_at", "cancel_reason")
    return run


def progress(run_id: int) -> Progress:
    """Counts by state."""
    run = BulkRun.objects.filter(id=run_id).only("total").first()
    if run is None:
        raise BulkUnknown(run=run_id)
    counts = dict(
        BulkItem.objects.filter(run_id=run_id).values_list("state").annotate(count=Count("id")).order_by()
    )
    return Progress(
        total=run.total,
        waiting=counts.get(BulkItemState.WAITING, 0),
        started=counts.get(BulkItemState.STARTED, 0),
        failed=counts.get(BulkItemState.FAILED, 0),
    )


@transaction.atomic
def retry_failed(run_id: int) -> int:
    """Put the failed lines of a running or paused list back; the number of them."""
    run = _lock(run_id)
    if run.state not in {BulkState.RUNNING, BulkState.PAUSED}:
        raise BulkStateRefused(run=run_id, state=run.state)
    again = BulkItem.objects.filter(run_id=run_id, state=BulkItemState.FAILED)
    return again.update(state=BulkItemState.WAITING, attempts=0, error="")


def _lock(run_id: int) -> BulkRun:
    run = BulkRun.objects.select_for_update().filter(id=run_id).first()
    if run is None:
        raise BulkUnknown(run=run_id)
    return run


def _move(run: BulkRun, state: BulkState, *changed: str) -> None:
    if state not in BULK_TRANSITIONS[BulkState(run.state)]:
        raise BulkStateRefused(run=run.id, state=run.state, asked=state.value)
    run.state = state
    run.save(update_fields=["state", *changed])
