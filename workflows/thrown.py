"""Messages and signals a step throws: rows of the inbox, written with it."""

from datetime import datetime, timedelta
from uuid import UUID

from workflows.batches import Batch, jsonb
from workflows.engine import Thrown
from workflows.steps import Save

MESSAGE_COLUMNS = (
    "source", "message_id", "kind", "name", "correlation", "payload", "received_at", "expires_at", "outcome",
    "held_until",
)  # fmt: skip
KEPT = timedelta(days=30)
SIGNAL = """
INSERT INTO workflows_inboxmessage
    (source, message_id, kind, name, correlation, payload, received_at, held_until, outcome, instance_id)
SELECT DISTINCT %s, %s || ':' || s.instance_id, 'signal', %s, '', %s::jsonb, %s::timestamptz, %s::timestamptz,
    'buffered', s.instance_id
FROM workflows_subscription s WHERE s.kind = 'signal' AND s.name = %s AND s.instance_id IS NOT NULL
    AND s.instance_id <> %s
UNION ALL
SELECT %s, %s || ':start:' || s.id, 'signal', %s, '', %s::jsonb, %s::timestamptz, %s::timestamptz,
    'buffered', NULL
FROM workflows_subscription s WHERE s.kind = 'signal' AND s.name = %s AND s.version_id IS NOT NULL
"""


def add_all_thrown(batch: Batch, save: Save) -> None:
    """Messages and signals of this step become rows of the inbox: never lost, delivered after the commit."""
    source = f"instance:{save.instance_id}"
    for number, thrown in enumerate(save.outcome.thrown):
        add_thrown(
            batch,
            thrown,
            source=source,
            message_id=f"{save.rev}:{number}",
            now=save.now,
            but=save.instance_id,
            held=save.held_until,
        )


def add_thrown(
    batch: Batch,
    thrown: Thrown,
    *,
    source: str,
    message_id: str,
    now: datetime,
    but: UUID | None = None,
    held: datetime | None = None,
) -> None:
    """Put a message, or a signal for each who waits for it now (`but` one), into the inbox.

    Nobody gets it before `held`, until when whoever threw it may think better of it.
    """
    payload = jsonb(dict(thrown.payload))
    if thrown.kind == "signal":
        one = [source, message_id, thrown.name, payload, now, held, thrown.name]
        batch.add(SIGNAL, [*one, but or UUID(int=0), *one])
        return
    row = (
        source,
        message_id,
        "message",
        thrown.name,
        thrown.correlation,
        payload,
        now,
        now + KEPT,
        "buffered",
        held,
    )
    batch.insert("workflows_inboxmessage", MESSAGE_COLUMNS, [row], rest="ON CONFLICT DO NOTHING")
