"""Batches of payments and direct debits: prepared by one, approved by another, given to the bank, followed to the end.

The approval is for a content: whoever approves sends back the hash of what was shown. The database compares it with
the orders as they are, and ends the approval when one of them changes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import wraps
from hashlib import sha256
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import Max, Q
from viewflow.fsm import TransitionNotAllowed

from app.accounts.models import User
from app.ledger.bank.errors import BatchRefused, ContentChanged, SamePerson
from app.ledger.bank.lives import BatchLife
from app.ledger.bank.sepa_files import write_file
from app.ledger.bank_models import BatchEvent, BatchKind, BatchState, OrderState, PaymentBatch, PaymentOrder
from workflows import clock

Step = TypeVar("Step", bound=Callable[..., Any])
#: Batches of which nothing was paid.
DEAD = frozenset({BatchState.CANCELLED, BatchState.REJECTED})


def refusing(step: Step) -> Step:
    """A step that the batch's state does not allow is refused in words."""

    @wraps(step)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        try:
            return step(*args, **kwargs)
        except TransitionNotAllowed as error:
            raise BatchRefused("This batch is not in a state for that step; look at it again.") from error

    return guarded  # type: ignore[return-value]


@transaction.atomic
def start_batch(kind: BatchKind, execute_on: date, *, by: User) -> PaymentBatch:
    """An empty draft. Its reference is unique and fits the bank's 35 characters."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('ledger_paymentbatch', 'id'))")
        number = cursor.fetchone()[0]
    prefix = "PAY" if kind == BatchKind.PAYOUT else "COL"
    batch = PaymentBatch.objects.create(
        id=number,
        reference=f"{prefix}{execute_on:%Y%m%d}{number:06d}",
        kind=kind,
        execute_on=execute_on,
        prepared_by=by,
        prepared_at=clock.now(),
    )
    log(batch, "start", by)
    return batch


@transaction.atomic
@refusing
def propose(batch: PaymentBatch, *, by: User) -> PaymentBatch:
    """Ready to be approved. Raises BatchRefused for an empty batch."""
    held = lock(batch)
    require_orders(held, "An empty batch cannot be proposed.")
    BatchLife(held).propose()
    held.save(update_fields=["state"])
    return log(held, "propose", by)


@transaction.atomic
@refusing
def approve(batch: PaymentBatch, *, content: str, by: User) -> PaymentBatch:
    """Approve what was shown, `content` being its hash; the file is made and kept.

    Raises SamePerson, ContentChanged, BatchRefused, PaymentFileRefused.
    """
    held = lock(batch)
    if held.prepared_by_id == by.pk or was_proposed_by(held, by):
        raise SamePerson()
    if content != content_of(held):
        raise ContentChanged()
    require_orders(held, "An empty batch cannot be approved.")
    BatchLife(held).approve()
    held.approved_by, held.approved_at, held.approved_sha256 = by, clock.now(), content
    held.file = write_file(held)
    held.file_sha256 = sha256(held.file).hexdigest()
    held.save(update_fields=["state", "approved_by", "approved_at", "approved_sha256", "file", "file_sha256"])
    return log(held, "approve", by, sha=content)


def require_orders(batch: PaymentBatch, refusal: str) -> None:
    if not batch.orders.exists():
        raise BatchRefused(refusal)


def was_proposed_by(batch: PaymentBatch, by: User) -> bool:
    """Who proposed it last counts as preparer too."""
    last = batch.events.filter(kind="propose").last()
    return last is not None and last.by == name_of(by)


@transaction.atomic
@refusing
def export(batch: PaymentBatch, *, by: User) -> bytes:
    """The file for the bank; the first time the batch becomes exported, and each time is logged."""
    held = lock(batch)
    if held.state not in {BatchState.EXPORTED, BatchState.EXECUTED}:
        BatchLife(held).export()
        held.save(update_fields=["state"])
    if held.file is None:
        raise BatchRefused("There is no file of this batch.")
    data = bytes(held.file)
    log(held, "export", by, sha=sha256(data).hexdigest())
    return data


@transaction.atomic
@refusing
def take_back(batch: PaymentBatch, *, by: User, reason: str) -> PaymentBatch:
    return step_with_reason(batch, "take_back", by, reason)


@transaction.atomic
@refusing
def cancel(batch: PaymentBatch, *, by: User, reason: str) -> PaymentBatch:
    """Its orders become free: what they would have paid can be ordered again."""
    return step_with_reason(batch, "cancel", by, reason)


@transaction.atomic
@refusing
def reject(batch: PaymentBatch, *, by: User, reason: str) -> PaymentBatch:
    """The bank refused the whole file: nothing of it was paid. Raises BatchRefused when some of it was."""
    held = step_with_reason(batch, "reject", by, reason)
    if held.orders.exclude(state=OrderState.WAITING).exists():
        raise BatchRefused("The bank has carried out orders of this batch already.")
    held.orders.update(state=OrderState.FAILED, failure="BATCH")
    return held


def step_with_reason(batch: PaymentBatch, step: str, by: User, reason: str) -> PaymentBatch:
    from app.ledger.bank import open_orders

    if not reason.strip():
        raise BatchRefused("Say why.")
    sent_back = [] if step == "take_back" else open_orders.lock_sent_back(batch)
    held = lock(batch)
    getattr(BatchLife(held), step)()
    open_orders.let_wait(sent_back, by=name_of(by), reason=reason)
    if held.state in {BatchState.DRAFT, BatchState.CANCELLED}:
        held.approved_by = held.approved_at = held.file = None
        held.approved_sha256 = held.file_sha256 = ""
    held.save()
    return log(held, step, by, reason=reason)


def finish_if_done(batch: PaymentBatch) -> None:
    """Executed once no order waits; called in the import's transaction."""
    held = lock(batch)
    if held.state == BatchState.EXPORTED and not held.orders.filter(state=OrderState.WAITING).exists():
        BatchLife(held).execute()
        held.save(update_fields=["state"])
        log(held, "execute", None)


def content_of(batch: PaymentBatch) -> str:
    """The hash of a batch's content, as the database computes it when it guards the approval."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT ledger_batch_content(id, reference, kind, execute_on) FROM ledger_paymentbatch WHERE id = %s",
            [batch.pk],
        )
        return str(cursor.fetchone()[0])


def lock(batch: PaymentBatch) -> PaymentBatch:
    return PaymentBatch.objects.select_for_update().get(pk=batch.pk)


def log(batch: PaymentBatch, kind: str, by: User | None, *, reason: str = "", sha: str = "") -> PaymentBatch:
    BatchEvent.objects.create(
        batch=batch,
        kind=kind,
        state=batch.state,
        by=name_of(by),
        at=clock.now(),
        reason=reason,
        sha256=sha,
    )
    return batch


def name_of(user: User | None) -> str:
    return f"user:{user.pk}" if user else "bank"


@dataclass(frozen=True)
class Order:
    """One order to be, before it has a number. `key` is what it pays: "refund:12", "sent_back:7"."""

    key: str
    amount: Decimal
    name: str
    iban: str
    text: str
    links: dict[str, Any]


@transaction.atomic
def add_order(batch: PaymentBatch, order: Order) -> PaymentOrder | None:
    """Add an order to a draft; None when what it pays is ordered already, whoever was first.

    An order that came back, or whose batch was cancelled or refused, does not stand in the way of a new one.
    Raises BatchRefused when the batch is no draft.
    """
    held = lock(batch)
    if held.state != BatchState.DRAFT:
        raise BatchRefused("Orders are added to a draft only.")
    key = next_key(order.key)
    if key is None:
        return None
    try:
        with transaction.atomic():
            return PaymentOrder.objects.create(
                batch=held,
                key=key,
                end_to_end_id=f"{held.reference}-{next_number(held):05d}",
                amount=order.amount,
                name=order.name[:70],
                iban=order.iban,
                text=order.text[:140],
                **order.links,
            )
    except IntegrityError:
        if PaymentOrder.objects.filter(key=key).exists():
            return None
        raise


def next_number(batch: PaymentBatch) -> int:
    """After the last one, for those before it may have been taken out."""
    last = batch.orders.aggregate(last=Max("end_to_end_id"))["last"]
    return int(last.rpartition("-")[2]) + 1 if last else 1


def next_key(base: str) -> str | None:
    """The key of a new order for the same thing; None while an earlier one may still be paid."""
    earlier = PaymentOrder.objects.filter(Q(key=base) | Q(key__startswith=f"{base}/")).select_related("batch")
    if any(one.state != OrderState.FAILED and one.batch.state not in DEAD for one in earlier):
        return None
    return f"{base}/{len(earlier) + 1}" if earlier else base


@transaction.atomic
def remove_order(batch: PaymentBatch, order_id: int, *, by: User) -> None:
    """Take an order out of a draft; money that it would have sent back waits in suspense again."""
    from app.ledger.bank import open_orders

    sent_back = open_orders.lock_sent_back(batch, pk=order_id)
    held = lock(batch)
    if held.state != BatchState.DRAFT:
        raise BatchRefused("Orders are taken out of a draft only.")
    held.orders.filter(pk=order_id).delete()
    open_orders.let_wait(sent_back, by=name_of(by), reason=batch.reference)
    log(held, "remove", by, reason=str(order_id))
