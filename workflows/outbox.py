"""The outbox: what a step decided for the outside, handed to a handler after the commit, until it succeeds.

    @topic("message")
    def send(message: Letter) -> None: ...

A handler may be called again with the same key; the receiver must honour the key.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import Error, connection, transaction
from django.db.models import QuerySet

from workflows import alarms, clock, faults
from workflows.clashes import is_clash, is_connection_lost
from workflows.errors import WorkflowError
from workflows.incident_reports import describe, open_incident
from workflows.jobs import lease
from workflows.models.messaging import OutboxMessage
from workflows.operations import Retry
from workflows.rows import change, fetch

log = structlog.get_logger(__name__)

BATCH = 20

# The attempt is counted and the message put off by a lease before it is handed over.
CLAIM = """
WITH due AS (
    SELECT id FROM workflows_outboxmessage
    WHERE sent_at IS NULL AND parked_at IS NULL AND due_at <= workflows_now() AND topic = ANY(%(topics)s)
    ORDER BY due_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
UPDATE workflows_outboxmessage m
SET attempts = attempts + 1, due_at = workflows_now() + %(lease)s
FROM due WHERE m.id = due.id
RETURNING m.id, m.topic, m.key, m.payload::text, m.created_at, m.attempts
"""
SENT = """
UPDATE workflows_outboxmessage SET sent_at = workflows_now(), last_error = ''
WHERE id = %(id)s AND attempts = %(attempts)s AND sent_at IS NULL
"""
POSTPONE = """
UPDATE workflows_outboxmessage
SET due_at = workflows_now() + %(rest)s, last_error = %(error)s, attempts = attempts - %(refund)s,
    parked_at = CASE WHEN %(park)s THEN workflows_now() END
WHERE id = %(id)s AND attempts = %(attempts)s AND sent_at IS NULL
"""


class TopicTaken(WorkflowError):
    """Two handlers claim the same topic."""


@dataclass(frozen=True, kw_only=True)
class Posting:
    """One message to hand over; `key` is the idempotency key for the receiver."""

    id: int
    topic: str
    key: str
    payload: Any
    created_at: datetime
    attempt: int


Handler = Callable[[Posting], object]


@dataclass(frozen=True, kw_only=True)
class _Registered:
    handler: Handler
    retry: Retry
    timeout: timedelta


_register: dict[str, _Registered] = {}
DEFAULT_RETRY = Retry(attempts=8, backoff=timedelta(seconds=10), factor=3.0)


def topic(
    name: str, *, retry: Retry = DEFAULT_RETRY, timeout: timedelta = timedelta(seconds=30)
) -> Callable[[Handler], Handler]:
    """Register the handler of a topic."""

    def register(handler: Handler) -> Handler:
        if name in _register:
            raise TopicTaken(topic=name)
        _register[name] = _Registered(handler=handler, retry=retry, timeout=timeout)
        return handler

    return register


def topics() -> tuple[str, ...]:
    return tuple(sorted(_register))


def post(topic_name: str, payload: Mapping[str, Any], *, key: str, now: datetime) -> None:
    """Put a message into the outbox in the present transaction, once a key."""
    message = OutboxMessage(
        topic=topic_name, key=key, payload=dict(payload), created_at=now, due_at=clock.Now()
    )
    OutboxMessage.objects.bulk_create([message], ignore_conflicts=True)


def run_due(*, limit: int = BATCH) -> int:
    """Hand over one batch of due messages; the number claimed. Messages nobody handles stay where they are."""
    if not _register:
        return 0
    rows = fetch(CLAIM, {"limit": limit, "lease": lease() + longest_timeout(), "topics": list(_register)})
    names = ("id", "topic", "key", "payload", "created_at", "attempt")
    postings = [
        Posting(**{**dict(zip(names, row, strict=True)), "payload": json.loads(row[3])}) for row in rows
    ]
    for place, posting in enumerate(postings):
        try:
            _hand_over(posting, _register[posting.topic])
        except Error as error:
            if is_connection_lost(error):
                _give_back(postings[place + 1 :])
            raise
    return len(rows)


def _give_back(postings: Sequence[Posting]) -> None:
    """Over a new connection, and without an attempt: the lease of a batch is long, and nobody has begun with these."""
    connection.close()
    for posting in postings:
        _postpone(posting, "the connection was lost", rest=timedelta(0), refund=1)


def longest_timeout() -> timedelta:
    return max((known.timeout for known in _register.values()), default=timedelta(0)) * BATCH


def _hand_over(posting: Posting, known: _Registered) -> None:
    if posting.attempt > known.retry.attempts:
        _give_up(posting, "Each attempt ended with the worker's death.")
        return
    try:
        with alarms.limit(known.timeout.total_seconds()):
            known.handler(posting)
    except alarms.WorkInterrupted:
        _postpone(posting, "interrupted", rest=timedelta(0), refund=1)
        raise
    except Exception as error:
        if is_connection_lost(error):
            raise
        _after_error(posting, known, error)
        return
    faults.point("after_handler")
    change(SENT, {"id": posting.id, "attempts": posting.attempt})


def _after_error(posting: Posting, known: _Registered, error: Exception) -> None:
    described = describe(error)
    if is_clash(error):
        _postpone(posting, described, rest=timedelta(seconds=1), refund=1)
    elif posting.attempt >= known.retry.attempts:
        _give_up(posting, described)
    else:
        log.warning("posting_postponed", topic=posting.topic, key=posting.key, error=described)
        _postpone(posting, described, rest=known.retry.delay(posting.attempt))


def _postpone(posting: Posting, error: str, *, rest: timedelta, refund: int = 0, park: bool = False) -> int:
    values = {"id": posting.id, "attempts": posting.attempt, "rest": rest, "refund": refund, "park": park}
    return change(POSTPONE, {**values, "error": error})


def _give_up(posting: Posting, error: str) -> None:
    log.error("posting_failed", topic=posting.topic, key=posting.key, error=error)
    with transaction.atomic():
        if _postpone(posting, error, rest=timedelta(0), park=True):
            open_incident("message_failed", error, node_id=posting.topic, engine_token=posting.key)


def is_parked(key: str) -> bool:
    """Whether a message was given up and waits for an operator."""
    return _find_parked(key).exists()


def _find_parked(key: str) -> QuerySet[OutboxMessage]:
    return OutboxMessage.objects.filter(key=key, sent_at=None, parked_at__isnull=False)


def retry(key: str) -> bool:
    """Make a parked message due again."""
    return _find_parked(key).update(parked_at=None, attempts=0, due_at=clock.Now()) == 1
