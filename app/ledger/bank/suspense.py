"""What a person decides about a movement nobody could match: whose it is, in which parts, or back to its sender.

Each decision is kept with its author and reason, and can be undone by reversing entries: nothing is erased.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.ledger import payments
from app.ledger.bank.batches import DEAD
from app.ledger.bank.booking import is_whole, key_of, live_payments
from app.ledger.bank.errors import AlreadyDecided, BatchRefused, SplitRefused
from app.ledger.bank.matching import Rule
from app.ledger.bank.orders import order_sending_back
from app.ledger.bank_models import (
    BankDecision,
    BankTransaction,
    BatchState,
    MovementState,
    PaymentBatch,
    PaymentOrder,
)
from app.ledger.entries import Act, lock_accounts
from app.ledger.models import Payment, Receivable
from app.ledger.states import PaymentState
from app.people.models import Party
from workflows import clock


@dataclass(frozen=True)
class Part:
    """What of a payment is whose; without a receivable D09 finds the debts."""

    party: Party
    amount: Decimal
    receivable: Receivable | None = None


@transaction.atomic
def assign(
    movement: BankTransaction,
    party: Party,
    *,
    receivable: Receivable | None = None,
    by: str,
    today: date,
    reason: str = "",
) -> BankTransaction:
    """Give a payment to its party. Raises AlreadyDecided when somebody was faster, SplitRefused for another's debt."""
    held = lock_waiting(movement)
    require_own(party, receivable)
    payment = require_payment(held)
    payments.identify_payment(
        payment,
        party=party,
        on=today,
        key=f"{key_of(held)}/decided:{count_decisions(held)}",
        by=by,
        reason=reason,
        receivables=[receivable] if receivable else [],
    )
    detail = {"party": party.reference, "receivable": receivable.ref if receivable else ""}
    return decide(held, MovementState.MATCHED, "assign", by=by, detail=detail, reason=reason, party=party)


@transaction.atomic
def split(
    movement: BankTransaction, parts: Sequence[Part], *, by: str, today: date, reason: str = ""
) -> BankTransaction:
    """Give parts of a payment to several parties or debts: the payment in suspense is reversed, one for each part takes
    its place, of the same value date. Raises SplitRefused unless the parts make the whole, AlreadyDecided."""
    held = lock_waiting(movement)
    if len(parts) < 2 or not is_whole([part.amount for part in parts], held):
        raise SplitRefused()
    for part in parts:
        require_own(part.party, part.receivable)
    turn = count_decisions(held)
    act = Act(key=f"{key_of(held)}/split:{turn}", booked_on=today, by=by, reason=reason)
    lock_accounts(part.party.pk for part in parts)
    withdraw(require_payment(held), act)
    for index, part in enumerate(parts, start=1):
        receive_part(held, part, f"{act.key}:{index}", by=by, today=today, reason=reason)
    told = [
        {
            "party": part.party.reference,
            "amount": str(part.amount),
            "receivable": part.receivable.ref if part.receivable else "",
        }
        for part in parts
    ]
    alone = parts[0].party if len({part.party.pk for part in parts}) == 1 else None
    return decide(
        held, MovementState.MATCHED, "split", by=by, detail={"parts": told}, reason=reason, party=alone
    )


def receive_part(
    movement: BankTransaction, part: Part, key: str, *, by: str, today: date, reason: str
) -> None:
    """One part as a payment of its own: to the debt that was chosen, or where D09 sends it."""
    chosen = part.receivable
    payment = payments.receive_payment(
        amount=part.amount,
        value_on=movement.value_on,
        booked_on=today,
        key=key,
        party=None if chosen else part.party,
        text=movement.message,
        by=by,
    )
    if chosen is not None:
        payments.identify_payment(
            payment,
            party=part.party,
            on=today,
            key=f"{key}/to",
            by=by,
            reason=reason,
            receivables=[chosen],
        )


@transaction.atomic
def send_back(movement: BankTransaction, batch: PaymentBatch, *, by: str, reason: str) -> PaymentOrder:
    """Order the money back to the account it came from; it stays in suspense until the bank has executed the order.

    Raises BatchRefused without an account, when it is ordered already, or when the batch is no draft.
    """
    held = lock_waiting(movement)
    require_payment(held)
    if not reason.strip():
        raise BatchRefused("Say why.")
    order = order_sending_back(batch, held)
    if order is None:
        raise BatchRefused("This is ordered already.")
    detail = {"batch": batch.reference, "order": order.end_to_end_id}
    decide(held, MovementState.RETURNED, "return", by=by, detail=detail, reason=reason)
    return order


@transaction.atomic
def add_note(movement: BankTransaction, *, by: str, text: str) -> BankDecision:
    """A remark; nothing else changes."""
    if not text.strip():
        raise AlreadyDecided("Write the note.")
    return record(movement, "note", by=by, reason=text)


@transaction.atomic
def undo(movement: BankTransaction, *, by: str, today: date, reason: str) -> BankTransaction:
    """Take back the last decision, or a wrong automatic match: the money waits in suspense again.

    What it had paid is owed again from the day it had been paid. Raises AlreadyDecided when there is nothing to undo;
    what a debit was is taken back by two persons (`debits.propose_taking_back`).
    """
    held = BankTransaction.objects.select_for_update().get(pk=movement.pk)
    if not reason.strip():
        raise AlreadyDecided("Say why.")
    act = Act(key=f"{key_of(held)}/undo:{count_decisions(held)}", booked_on=today, by=by, reason=reason)
    if held.state == MovementState.RETURNED:
        undo_order(held)
    elif held.state == MovementState.MATCHED and held.amount > 0 and held.order_id is None:
        held.payment = undo_payments(held, act)
    else:
        raise AlreadyDecided("This cannot be undone.")
    return decide(held, MovementState.SUSPENSE, "undo", by=by, detail={}, reason=reason)


def undo_payments(movement: BankTransaction, act: Act) -> Payment:
    """Every payment of the movement is withdrawn and one in suspense takes their place."""
    standing = live_payments(movement)
    lock_accounts(one.party_id for one in standing if one.party_id is not None)
    for payment in standing:
        withdraw(payment, act)
    return payments.receive_payment(
        amount=movement.amount,
        value_on=movement.value_on,
        booked_on=act.booked_on,
        key=f"{act.key}/again",
        text=movement.message,
        by=act.by,
    )


def withdraw(payment: Payment, act: Act) -> None:
    """A payment out of the books: what it paid is freed and its entries are reversed."""
    payments.take_out(payments.lock_with_account(payment), PaymentState.RETURNED, act)


def undo_order(movement: BankTransaction) -> None:
    """Raises BatchRefused once the batch of the order is no draft any more."""
    order = movement.sent_back_by.select_related("batch").exclude(batch__state__in=DEAD).last()
    if order is None:
        return
    if order.batch.state != BatchState.DRAFT:
        raise BatchRefused(f"The order is in the batch {order.batch.reference}; take that back first.")
    order.delete()


def lock_waiting(movement: BankTransaction) -> BankTransaction:
    """Raises AlreadyDecided unless it still waits in suspense."""
    held = (
        BankTransaction.objects.select_for_update(of=("self",)).select_related("payment").get(pk=movement.pk)
    )
    if held.state != MovementState.SUSPENSE:
        raise AlreadyDecided()
    return held


def require_payment(movement: BankTransaction) -> Payment:
    if movement.payment is None:
        raise AlreadyDecided("Only money that came in can be given to somebody.")
    return movement.payment


def require_own(party: Party, receivable: Receivable | None) -> None:
    if receivable is not None and receivable.party_id != party.pk:
        raise SplitRefused(f"{receivable.ref} is not a debt of {party.reference}.")


def decide(
    movement: BankTransaction,
    state: MovementState,
    kind: str,
    *,
    by: str,
    detail: dict[str, Any],
    reason: str,
    party: Party | None = None,
) -> BankTransaction:
    record(movement, kind, by=by, detail=detail, reason=reason)
    movement.state, movement.party = state, party
    movement.rule = Rule.UNKNOWN if state == MovementState.SUSPENSE else Rule.PERSON
    movement.save(update_fields=["state", "party", "rule", "payment"])
    return movement


def record(
    movement: BankTransaction, kind: str, *, by: str, detail: dict[str, Any] | None = None, reason: str = ""
) -> BankDecision:
    return BankDecision.objects.create(
        transaction=movement, kind=kind, detail=detail or {}, reason=reason, by=by, at=clock.now()
    )


def count_decisions(movement: BankTransaction) -> int:
    return movement.decisions.count()
