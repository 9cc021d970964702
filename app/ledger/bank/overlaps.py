"""Movements that came before with another file: of a period that overlaps, under another number, at another place.

A statement that begins where the last one ended brings only what is new, whatever its movements look like. One that
does not may repeat some of them: what is the same in every respect was booked, as many times as it came.
"""

from collections import Counter
from collections.abc import Hashable, Sequence

from app.ledger.bank.statements import LineRead, StatementRead
from app.ledger.bank_models import BankStatement, BankTransaction


def find_before(statement: StatementRead) -> BankStatement | None:
    """The statement of the account that ended last before this one does."""
    earlier = BankStatement.objects.filter(account=statement.account, new_on__lte=statement.new_on)
    return earlier.exclude(key=statement.key).order_by("-new_on", "-id").first()


def list_repeated(statement: StatementRead, lines: Sequence[LineRead]) -> set[str]:
    """The places of those of these lines that came before. Which they are depends on the whole statement, not on the
    batch that asks: an import that was killed goes on with the same answer."""
    before = find_before(statement)
    if before is None or before.new_balance == statement.old_balance:
        return set()
    asked = {identify(line) for line in lines}
    there = count_there(statement, lines)
    repeated = set()
    for line in statement.bookable():
        same = identify(line)
        if same in asked and there[same] > 0:
            there[same] -= 1
            repeated.add(line.sequence)
    return repeated


def count_there(statement: StatementRead, lines: Sequence[LineRead]) -> Counter[Hashable]:
    """How many times each came with other statements of the account."""
    others = BankTransaction.objects.filter(
        statement__account=statement.account, booked_on__in={line.booked_on for line in lines}
    )
    return Counter(identify(one) for one in others.exclude(statement__key=statement.key).iterator())


def identify(one: LineRead | BankTransaction) -> Hashable:
    """What makes two movements the same: the bank's own reference, or else all that it said."""
    told = (one.booked_on, one.amount, one.reference, one.counterparty_iban)
    if one.bank_reference:
        return (*told, one.bank_reference)
    return (*told, one.value_on, one.message, one.counterparty_name, one.end_to_end_id, one.return_reason)
