"""A bank statement as read from a file: one immutable value, whatever the format; checked before anybody books it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from hashlib import sha256

from app.ledger.bank.errors import ForeignAccount, StatementRefused

EURO = "EUR"
CENT = Decimal("0.01")
NOTHING = Decimal("0.00")
#: What stands in the place of an end-to-end reference that the payer did not give.
NOT_PROVIDED = frozenset({"NOTPROVIDED", "NOTAVAILABLE"})
#: Twelve digits before the point: what the books hold.
MOST = Decimal("1000000000000")


@dataclass(frozen=True)
class LineRead:
    """One movement. `amount` is in euros, positive when the account receives.

    `sequence` tells movements of one statement apart ("0001.0000"); `place` is the line in the file. `reference` is the
    structured reference, twelve digits without the pluses, or "" when the payer gave free text in `message`.
    `return_reason` is the ISO code ("AM04", "MD01") of what the bank sends back, or "?" when it gives none.
    """

    sequence: str
    amount: Decimal
    booked_on: date
    value_on: date
    place: int
    bank_reference: str = ""
    code: str = ""
    reference: str = ""
    message: str = ""
    counterparty_iban: str = ""
    counterparty_name: str = ""
    end_to_end_id: str = ""
    mandate_reference: str = ""
    return_reason: str = ""
    details: tuple["LineRead", ...] = ()

    @property
    def is_return(self) -> bool:
        """The bank undoes an earlier movement: a direct debit that bounced, a transfer that came back."""
        return bool(self.return_reason)


@dataclass(frozen=True)
class StatementRead:
    """One account, one day or one number; `old_balance` + lines = `new_balance`, to the cent."""

    account: str
    number: str
    currency: str
    old_balance: Decimal
    new_balance: Decimal
    old_on: date
    new_on: date
    lines: tuple[LineRead, ...]
    place: int
    holder: str = ""
    warnings: tuple[str, ...] = field(default=())

    @property
    def movements(self) -> Decimal:
        return sum((line.amount for line in self.lines), NOTHING)

    def bookable(self) -> Iterator[LineRead]:
        """The movements to book: a total with its details is booked by its details; what moves nothing is not."""
        for line in self.lines:
            yield from (one for one in line.details or (line,) if one.amount)

    @property
    def key(self) -> str:
        """The same for the same statement in whatever file it comes."""
        parts = (
            self.account,
            self.number,
            self.old_on.isoformat(),
            self.new_on.isoformat(),
            f"{self.old_balance:.2f}",
            f"{self.new_balance:.2f}",
            str(sum(1 for _ in self.bookable())),
        )
        return sha256("\x1f".join(parts).encode()).hexdigest()

    def key_of(self, line: LineRead) -> str:
        """The same for the same movement in whatever file it comes: account, statement, sequence, bank's reference,
        amount and day."""
        parts = (
            self.account,
            str(self.new_on.year),
            self.number,
            line.sequence,
            line.bank_reference,
            f"{line.amount:.2f}",
            line.booked_on.isoformat(),
        )
        return sha256("\x1f".join(parts).encode()).hexdigest()


def check_statement(statement: StatementRead) -> StatementRead:
    """The statement itself. Raises StatementRefused when its sums do not agree."""
    _check_lines(statement)
    reached = statement.old_balance + statement.movements
    if reached != statement.new_balance:
        raise StatementRefused(
            f"statement {statement.number}: the old balance {statement.old_balance} and the movements "
            f"{statement.movements} make {reached}, the statement says {statement.new_balance}",
            line=statement.place,
        )
    return statement


def _check_lines(statement: StatementRead) -> None:
    seen: set[str] = set()
    for line in statement.bookable():
        if line.sequence in seen:
            raise StatementRefused(
                f"statement {statement.number}: the movement {line.sequence} comes twice", line=line.place
            )
        seen.add(line.sequence)
    for line in statement.lines:
        total = sum((detail.amount for detail in line.details), NOTHING)
        if line.details and total != line.amount:
            raise StatementRefused(
                f"movement {line.sequence}: the details make {total}, the total says {line.amount}",
                line=line.place,
            )


def check_account(statement: StatementRead, ours: frozenset[str]) -> None:
    """Raises ForeignAccount for another currency or an account that is not one of `ours` (IBANs without spaces)."""
    if statement.currency != EURO:
        raise ForeignAccount(
            f"statement {statement.number} is in {statement.currency or 'no currency'}, only {EURO} is booked",
            line=statement.place,
        )
    if statement.account not in ours:
        raise ForeignAccount(
            f"statement {statement.number} is of the account {statement.account}, which is not the fund's",
            line=statement.place,
        )


def read_end_to_end(text: str) -> str:
    """The payer's own reference; "" for the words that banks write when there is none."""
    bare = text.strip()
    return "" if bare.upper().replace(" ", "") in NOT_PROVIDED else bare


def to_cents(amount: Decimal, place: int) -> Decimal:
    """An amount of whole cents. Raises StatementRefused for parts of a cent and for more than our books can hold."""
    if not abs(amount) < MOST:
        raise StatementRefused(f"the amount {amount} is not one of a bank account", line=place)
    if amount != amount.quantize(CENT):
        raise StatementRefused(f"the amount {amount} has parts of a cent", line=place)
    return amount.quantize(CENT)
