"""What is ordered: approved refunds, money sent back to an unknown payer, receivables collected by mandate."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction

from app.ledger.bank.batches import Order, add_order
from app.ledger.bank.errors import BatchRefused, MandateRefused
from app.ledger.bank_models import (
    BankTransaction,
    DirectDebitMandate,
    MandateState,
    PaymentBatch,
    PaymentOrder,
)
from app.ledger.models import Receivable, Refund
from app.ledger.references import reference_for
from app.ledger.refunds import PAYABLE, lock_refund
from app.people.queries import bank_account_on
from app.registers.structured_reference import format_reference
from workflows.deadlines import add_months

#: SEPA core: the debtor hears of a collection fourteen calendar days before, unless otherwise agreed.
NOTICE = timedelta(days=14)
#: A mandate that was not used for so many months is at an end (SEPA core rulebook).
UNUSED_MONTHS = 36


@transaction.atomic
def order_refund(batch: PaymentBatch, refund: Refund, *, on: date) -> PaymentOrder | None:
    """Order an approved refund, or a benefit that came back, to the party's account. Raises BatchRefused.

    None when it is ordered already.
    """
    refund = lock_refund(refund)  # it may be withdrawn at this moment, because its payment bounces
    if refund.state not in PAYABLE:
        raise BatchRefused(f"The refund {refund.ref} is not approved.")
    account = bank_account_on(refund.party, on)
    if account is None:
        raise BatchRefused(f"No account is known of {refund.party.reference}.")
    return add_order(
        batch,
        Order(
            key=f"refund:{refund.pk}",
            amount=refund.amount,
            name=account.holder or refund.party.name,
            iban=account.iban,
            text=f"{refund.ref} {refund.party.reference}",
            links={"party": refund.party, "refund": refund},
        ),
    )


def order_refunds(batch: PaymentBatch, *, on: date) -> tuple[int, list[str]]:
    """Order every approved refund that is not: how many, and why others could not be."""
    ordered, reasons = 0, []
    for refund in Refund.objects.filter(state__in=PAYABLE).select_related("party").order_by("id"):
        try:
            ordered += order_refund(batch, refund, on=on) is not None
        except BatchRefused as refusal:
            reasons.append(refusal.tell())
    return ordered, reasons


def order_sending_back(batch: PaymentBatch, movement: BankTransaction) -> PaymentOrder | None:
    """Order what an unknown payer paid back to the account it came from. Raises BatchRefused without one."""
    if not movement.counterparty_iban:
        raise BatchRefused("The bank did not tell the payer's account.")
    return add_order(
        batch,
        Order(
            key=f"sent_back:{movement.pk}",
            amount=movement.amount,
            name=movement.counterparty_name or movement.counterparty_iban,
            iban=movement.counterparty_iban,
            text=f"{movement.booked_on:%d/%m/%Y} {movement.message}".strip(),
            links={"sent_back": movement},
        ),
    )


def order_collection(
    batch: PaymentBatch, receivable: Receivable, mandate: DirectDebitMandate
) -> PaymentOrder | None:
    """Order what a receivable leaves open, under a mandate; None when it is ordered already. Raises MandateRefused."""
    check_mandate(mandate, receivable, batch.execute_on)
    if receivable.total <= 0:
        raise MandateRefused(f"Nothing is owed of {receivable.ref}.")
    reference = reference_for(receivable).number
    return add_order(
        batch,
        Order(
            key=f"collect:{receivable.pk}",
            amount=receivable.total,
            name=mandate.holder,
            iban=mandate.iban,
            text=format_reference(reference),
            links={"party": receivable.party, "receivable": receivable, "mandate": mandate},
        ),
    )


def order_collections(batch: PaymentBatch, receivables: Iterable[Receivable]) -> tuple[int, list[str]]:
    """Collect these receivables by their parties' active mandates: how many, and why others could not be."""
    ordered, reasons = 0, []
    for receivable in receivables:
        mandate = find_mandate(receivable)
        try:
            ordered += mandate is not None and order_collection(batch, receivable, mandate) is not None
        except MandateRefused as refusal:
            reasons.append(refusal.tell())
    return ordered, reasons


def find_mandate(receivable: Receivable) -> DirectDebitMandate | None:
    return DirectDebitMandate.objects.filter(party=receivable.party_id, state=MandateState.ACTIVE).first()


def check_mandate(mandate: DirectDebitMandate, receivable: Receivable, on: date) -> None:
    """Raises MandateRefused for a mandate of another party, not active, or too long unused."""
    if mandate.party_id != receivable.party_id:
        raise MandateRefused(f"The mandate {mandate.reference} is of another party.")
    if mandate.state != MandateState.ACTIVE:
        raise MandateRefused(f"The mandate {mandate.reference} is not active.")
    if on > add_months(mandate.last_on or mandate.signed_on, UNUSED_MONTHS):
        raise MandateRefused(f"The mandate {mandate.reference} was not used for thirty-six months.")


def notice_day(execute_on: date) -> date:
    """The last day to announce a collection."""
    return execute_on - NOTICE


def changed_account(order: PaymentOrder, *, on: date) -> str:
    """The account the payee has now when it is another than ordered, "" when all is as it was."""
    if order.refund is None or order.party is None:
        return ""
    account = bank_account_on(order.party, on)
    now = account.iban if account else ""
    return now if now != order.iban else ""
