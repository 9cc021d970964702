"""Money that came in, one payment or hundreds at once: the books are the same to the cent.

Hundreds cost a handful of statements, with late value dates that undo surcharges. What needs more than arithmetic on
open debts (payment plans, several late payments of one party, payments received before) is received one by one, with
the party's other payments, in order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import IntegrityError, transaction

from app.ledger.entries import check_amount
from app.ledger.models import Payment, Receivable
from app.ledger.payments import identify_payment, receive_payment
from app.people.models import Party


@dataclass(frozen=True, kw_only=True, slots=True)
class Receipt:
    """A credit of the bank account, as `receive_payment` takes it.

    `receivable` is the one debt of `party` that the payer must have meant, and `reason` why: the payment is then
    identified with that debt instead of being imputed by its reference.
    """

    amount: Decimal
    value_on: date
    booked_on: date
    key: str
    reference: str = ""
    party: Party | None = None
    text: str = ""
    by: str = "bank"
    receivable: Receivable | None = None
    reason: str = ""


def receive_one(receipt: Receipt) -> Payment:
    """Book one receipt. Raises AmountRefused, KeyAlreadyUsed."""
    chosen = receipt.receivable
    payment = receive_payment(
        amount=receipt.amount,
        value_on=receipt.value_on,
        booked_on=receipt.booked_on,
        key=receipt.key,
        reference=receipt.reference,
        party=None if chosen else receipt.party,
        text=receipt.text,
        by=receipt.by,
    )
    if chosen is None or receipt.party is None:
        return payment
    return identify_payment(
        payment,
        party=receipt.party,
        on=receipt.booked_on,
        key=f"{receipt.key}/exact",
        by=receipt.by,
        reason=receipt.reason,
        receivables=[chosen],
    )


@transaction.atomic
def receive_many(receipts: Sequence[Receipt]) -> list[Payment]:
    """Book receipts in their order, as receiving them one by one would; their payments, in the same order.

    Processes hear of it from the next round of the workers. Raises AmountRefused, KeyAlreadyUsed.
    """
    for receipt in receipts:
        check_amount(receipt.amount)
    done: dict[int, Payment] = {}
    try:
        with transaction.atomic():
            done = receive_plain(receipts)
    except IntegrityError:
        # Another transaction booked one of these at the same moment; one by one, it is found and passed over.
        done = {}
    return [done[index] if index in done else receive_one(one) for index, one in enumerate(receipts)]


def receive_plain(receipts: Sequence[Receipt]) -> dict[int, Payment]:
    """Those that arithmetic alone can book, by their place; the accounts of all parties stay locked."""
    from app.ledger.bulk_facts import read_facts
    from app.ledger.bulk_imputation import Imputation

    facts = read_facts(receipts)
    work = Imputation(facts)
    places = [index for index, one in enumerate(receipts) if facts.is_plain(one)]
    payments = work.receive([receipts[index] for index in places])
    work.write()
    return dict(zip(places, payments, strict=True))
