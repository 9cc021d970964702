"""Rows that have done their work go away, in small batches: tables hold what is open and what may be asked again.

What happened stays in the history for good. Kept while they may still matter:
- done and cancelled jobs as long as their instance runs, and KEEP_DONE_DAYS after its end: nothing repeats their key,
  which holds the token and the revision that asked;
- messages from outside KEEP_DONE_DAYS after they were delivered or expired: so long is one sent again recognised;
- sent postings, and messages between instances, KEEP_SENT_DAYS: a step writes each once and never again.
Whatever waits, failed, was parked or is ambiguous stays until somebody has dealt with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import monotonic

from django.conf import settings
from django.db import transaction

from workflows.rows import fetch

BATCH = 500
#: How long one round lasts at most, in seconds: the other duties of the worker wait for it.
PATIENCE = 2.0

JOBS = """
WITH done AS (
    SELECT j.id FROM workflows_job j LEFT JOIN workflows_processinstance i ON i.id = j.instance_id
    WHERE j.id > %(after)s AND j.state IN ('done', 'cancelled')
      AND j.done_at < workflows_now() - make_interval(days => %(days)s)
      AND (j.instance_id IS NULL OR i.ended_at < workflows_now() - make_interval(days => %(days)s))
    ORDER BY j.id LIMIT %(batch)s FOR UPDATE OF j SKIP LOCKED
), freed AS (
    UPDATE workflows_incident n SET job_id = NULL FROM done WHERE n.job_id = done.id
)
DELETE FROM workflows_job j USING done WHERE j.id = done.id RETURNING j.id
"""
POSTINGS = """
WITH done AS (
    SELECT id FROM workflows_outboxmessage
    WHERE id > %(after)s AND sent_at < workflows_now() - make_interval(days => %(days)s)
    ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
DELETE FROM workflows_outboxmessage m USING done WHERE m.id = done.id RETURNING m.id
"""
MESSAGES = """
WITH done AS (
    SELECT id FROM workflows_inboxmessage
    WHERE id > %(after)s AND outcome IN ('delivered', 'started', 'expired')
      AND COALESCE(delivered_at, expires_at, received_at) < workflows_now() - make_interval(days => %(days)s)
      AND (source LIKE 'instance:%%' OR source LIKE 'signal:%%') = %(own)s
    ORDER BY id LIMIT %(batch)s FOR UPDATE SKIP LOCKED
)
DELETE FROM workflows_inboxmessage m USING done WHERE m.id = done.id RETURNING m.id
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


def take_all(one: Purge, until: float) -> Iterator[Sequence[int]]:
    """Batch after batch, each behind the last, so that rows just deleted are not read again, until time is up."""
    after = 0
    while monotonic() < until and (gone := take_batch(one, after=after)):
        yield gone
        after = max(gone)


@transaction.atomic
def take_batch(one: Purge, *, after: int = 0) -> Sequence[int]:
    """Delete one batch of rows behind an id; their ids."""
    values = {"days": one.days, "own": one.own, "batch": BATCH, "after": after}
    return [row[0] for row in fetch(one.statement, values)]
