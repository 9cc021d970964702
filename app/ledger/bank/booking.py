"""A movement becomes an act in the books: a payment, a bounce, an order carried out, or something to look at."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q

from app.ledger import chart, payments, refunds
from app.ledger.bank.batches import DEAD
from app.ledger.bank.matching import Match, Rule
from app.ledger.bank.open_orders import take_out
from app.ledger.bank_models import (
    BankTransaction,
    BatchKind,
    DirectDebitMandate,
    MandateState,
    MovementState,
    OrderState,
    PaymentBatch,
    PaymentOrder,
)
from app.ledger.entries import Act, Line, post
from app.ledger.models import Payment, Refund
from app.ledger.receipts import Receipt, receive_many
from app.ledger.references import reference_for
from app.ledger.states import EntryKind, PaymentState, RefundKind, RefundState
from workflows import clock

#: Reasons after which the same mandate cannot be used again: no account, no mandate, the debtor objects or has died.
MANDATE_GONE = frozenset({"AC01", "AC04", "AC06", "AG01", "MD01", "MD02", "MD07", "MS02", "SL01"})


@dataclass(frozen=True)
class Booked:
    """What a movement became, to be kept with it."""

    state: MovementState
    payment: Payment | None = None


def book(movement: BankTransaction, match: Match, *, today: date) -> Booked:
    """Book one movement in the present transaction; the same for the same key."""
    if match.undoes is not None:
        return book_return(movement, match.undoes, today=today)
    if match.order is not None and movement.return_reason:
        return book_order_undone(movement, match.order, today=today)
    if match.batch is not None:
        return book_batch(movement, match.batch, match.orders, today=today)
    if match.order is not None:
        return book_order(movement, match.order, today=today)
    if movement.amount < 0:
        return book_debit(movement, today=today)
    return book_credit(movement, match, today=today)


def key_of(movement: BankTransaction) -> str:
    return f"bank:{movement.key}"


def is_plain(movement: BankTransaction, match: Match) -> bool:
    """Money that came in of itself, which can be booked with others."""
    return movement.amount > 0 and match.undoes is None and match.batch is None and match.order is None


def book_credits(found: Sequence[tuple[BankTransaction, Match]], *, today: date) -> list[Booked]:
    """Receive payments: to their references, to their parties, or into suspense."""
    receipts = [make_receipt(movement, match, today=today) for movement, match in found]
    return [kept(payment) for payment in receive_many(receipts)]


def book_credit(movement: BankTransaction, match: Match, *, today: date) -> Booked:
    return book_credits([(movement, match)], today=today)[0]


def make_receipt(movement: BankTransaction, match: Match, *, today: date) -> Receipt:
    return Receipt(
        amount=movement.amount,
        value_on=movement.value_on,
        booked_on=today,
        key=key_of(movement),
        reference=match.reference,
        party=match.party,
        text=movement.message or movement.reference,
        receivable=match.receivable if match.party else None,
        reason=str(match.rule) if match.receivable else "",
    )


def kept(payment: Payment) -> Booked:
    is_known = payment.state != PaymentState.SUSPENSE
    return Booked(MovementState.MATCHED if is_known else MovementState.SUSPENSE, payment)


def book_debit(movement: BankTransaction, *, today: date) -> Booked:
    """Money that left without an order of ours waits in suspense until somebody explains it."""
    lines = [Line(chart.SUSPENSE, -movement.amount), Line(chart.BANK, movement.amount)]
    post(
        Act(key=key_of(movement), booked_on=today, by="bank"),
        EntryKind.MANUAL,
        lines,
        value_on=movement.value_on,
        text=movement.message,
    )
    return Booked(MovementState.SUSPENSE)


def book_return(movement: BankTransaction, earlier: BankTransaction, *, today: date) -> Booked:
    """The bank takes back what it had credited: each payment of it bounces, and the mandate may be at an end."""
    if movement.amount > 0:
        return book_failed_payout(movement, earlier, today=today)
    received = live_payments(earlier)
    if not is_whole([one.amount for one in received], earlier) or not take_out(earlier.sent_back_by.all()):
        return book_debit(movement, today=today)  # the money has left in another way
    bounce(received, movement, earlier.order, today=today)
    BankTransaction.objects.filter(pk=earlier.pk).update(state=MovementState.BOUNCED)
    return Booked(MovementState.BOUNCED)


def bounce(
    received: Sequence[Payment], movement: BankTransaction, order: PaymentOrder | None, *, today: date
) -> None:
    for payment in received:
        payments.bounce_payment(
            payment,
            on=today,
            key=f"{key_of(movement)}/{payment.pk}",
            reason=movement.return_reason,
        )
    fail_order(movement, order)
    end_mandate(movement)


def book_order_undone(movement: BankTransaction, order: PaymentOrder, *, today: date) -> Booked:
    """One order comes back of a batch that the bank had booked as one sum; a debit nobody collected waits."""
    if movement.amount > 0:
        return book_failed_order(movement, order, today=today)
    collected = Payment.objects.filter(party=order.party, key__endswith=f"/{order.end_to_end_id}")
    standing = list(collected.filter(state=PaymentState.IMPUTED))
    if not standing:
        return book_debit(movement, today=today)
    bounce(standing, movement, order, today=today)
    return Booked(MovementState.BOUNCED)


def book_failed_payout(movement: BankTransaction, earlier: BankTransaction, *, today: date) -> Booked:
    """A transfer of ours came back."""
    if earlier.order is not None and is_paid_benefit(earlier.order):
        BankTransaction.objects.filter(pk=earlier.pk).update(state=MovementState.BOUNCED)
    return book_failed_order(movement, earlier.order, today=today)


def book_failed_order(movement: BankTransaction, order: PaymentOrder | None, *, today: date) -> Booked:
    """The money is the payee's credit again, or in suspense when it had no party.

    A benefit is no credit: it stays owed to the payee, to be ordered anew.
    """
    if order is not None and is_paid_benefit(order):
        return book_returned_benefit(movement, order, today=today)
    fail_order(movement, order)
    payment = payments.receive_payment(
        amount=movement.amount,
        value_on=movement.value_on,
        booked_on=today,
        key=key_of(movement),
        party=order.party if order else None,
        text=f"{movement.return_reason} {movement.message}".strip(),
    )
    return kept(payment)


def is_paid_benefit(order: PaymentOrder) -> bool:
    """Asked of the database: it may have been paid by an earlier line of the same file."""
    if order.refund_id is None:
        return False
    paid = Refund.objects.filter(pk=order.refund_id, kind=RefundKind.BENEFIT, state=RefundState.PAID)
    return paid.exists()


def book_returned_benefit(movement: BankTransaction, order: PaymentOrder, *, today: date) -> Booked:
    """Not the payee's credit, which would pay debts: a sum still to be paid (Judicial Code art. 1410)."""
    assert order.refund is not None
    fail_order(movement, order)
    refunds.take_back_benefit(order.refund, on=today, key=key_of(movement), value_on=movement.value_on)
    return Booked(MovementState.BOUNCED)


def book_order(movement: BankTransaction, order: PaymentOrder, *, today: date) -> Booked:
    """Our order was carried out; what leaves a second time, or of a batch that was refused, waits in suspense."""
    if order.batch.kind == BatchKind.COLLECTION:
        payment = collect(order, movement, key_of(movement), today=today)
        close_batch(order.batch)
        return Booked(MovementState.MATCHED, payment)
    if not is_due(order):
        return book_debit(movement, today=today)
    pay_out(order, movement, today=today)
    close_batch(order.batch)
    return Booked(MovementState.REFUNDED)


def is_due(order: PaymentOrder) -> bool:
    """Whether a transfer of ours is still to leave. Asked of the database: an earlier line may have been it."""
    waiting = PaymentOrder.objects.filter(pk=order.pk, state=OrderState.WAITING).exclude(
        batch__state__in=DEAD
    )
    is_owed = Q(refund__state__in=refunds.PAYABLE) | Q(sent_back__payment__state=PaymentState.SUSPENSE)
    return waiting.filter(is_owed).exists()


def book_batch(
    movement: BankTransaction, batch: PaymentBatch, orders: Sequence[PaymentOrder], *, today: date
) -> Booked:
    """The bank booked a batch, or a part of its file, as one sum: each order of it was carried out."""
    for order in orders:
        if batch.kind == BatchKind.COLLECTION:
            collect(order, movement, f"{key_of(movement)}/{order.end_to_end_id}", today=today)
        else:
            pay_out(order, movement, today=today)
    close_batch(batch)
    is_in = batch.kind == BatchKind.COLLECTION
    return Booked(MovementState.MATCHED if is_in else MovementState.REFUNDED)


def collect(order: PaymentOrder, movement: BankTransaction, key: str, *, today: date) -> Payment:
    """A direct debit that went through pays the receivable it was collected for."""
    known = order.receivable
    payment = payments.receive_payment(
        amount=order.amount,
        value_on=movement.value_on,
        booked_on=today,
        key=key,
        reference=reference_for(known).number if known else "",
        party=order.party,
        text=order.text,
    )
    finish(order)
    if order.mandate_id:
        used = DirectDebitMandate.objects.filter(pk=order.mandate_id)
        used.filter(first_on__isnull=True).update(first_on=movement.booked_on)
        used.update(last_on=movement.booked_on)
    return payment


def pay_out(order: PaymentOrder, movement: BankTransaction, *, today: date) -> None:
    """A transfer of ours has left: the refund is paid, or the unknown payer has the money back."""
    if order.refund is not None:
        refunds.pay_refund(order.refund, on=today, value_on=movement.value_on)
    elif order.sent_back is not None and order.sent_back.payment is not None:
        key = f"{key_of(movement)}/{order.end_to_end_id}"
        payments.return_payment(
            order.sent_back.payment, on=today, key=key, by="bank", reason=f"sent back, {order.end_to_end_id}"
        )
    finish(order)


def finish(order: PaymentOrder) -> None:
    PaymentOrder.objects.filter(pk=order.pk).update(state=OrderState.EXECUTED)


def fail_order(movement: BankTransaction, order: PaymentOrder | None) -> None:
    if order is not None:
        PaymentOrder.objects.filter(pk=order.pk).update(
            state=OrderState.FAILED, failure=movement.return_reason
        )


def end_mandate(movement: BankTransaction) -> None:
    """A mandate that the payer's bank refuses is not used again before somebody has looked."""
    if not movement.mandate_reference or movement.return_reason not in MANDATE_GONE:
        return
    found = DirectDebitMandate.objects.select_for_update().filter(
        reference=movement.mandate_reference, state=MandateState.ACTIVE
    )
    for mandate in found:
        told = {
            "state": "suspended",
            "by": "bank",
            "at": clock.now().isoformat(),
            "reason": movement.return_reason,
        }
        mandate.state, mandate.changes = MandateState.SUSPENDED, [*mandate.changes, told]
        mandate.save(update_fields=["state", "changes"])


def close_batch(batch: PaymentBatch) -> None:
    """A batch is executed once none of its orders waits."""
    from app.ledger.bank.batches import finish_if_done

    finish_if_done(batch)


def live_payments(movement: BankTransaction) -> list[Payment]:
    """The payments that a movement is in the books as: one, or several after a split."""
    key = key_of(movement)
    mine = Payment.objects.filter(key=key) | Payment.objects.filter(key__startswith=f"{key}/")
    return list(mine.filter(state__in=[PaymentState.IMPUTED, PaymentState.SUSPENSE]).order_by("id"))


def is_whole(parts: list[Decimal], movement: BankTransaction) -> bool:
    return all(part > 0 for part in parts) and sum(parts, Decimal()) == movement.amount


__all__ = ["Booked", "Rule", "book", "book_credits", "is_plain", "is_whole", "key_of", "live_payments"]
