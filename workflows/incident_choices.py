"""What an operator chooses between: who gets a message several wait for, which way a token goes on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from workflows import definitions, engine
from workflows.engine import TaskNotOpen, WayOut
from workflows.messages import AMBIGUOUS
from workflows.models.instance import ProcessInstance
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
    """Who waits now for the message of an ambiguous incident, the oldest first; instances before new cases."""
    place, _, key = incident.engine_token.partition(":")
    if place != "inbox" or incident.kind != AMBIGUOUS:
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


def list_ways_out(incident: Incident) -> Sequence[WayOut]:
    """The flows out of the node where an incident's token rests; none when the token has gone."""
    if incident.instance_id is None or not incident.engine_token:
        return []
    instance = (
        ProcessInstance.objects.select_related("version").defer("version__files").get(id=incident.instance_id)
    )
    definition = definitions.of_version(instance.version).definition
    try:
        return engine.ways_out(definition, bytes(instance.state), incident.engine_token)
    except TaskNotOpen:
        return []
