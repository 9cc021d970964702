"""What happened to an instance: written in the transaction in which it happens, never changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection

from workflows.actors import Actor
from workflows.batches import Batch, jsonb
from workflows.keys import read_key
from workflows.models.history import HistoryEvent

TABLE = "workflows_historyevent"
COLUMNS = ("instance_id", "rev", "seq", "at", "actor", "kind", "node_id", "token_id", "data")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line to write."""

    kind: str
    node_id: str = ""
    token_id: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)


def add(
    batch: Batch,
    instance_id: UUID,
    rev: int,
    entries: Sequence[Entry],
    *,
    actor: Actor,
    now: datetime,
    in_step: bool,
) -> None:
    """Add lines to a batch. Those of a step are numbered from 0, so that a missing one shows."""
    name = str(actor)
    acting = {"acting_for": f"user:{actor.acting_for}"} if actor.acting_for is not None else {}
    batch.insert(
        TABLE,
        COLUMNS,
        (
            (
                instance_id,
                rev,
                seq if in_step else None,
                now,
                name,
                entry.kind,
                entry.node_id,
                entry.token_id,
                jsonb({**entry.data, **acting}),
            )
            for seq, entry in enumerate(entries)
        ),
    )


def append(
    instance_id: UUID,
    rev: int,
    kind: str,
    *,
    actor: Actor,
    now: datetime,
    node_id: str = "",
    data: Mapping[str, Any],
) -> None:
    """One line about something between two steps: a claim, a pause, a new version."""
    batch = Batch()
    add(batch, instance_id, rev, [Entry(kind, node_id, "", data)], actor=actor, now=now, in_step=False)
    batch.execute()


def read(instance_id: UUID | str, *, after: int = 0, limit: int | None = None) -> list[HistoryEvent]:
    """The lines of an instance in the order they happened; `after` is the id of the last one seen."""
    key = read_key(instance_id)
    if key is None:
        return []
    rows = HistoryEvent.objects.filter(instance_id=key, id__gt=after).order_by("id")
    return list(rows if limit is None else rows[:limit])


def stream(*, first_xact: int, to_xact: int, after_id: int, to_id: int | None) -> Iterator[HistoryEvent]:
    """The lines written by a range of transactions, in the order seals take them; `to_id` included, None unbounded."""
    rows = HistoryEvent.objects.filter(xact__gte=first_xact, xact__lt=to_xact, id__gt=after_id)
    if to_id is not None:
        rows = rows.filter(id__lte=to_id)
    return rows.order_by("xact", "id").iterator(chunk_size=2000)


def ensure_months(first: date, last: date) -> int:
    """Make the partitions from the month of `first` to that of `last`; the number made.

    The worker does so daily for this month and the next; who moves a virtual clock does so before moving it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE workflows_ensure_history_month(day::date)) "
            "FROM generate_series(date_trunc('month', %s::timestamp), %s::timestamp, '1 month') AS day",
            [first, last],
        )
        row = cursor.fetchone()
    return int(row[0]) if row else 0
