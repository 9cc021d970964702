"""What a party paid and was paid back, as its statement of account shows it: the newest first."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ObjectDoesNotExist

from app.ledger.models import BankTransaction, Payment, Refund
from app.ledger.states import PaymentState, RefundState
from app.people.models import Party
from app.registers.structured_reference import format_reference

MOST = 100


@dataclass(frozen=True)
class Moved:
    """Money that came from a party (above nought) or went back to it (below), and what became of it.

    `movement` is the bank's, where one alone brought it; `undone_by` the one that took it back.
    """

    on: date
    amount: Decimal
    ref: str
    state: str
    is_lost: bool = False
    reference: str = ""
    movement: BankTransaction | None = None
    undone_by: BankTransaction | None = None


def list_moved(party: Party, on: date) -> list[Moved]:
    """At most a hundred, until a day by value date."""
    paid = Payment.objects.filter(party=party, value_on__lte=on).order_by("-value_on", "-id")
    named = paid.select_related("bank_transaction", "bank_transaction__undone_by")
    back = Refund.objects.filter(party=party, state=RefundState.PAID, paid_on__lte=on).order_by(
        "-paid_on", "-id"
    )
    found = [*map(describe, named[:MOST]), *map(describe_refund, back[:MOST])]
    return sorted(found, key=lambda one: (one.on, one.ref), reverse=True)[:MOST]


def describe(payment: Payment) -> Moved:
    movement = read_one(payment, "bank_transaction")
    return Moved(
        on=payment.value_on,
        amount=payment.amount,
        ref=payment.ref,
        state=payment.get_state_display(),
        is_lost=payment.state in (PaymentState.BOUNCED, PaymentState.RETURNED),
        reference=format_reference(payment.reference) if payment.reference else "",
        movement=movement,
        undone_by=read_one(movement, "undone_by") if movement else None,
    )


def describe_refund(refund: Refund) -> Moved:
    assert refund.paid_on is not None
    return Moved(refund.paid_on, -refund.amount, refund.ref, refund.get_state_display())


def read_one(row: Payment | BankTransaction, name: str) -> BankTransaction | None:
    """The other end of a relation that may have none."""
    try:
        found: BankTransaction = getattr(row, name)
    except ObjectDoesNotExist:
        return None
    return found
