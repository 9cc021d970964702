"""Messages and signals from outside and between instances: each a row first, then delivered once.

A row is written and committed before its receiver is looked for, and a receiver looks for waiting rows after it
has committed its subscription: whichever comes second sees the other, and nothing is lost in between. What a
crash leaves behind is found by `deliver_waiting`, which the workers call.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from threading import local
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from workflows import clock, instances, suspensions
from workflows.actors import Actor, system
from workflows.batches import Batch
from workflows.commands import Deliver
from workflows.engine import Message, NotWaiting, Signal, Thrown
from workflows.errors import InstanceBusy, InstanceEnded, InstancePaused, ProcessSuspended, WorkflowError
from workflows.feel import codec
from workflows.models.definition import DefinitionVersion
from workflows.models.job import Incident
from workflows.models.messaging import InboxMessage
from workflows.models.states import InboxOutcome
from workflows.models.waiting import Subscription
from workflows.running import lock
from workflows.thrown import KEPT, add_thrown
from workflows.transactions import in_transaction
from workflows.variables import accept, check_text

ACTOR = system("messages")
AMBIGUOUS = "ambiguous_message"
EXPIRED = "unclaimed_message"
UNDELIVERABLE = "undeliverable_message"
# Instances that answer one another are followed so far at once; workers do the rest.
MAX_DEPTH = 5
_nesting = local()


def receive(
    source: str,
    message_id: str,
    name: str,
    correlation: str,
    payload: Mapping[str, Any],
    *,
    kept: timedelta = KEPT,
) -> InboxMessage:
    """Take a message in, once for each (source, message_id), and deliver it to the one who waits for it.

    Nobody waits: kept until somebody does or `kept` has passed. Several wait: an incident, never a guess. A
    message sent again answers with the first one's row. Raises DataRefused, DataTooLarge.
    """
    for text, what in (
        (source, "The source"),
        (message_id, "The id"),
        (name, "The name"),
        (correlation, "The key"),
    ):
        check_text(text, f"{what} of the message")
    row = _store(source, message_id, name, correlation, codec.encode(accept(payload, declared={})), kept)
    if row.outcome == InboxOutcome.BUFFERED:
        deliver(row.id)
        row.refresh_from_db()
    return row


@in_transaction
def _store(
    source: str, message_id: str, name: str, correlation: str, payload: Any, kept: timedelta
) -> InboxMessage:
    now = clock.now()
    row, _ = InboxMessage.objects.get_or_create(
        source=source,
        message_id=message_id,
        defaults={
            "name": name,
            "correlation": correlation,
            "payload": payload,
            "received_at": now,
            "expires_at": now + kept,
        },
    )
    return row


def signal(name: str, payload: Mapping[str, Any], *, by: Actor = ACTOR) -> int:
    """Send a signal to all who wait for it now, and to the processes it starts; the number of receivers."""
    source, message_id = f"signal:{by}", uuid4().hex
    _broadcast(Thrown("signal", name, payload=codec.encode(accept(payload, declared={}))), source, message_id)
    rows = InboxMessage.objects.filter(source=source, message_id__startswith=f"{message_id}:").order_by("id")
    keys = list(rows.values_list("id", flat=True))
    for key in keys:
        deliver(key)
    return len(keys)


@in_transaction
def _broadcast(thrown: Thrown, source: str, message_id: str) -> None:
    batch = Batch()
    add_thrown(batch, thrown, source=source, message_id=message_id, now=clock.now())
    batch.execute()


def settle(*, source: str = "", names: Collection[str] = (), instance: UUID | None = None) -> int:
    """Deliver what waits from a source, for subscriptions of these names, or for one instance; how many found."""
    wanted = Q()
    if source:
        wanted |= Q(source=source)
    if names:
        wanted |= Q(kind="message", name__in=names)
    if instance is not None:
        waits = Subscription.objects.filter(instance=instance, kind="message")
        wanted |= Q(instance=instance) | Q(kind="message", name__in=waits.values("name"))
    return _deliver_all(_deliverable().filter(wanted)) if wanted else 0


def deliver_waiting(*, limit: int = 100) -> int:
    """Deliver rows a crash left behind; the number found. Safe to run beside itself."""
    return _deliver_all(_deliverable()[:limit])


def _deliverable() -> QuerySet[InboxMessage]:
    """Rows kept although their receiver is there: a signal's, or a message somebody waits for or that starts.

    What waits for a paused instance, or for a suspended process, is left out: it would fill every batch until somebody
    resumes it.
    """
    held, suspended = suspensions.list_held(), suspensions.list_suspended().values("definition_id")
    begins = Subscription.objects.filter(kind="signal", version__definition__in=suspended).values("name")
    stands = (
        Q(instance__status="suspended")
        | Q(instance__definition_key__in=held)
        | Q(instance=None, name__in=begins)
    )
    pairs = Q(_pair_waits=True) | (Q(kind="signal") & ~stands)
    free = Q(held_until=None) | Q(held_until__lte=clock.Now())
    return (
        InboxMessage.objects.filter(free, outcome=InboxOutcome.BUFFERED)
        .annotate(_pair_waits=_receiver_exists())
        .filter(pairs)
        .order_by("id")
    )


def _receiver_exists() -> Any:

    waiting = Subscription.objects.filter(kind="message", name=OuterRef("name"))
    active = Q(instance__status="active", correlation=OuterRef("correlation"))
    theirs = active & ~Q(instance__definition_key__in=suspensions.list_held())
    suspended = suspensions.list_suspended().values("definition_id")
    starts = Q(version__isnull=False) & ~Q(version__definition__in=suspended)
    return Exists(waiting.filter(theirs | starts))


def _deliver_all(rows: QuerySet[InboxMessage]) -> int:
    with _one_deeper() as allowed:
        if not allowed:
            return 0
        keys = list(rows.values_list("id", flat=True))
        for key in keys:
            deliver(key)
    return len(keys)


@contextmanager
def _one_deeper() -> Iterator[bool]:
    depth = getattr(_nesting, "depth", 0)
    _nesting.depth = depth + 1
    try:
        yield depth < MAX_DEPTH
    finally:
        _nesting.depth = depth


def deliver(row_id: int) -> InboxOutcome:
    """Try to deliver one row in one transaction; what became of it.

    A receiver that cannot take it makes an incident and does not stop the messages behind it.
    """
    try:
        return _deliver(row_id)
    except (InstanceBusy, ProcessSuspended):
        return InboxOutcome.BUFFERED
    except WorkflowError as error:
        return _fail(row_id, error)


@in_transaction
def _fail(row_id: int, error: WorkflowError) -> InboxOutcome:
    row = InboxMessage.objects.select_for_update().filter(id=row_id, outcome=InboxOutcome.BUFFERED).first()
    if row is not None:
        row.outcome = InboxOutcome.FAILED
        row.save(update_fields=["outcome"])
        Incident.objects.create(
            instance_id=row.instance_id,
            engine_token=f"inbox:{row.id}",
            kind=UNDELIVERABLE,
            message=f"The {row.kind} {row.name!r} could not be taken: {error}"[:2000],
            opened_at=clock.now(),
        )
    return InboxOutcome.FAILED


def retry(row_id: int) -> bool:
    """Try a failed row again, as soon as this transaction is durable; false when it has not failed."""
    failed = InboxMessage.objects.filter(id=row_id, outcome=InboxOutcome.FAILED)
    if failed.update(outcome=InboxOutcome.BUFFERED) == 0:
        return False
    transaction.on_commit(lambda: deliver(row_id), robust=True)
    return True


@in_transaction
def _deliver(row_id: int) -> InboxOutcome:
    row = InboxMessage.objects.filter(id=row_id).get()
    if row.kind == "signal":
        return _deliver_signal(row)
    waiting = list(_waiting_for(row)[:2])
    if len(waiting) == 1:
        return _deliver_to(row, waiting[0])
    if waiting:
        return _refuse_ambiguous(row)
    starts = list(Subscription.objects.filter(kind="message", name=row.name, version__isnull=False)[:2])
    if len(starts) == 1:
        return _start_by(row, starts[0])
    return _refuse_ambiguous(row) if starts else InboxOutcome.BUFFERED


def _waiting_for(row: InboxMessage) -> QuerySet[Subscription]:
    return Subscription.objects.filter(
        kind="message", name=row.name, correlation=row.correlation, instance__isnull=False
    ).order_by("id")


def _take(row: InboxMessage) -> InboxMessage | None:
    """The row under lock if it still waits; the instance's lock comes first, as in every step."""
    return (
        InboxMessage.objects.select_for_update()
        .filter(id=row.id, outcome__in=[InboxOutcome.BUFFERED, InboxOutcome.AMBIGUOUS])
        .first()
    )


def _deliver_to(row: InboxMessage, subscription: Subscription) -> InboxOutcome:
    assert subscription.instance_id is not None
    running = lock(subscription.instance_id)
    taken = _take(row)
    if taken is None or subscription.engine_subscription not in running.waiting.subscriptions:
        return InboxOutcome.BUFFERED
    message = Message(subscription.engine_subscription, row.name, codec.decode(row.payload))
    told = {"message": row.name, "source": row.source, "id": row.message_id}
    try:
        suspensions.refuse_held(running.definition_key)
        instances.advance(running, Deliver(message, told), actor=ACTOR)
    except InstancePaused:
        return InboxOutcome.BUFFERED
    return _finish(taken, InboxOutcome.DELIVERED, running.id)


def _deliver_signal(row: InboxMessage) -> InboxOutcome:
    if row.instance_id is None:
        return _start_by_signal(row)
    running = lock(row.instance_id)
    taken = _take(row)
    if taken is None:
        return InboxOutcome.DELIVERED
    told = {"signal": row.name, "source": row.source}
    try:
        suspensions.refuse_held(running.definition_key)
        instances.advance(running, Deliver(Signal(row.name, codec.decode(row.payload)), told), actor=ACTOR)
    except InstancePaused:
        return InboxOutcome.BUFFERED
    except (NotWaiting, InstanceEnded):
        return _finish(taken, InboxOutcome.EXPIRED, running.id)
    return _finish(taken, InboxOutcome.DELIVERED, running.id)


def _start_by_signal(row: InboxMessage) -> InboxOutcome:
    key = row.message_id.rpartition(":")[2]
    start = Subscription.objects.filter(id=key, version__isnull=False).first()
    if start is None:
        taken = _take(row)
        return _finish(taken, InboxOutcome.EXPIRED, None) if taken else InboxOutcome.EXPIRED
    return _start_by(row, start)


def _start_by(row: InboxMessage, start: Subscription) -> InboxOutcome:
    taken = _take(row)
    if taken is None:
        return InboxOutcome.STARTED
    assert start.version_id is not None  # the database: a subscription without instance has a version
    version = DefinitionVersion.objects.defer("files").get(id=start.version_id)
    started = instances.start_version(version, codec.decode(row.payload), by=ACTOR, start_event=start.node_id)
    return _finish(taken, InboxOutcome.STARTED, started.id)


def _finish(row: InboxMessage, outcome: InboxOutcome, instance_id: UUID | None) -> InboxOutcome:
    row.outcome = outcome
    row.instance_id = instance_id
    row.delivered_at = clock.now()
    row.save(update_fields=["outcome", "instance", "delivered_at"])
    return outcome


def _refuse_ambiguous(row: InboxMessage) -> InboxOutcome:
    taken = _take(row)
    if taken is None or taken.outcome == InboxOutcome.AMBIGUOUS:
        return InboxOutcome.AMBIGUOUS
    taken.outcome = InboxOutcome.AMBIGUOUS
    taken.save(update_fields=["outcome"])
    Incident.objects.create(
        node_id="",
        engine_token=f"inbox:{row.id}",
        kind=AMBIGUOUS,
        message=f"Several wait for the message {row.name!r} with the correlation {row.correlation!r}.",
        detail=_describe_receivers(row),
        opened_at=clock.now(),
    )
    return InboxOutcome.AMBIGUOUS


def _describe_receivers(row: InboxMessage) -> str:
    waiting: Sequence[Subscription] = list(_waiting_for(row)[:20])
    starts = Subscription.objects.filter(kind="message", name=row.name, version__isnull=False).select_related(
        "version"
    )
    lines = [f"subscription {one.id}: {one.node_id} of instance {one.instance_id}" for one in waiting]
    return "\n".join(lines or [f"subscription {one.id}: start of {one.version}" for one in starts[:20]])


@in_transaction
def deliver_to(row_id: int, subscription_id: int) -> InboxOutcome:
    """Deliver a message to the receiver an operator has chosen; one that was given up waits again for it."""
    InboxMessage.objects.filter(id=row_id, outcome=InboxOutcome.EXPIRED).update(
        outcome=InboxOutcome.AMBIGUOUS, delivered_at=None
    )
    row = InboxMessage.objects.get(id=row_id)
    chosen = Subscription.objects.filter(id=subscription_id, kind="message", name=row.name).first()
    if chosen is None:
        raise NotWaiting("Nobody waits for this message there any more.", subscription=subscription_id)
    return _start_by(row, chosen) if chosen.instance_id is None else _deliver_to(row, chosen)


@in_transaction
def expire() -> int:
    """Give up messages nobody came for in time, each with an incident; the number given up. Signals do not expire."""
    late = InboxMessage.objects.filter(
        outcome=InboxOutcome.BUFFERED, kind="message", expires_at__lte=clock.Now()
    )
    rows = list(late.select_for_update(skip_locked=True).order_by("id")[:1000])
    now = clock.now()
    Incident.objects.bulk_create(
        Incident(
            engine_token=f"inbox:{row.id}",
            kind=EXPIRED,
            message=f"Nobody waited for the message {row.name!r} with the correlation {row.correlation!r}.",
            detail=f"received from {row.source} as {row.message_id}",
            opened_at=now,
        )
        for row in rows
    )
    keys = [row.id for row in rows]
    InboxMessage.objects.filter(id__in=keys).update(outcome=InboxOutcome.EXPIRED, delivered_at=now)
    return len(rows)
