"""Finding a movement of the account by what a caller says: an amount, a name, words of the message, an account."""

import re
from decimal import Decimal

from django.db.models import Q, QuerySet

from app.ledger.bank_models import BankTransaction
from app.people.searching import fold
from app.registers.structured_reference import ReferenceRefused, parse_reference

MOST = 50
AMOUNT = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,2})?")
#: What stands between thousands, and the euro sign.
FILLING = re.compile(r"[\s\u00a0\u202f€]|(?<=[0-9])\.(?=[0-9]{3}(?:[.,]|$))")


def find_movements(text: str) -> QuerySet[BankTransaction]:
    """The newest first, whatever became of them."""
    found = BankTransaction.objects.select_related("statement", "party").order_by("-booked_on", "-id")
    return found.filter(build_question(text.strip()))


def build_question(text: str) -> Q:
    amount = read_amount(text)
    if amount is not None:
        return Q(amount__in=[amount, -amount])
    reference = read_reference(text)
    if reference is not None:
        return Q(reference=reference)
    account = text.replace(" ", "").upper()
    words = Q()
    for word in text.split()[:6]:
        told = Q(counterparty_name__icontains=word) | Q(message__icontains=word)
        words &= told | Q(party__search_text__contains=f" {fold(word)}")
    return words | Q(counterparty_iban=account) | Q(end_to_end_id=text) | Q(mandate_reference=text)


def read_reference(text: str) -> str | None:
    """None for anything that is no structured reference: it is looked for as words, then."""
    try:
        return parse_reference(text)
    except ReferenceRefused:
        return None


def read_amount(text: str) -> Decimal | None:
    """`1 220,11`, `1.220,11 €` or `1220.11`; twelve digits are a reference."""
    bare = FILLING.sub("", text)
    return Decimal(bare.replace(",", ".")) if AMOUNT.fullmatch(bare) and len(bare) < 12 else None
