"""CODA 2.x (Febelfin's standard) through febelfin-coda, with what the library leaves to its users.

The library knows the fields. It says nothing of the line that is wrong, trusts `assert` (gone under `python -O`) and
reads only some of the communications; those are here.
"""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import coda

from app.ledger.bank.account_numbers import read_iban, read_own_iban
from app.ledger.bank.coda_records import Record, read_records, split_statements
from app.ledger.bank.errors import StatementRefused
from app.ledger.bank.statements import (
    LineRead,
    StatementRead,
    check_statement,
    read_end_to_end,
    to_cents,
)

#: What febelfin-coda raises for a record it cannot read; it has no errors of its own.
UNREADABLE = (AssertionError, ValueError, ArithmeticError, LookupError, AttributeError, TypeError)
#: Records that the trailer counts: all but 0, 4 and 9.
COUNTED = frozenset("1238")
BELGIAN_REFERENCES = frozenset({"101", "102", "103"})
DIRECT_DEBIT, SEPA_DEBIT_TEXT = "05", "127"
#: Transactions of the family of direct debits by which the bank takes back what it had credited.
UNPAID = frozenset({"03", "05", "56"})
#: Reject, return, refund, reversal, cancellation.
RETURNED = frozenset("12345")
ISO_REASON = re.compile(r"^[A-Z]{2}[A-Z0-9]{2}$")
#: A movement of this type is booked whole: what follows are charges and rates, for information.
ITEMISED = "3"


def read_coda(lines: Iterable[bytes]) -> Iterator[StatementRead]:
    """The statements of a file, each checked. Raises StatementRefused with the line and the reason."""
    for group in split_statements(read_records(lines)):
        yield check_statement(read_statement(group))


def read_statement(records: list[Record]) -> StatementRead:
    feed = _Feed(records)
    try:
        check_count(records)
        read = coda.CODA(feed).statements[0]
        check_trailer(read, records)
        return _describe(read, feed.places, records[0].place)
    except StatementRefused:
        raise
    except UNREADABLE as error:
        raise StatementRefused(f"this record cannot be read ({describe(error)})", line=feed.place) from error


def describe(error: Exception) -> str:
    """The library's word for what is wrong; its bare asserts compare fields, so they mean sums or repetition."""
    return (
        str(error) or "it contradicts the records before it: a sum, a number of records or a repeated field"
    )


class _Feed:
    """Hands the library a statement's records one by one and remembers where it stands."""

    def __init__(self, records: list[Record]) -> None:
        self.records = records
        self.place = records[0].place
        self.places: dict[str, int] = {}

    def __iter__(self) -> Iterator[str]:
        for record in self.records:
            self.place = record.place
            if record.text[:2] == "21":
                self.places.setdefault(record.text[2:10], record.place)
            yield record.text


def check_count(records: list[Record]) -> None:
    """The trailer's number of records, before a missing one makes the library stumble elsewhere."""
    said, counted = int(records[-1].text[16:22]), sum(record.kind in COUNTED for record in records)
    if said != counted:
        raise StatementRefused(
            f"the trailer says {said} records, there are {counted}", line=records[-1].place
        )


def check_trailer(read: Any, records: list[Record]) -> None:
    """The totals of record 9, whether or not Python runs the library's asserts."""
    place = records[-1].place
    credit = sum((move.amount for move in read.moves if move.amount > 0), Decimal())
    debit = -sum((move.amount for move in read.moves if move.amount < 0), Decimal())
    for name, said, found in (("credit", read.total_credit, credit), ("debit", read.total_debit, debit)):
        if said != found:
            raise StatementRefused(
                f"the trailer says {said:.2f} {name}, the movements make {found:.2f}", line=place
            )


def _describe(read: Any, places: dict[str, int], place: int) -> StatementRead:
    warnings = ["the bank marks this file as a duplicate"] if read.duplicate else []
    return StatementRead(
        account=read_own_iban(read.account, place),
        number=read.new_sequence.strip().lstrip("0") or "0",
        currency=read.account_currency.strip(),
        old_balance=to_cents(read.old_balance, place),
        new_balance=to_cents(read.new_balance, place),
        old_on=read.old_balance_date,
        new_on=read.new_balance_date,
        lines=tuple(read_line(move, read, places) for move in read.moves),
        place=place,
        holder=read.account_holder_name or "",
        warnings=tuple(warnings),
    )


def read_line(move: Any, statement: Any, places: dict[str, int]) -> LineRead:
    place = places[move.sequence + move.detail_sequence]
    details = () if move.transaction_type == ITEMISED else tuple(move.moves)
    return LineRead(
        sequence=f"{move.sequence}.{move.detail_sequence}",
        amount=to_cents(move.amount, place),
        booked_on=move.entry_date,
        value_on=move.value_date,
        place=place,
        bank_reference=move.bank_reference.strip(),
        code=move.transaction_code,
        reference=read_reference(move),
        message=read_message(move, statement),
        counterparty_iban=read_iban((move.counterparty_account or "")[:34]),
        counterparty_name=(move.counterparty_name or "").strip(),
        end_to_end_id=read_end_to_end(move.customer_reference or ""),
        mandate_reference=read_mandate(move),
        return_reason=read_return_reason(move),
        details=tuple(read_line(detail, statement, places) for detail in details),
    )


def read_reference(move: Any) -> str:
    """Twelve digits of a structured communication; its check digits are verified where it is matched."""
    if move.communication_type not in BELGIAN_REFERENCES:
        return ""
    digits = str(move.communication).strip()
    return digits if len(digits) == 12 and digits.isdecimal() else ""


def read_message(move: Any, statement: Any) -> str:
    """Free text as the payer wrote it; for other structures their text part or else the characters as they are."""
    if move.communication_type in BELGIAN_REFERENCES:
        return ""
    text = move.communication
    if text is None:
        text = move._communication[4:]  # the library has no reader for this structure
    more = [
        info.communication for info in statement.informations[move.bank_reference] if _is_text(info, move)
    ]
    return " ".join(" ".join([str(text), *more]).split())


def _is_text(info: Any, move: Any) -> bool:
    return bool(info.communication_type == "002" and info.sequence == move.sequence)


def read_mandate(move: Any) -> str:
    return _sepa_debit(move)[48:83].strip()


def read_return_reason(move: Any) -> str:
    """The ISO reason of what comes back, in record 22 or in the structure of a direct debit; "?" when none is given.

    Before version 2.3 the same places of record 22 belonged to the bank, so only what looks like an ISO reason counts.
    """
    text = _sepa_debit(move)
    for reason in ((move.r_reason or "").strip(), text[146:150].strip()):
        if ISO_REASON.match(reason):
            return reason
    returned = text[145:146] in RETURNED
    unpaid = move.transaction_family == DIRECT_DEBIT and move.transaction_transaction in UNPAID
    return "?" if returned or (unpaid and move.amount < 0) else ""


def _sepa_debit(move: Any) -> str:
    return str(move._communication) if move.communication_type == SEPA_DEBIT_TEXT else ""
