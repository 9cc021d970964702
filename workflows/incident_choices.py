"""What an operator chooses between: who gets a message that several wait for, or that nobody waited for in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workflows.messages import AMBIGUOUS, EXPIRED
from workflows.models.job import Incident
from workflows.models.messaging import InboxMessage
from workflows.models.waiting import Subscription

MOST = 50


@dataclass(frozen=True, slots=True)
class Receiver:
    """One who waits for a message: a place in a running instance, or a start event (`instance` is None)."""

    subscription: int
    node_id: str
    version_id: int
    instance: UUID | None
    case_ref: str
    since: datetime


def list_receivers(incident: Incident) -> Sequence[Receiver]:
    """Who waits now for a message several or nobody waited for, the oldest first; instances before new cases."""
    place, _, key = incident.engine_token.partition(":")
    if place != "inbox" or incident.kind not in (AMBIGUOUS, EXPIRED):
        return []
    row = InboxMessage.objects.filter(id=int(key)).first()
    if row is None:
        return []
    named = Subscription.objects.filter(kind="message", name=row.name).order_by("id")
    waiting = named.filter(correlation=row.correlation, instance__isnull=False).select_related("instance")
    found = [
        Receiver(
            one.id,
            one.node_id,
            one.instance.version_id,
            one.instance.id,
            one.instance.case_ref,
            one.created_at,
        )
        for one in waiting.defer("instance__state")[:MOST]
        if one.instance is not None
    ]
    starts = named.filter(version__isnull=False)[:MOST] if not found else ()
    return found or [
        Receiver(one.id, one.node_id, one.version_id, None, "", one.created_at)
        for one in starts
        if one.version_id is not None
    ]
