"""Rows that have done their work go away, in small batches: tables hold what is open and what may be asked again.

Each batch is read off an index by the moment the row was done: what is not past its time costs nothing to look for.

What happened stays in the history for good. Kept while they may still matter:
- done and cancelled jobs as long as their instance runs, and KEEP_DONE_DAYS after its end: nothing repeats their key,
  which holds the token and the revision that asked;
- messages from outside KEEP_DONE_DAYS after they were delivered or expired: so long is one sent again recognised;
- sent postings, and messages between instances, KEEP_SENT_DAYS: a step writes each once and never again.
Whatever waits, failed, was parked or is ambiguous stays until somebody has dealt with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

from django.conf import settings
from django.db import transaction

from workflows.rows import fetch

BATCH = 500
#: How long one round lasts at most, in seconds: the other duties of the worker wait for it.
PATIENCE = 2.0

#: When a row was done, and its id: the order in which rows go.
Place = tuple[datetime, int]
BEGINNING: Place = (datetime.min.replace(tzinfo=UTC), 0)

JOBS = """
WITH done AS (
    SELECT j.id FROM workflows_job j
    WHERE (j.done_at, j.id) > (%(after)s, %(after_id)s) AND j.state IN ('done', 'cancelled')
      AND j.done_at < workflows_now() - make_interval(days => %(days)s)
      AND (j.instance_id IS NULL
           OR (SELECT ended_at FROM workflows_processinstance i WHERE i.id = j.instance_id)
              < workflows_now() - make_interval(days => %(days)s))
    ORDER BY j.done_at, j.id LIMIT %(batch)s FOR UPDATE OF j SKIP LOCKED
), freed AS (
    UPDATE workflows_incident n SET job_id = NULL WHERE n.job_id = ANY(ARRAY(SELECT id FROM done))
)
DELETE FROM workflows_job j WHERE j.id = ANY(ARRAY(SELECT id FROM done)) RETURNING j.done_at, j.id
"""
POSTINGS = """
WITH done AS (
    SELECT id FROM workflows_outboxmessage
    WHERE (sent_at, id) > (%(after)s, %(after_id)s)
      AND sent_at < workflows_now() - make_interval(days => %(days)s)
    ORDER BY sent_at, id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
DELETE FROM workflows_outboxmessage m WHERE m.id = ANY(ARRAY(SELECT id FROM done)) RETURNING m.sent_at, m.id
"""
MESSAGES = """
WITH done AS (
    SELECT id FROM workflows_inboxmessage
    WHERE (COALESCE(delivered_at, expires_at, received_at), id) > (%(after)s, %(after_id)s)
      AND outcome IN ('delivered', 'started', 'expired')
      AND COALESCE(delivered_at, expires_at, received_at) < workflows_now() - make_interval(days => %(days)s)
      AND (source LIKE 'instance:%%' OR source LIKE 'signal:%%') = %(own)s
    ORDER BY COALESCE(delivered_at, expires_at, received_at), id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
DELETE FROM workflows_inboxmessage m WHERE m.id = ANY(ARRAY(SELECT id FROM done))
RETURNING COALESCE(m.delivered_at, m.expires_at, m.received_at), m.id
"""


@dataclass(frozen=True)
class Purge:
    """One kind of row and the days it is kept."""

    name: str
    statement: str
    days: int
    own: bool = False


def list_purges() -> Iterator[Purge]:
    """With the days of the settings."""
    done, sent = settings.KEEP_DONE_DAYS, settings.KEEP_SENT_DAYS
    yield Purge("jobs", JOBS, done)
    yield Purge("postings", POSTINGS, sent)
    yield Purge("messages", MESSAGES, done)
    yield Purge("own messages", MESSAGES, sent, own=True)


def purge(*, patience: float = PATIENCE) -> dict[str, int]:
    """Delete what is past its time, for about `patience` seconds; the rows deleted by kind.

    Two workers never take the same rows, and what a worker holds is left for the next round.
    """
    until = monotonic() + patience
    return {one.name: sum(map(len, take_all(one, until))) for one in list_purges()}


def take_all(one: Purge, until: float) -> Iterator[Sequence[Place]]:
    """Batch after batch, each behind the last, so that rows just deleted are not read again, until time is up."""
    after = BEGINNING
    while monotonic() < until and (gone := take_batch(one, after=after)):
        yield gone
        after = max(gone)


@transaction.atomic
def take_batch(one: Purge, *, after: Place = BEGINNING) -> Sequence[Place]:
    """Delete one batch of rows behind a place; their places."""
    values = {"days": one.days, "own": one.own, "batch": BATCH, "after": after[0], "after_id": after[1]}
    return [(at, key) for at, key in fetch(one.statement, values)]
