"""Many messages taken in at once: rows in one statement, which the workers deliver after the transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from workflows import clock
from workflows.feel import codec
from workflows.models.messaging import InboxMessage
from workflows.thrown import KEPT
from workflows.transactions import in_transaction
from workflows.variables import accept, check_text


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as `receive` takes it, but for its source."""

    message_id: str
    name: str
    correlation: str
    payload: Mapping[str, Any]


@in_transaction
def receive_many(source: str, messages: Sequence[Incoming], *, kept: timedelta = KEPT) -> int:
    """Take messages in, each once for (source, message_id); how many there are.

    Their receivers get them, in this order, in the workers' next rounds: whoever needs one message delivered at once
    calls `receive`. Raises DataRefused, DataTooLarge.
    """
    check_text(source, "The source of the message")
    now = clock.now()
    rows = [make_row(source, one) for one in messages]
    for row in rows:
        row.received_at, row.expires_at = now, now + kept
    InboxMessage.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len(rows)


def make_row(source: str, message: Incoming) -> InboxMessage:
    check_text(message.message_id, "The id of the message")
    check_text(message.name, "The name of the message")
    check_text(message.correlation, "The key of the message")
    return InboxMessage(
        source=source,
        message_id=message.message_id,
        name=message.name,
        correlation=message.correlation,
        payload=codec.encode(accept(message.payload, declared={})),
    )
