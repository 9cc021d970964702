"""Orders that shall not go to the bank after all leave their batches; what they would have sent back waits again."""

from django.db.models import QuerySet

from app.ledger.bank.batches import DEAD, lock, log
from app.ledger.bank_models import (
    BankTransaction,
    BatchState,
    MovementState,
    OrderState,
    PaymentBatch,
    PaymentOrder,
)
from app.ledger.states import PaymentState

#: The bank has the file.
GONE = frozenset({BatchState.EXPORTED, BatchState.EXECUTED})


def take_out(orders: QuerySet[PaymentOrder]) -> bool:
    """Take these out of their batches, whose approval ends; False, and nothing changes, when the bank has one already.

    What a refused or cancelled batch ordered, and what came back, is of no account.
    """
    live = list(
        orders.exclude(state=OrderState.FAILED).exclude(batch__state__in=DEAD).select_related("batch")
    )
    held = {one.pk: one for one in lock_batches({one.batch_id for one in live})}
    if any(one.state in GONE for one in held.values()):
        return False
    for one in live:
        one.delete()
        log(lock(one.batch), "remove", None, reason=one.end_to_end_id)
    return True


def lock_batches(keys: set[int]) -> list[PaymentBatch]:
    return list(PaymentBatch.objects.select_for_update().filter(pk__in=keys).order_by("pk"))


def lock_sent_back(batch: PaymentBatch, **chosen: int) -> list[BankTransaction]:
    """The movements that a batch would send back, under lock: before the batch, as who decides about one locks them."""
    orders = PaymentOrder.objects.filter(batch=batch, sent_back__isnull=False, **chosen)
    movements = BankTransaction.objects.select_for_update(of=("self",)).select_related("payment")
    return list(movements.filter(pk__in=orders.values("sent_back")).order_by("pk"))


def let_wait(movements: list[BankTransaction], *, by: str, reason: str) -> None:
    """What was not sent back after all waits in suspense again."""
    from app.ledger.bank.suspense import decide

    for one in movements:
        in_books = one.payment is not None and one.payment.state == PaymentState.SUSPENSE
        if one.state == MovementState.RETURNED and in_books:
            decide(one, MovementState.SUSPENSE, "undo", by=by, detail={}, reason=reason)
