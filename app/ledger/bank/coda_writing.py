"""A bank that does not exist: CODA 2 files written to Febelfin's record layout, for tests and for the demo fund.

Nothing of production calls this. What it writes is read back by febelfin-coda, which was written by others from the
same standard.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ENCODING = "cp1252"
TRANSFER_IN, TRANSFER_OUT = "00150000", "00101000"
BATCH_OF_DEBITS, DEBIT_OF_BATCH, DEBIT_UNPAID = "10550000", "50550000", "00503000"
COMMUNICATION = (53, 53, 43)


@dataclass(frozen=True)
class Movement:
    """A movement of the test bank. `reference` is twelve digits or ""; `details` make it a total."""

    amount: Decimal
    booked_on: date
    code: str = TRANSFER_IN
    value_on: date | None = None
    reference: str = ""
    message: str = ""
    iban: str = ""
    name: str = ""
    bic: str = ""
    end_to_end_id: str = ""
    mandate_reference: str = ""
    creditor_id: str = ""
    return_reason: str = ""
    bank_reference: str = ""
    details: tuple["Movement", ...] = ()


@dataclass(frozen=True)
class Statement:
    """One statement of the test bank; the new balance follows from the movements."""

    account: str
    number: int
    day: date
    old_balance: Decimal
    old_on: date
    movements: Sequence[Movement]
    holder: str = "VIGIE CAISSE"
    bic: str = "GEBABEBB"
    currency: str = "EUR"
    duplicate: bool = False

    @property
    def new_balance(self) -> Decimal:
        return self.old_balance + sum((one.amount for one in self.movements), Decimal())


def write_coda(statements: Sequence[Statement]) -> bytes:
    """A file of these statements."""
    lines: list[str] = []
    for index, statement in enumerate(statements, start=1):
        lines.extend(write_statement(statement, is_last=index == len(statements)))
    return "".join(f"{line}\r\n" for line in lines).encode(ENCODING, errors="replace")


def write_statement(statement: Statement, *, is_last: bool = True) -> Iterator[str]:
    body = [write_old_balance(statement)]
    for sequence, movement in enumerate(statement.movements, start=1):
        body.extend(write_movement(movement, sequence, 0, statement.number))
        for detail, part in enumerate(movement.details, start=1):
            body.extend(write_movement(part, sequence, detail, statement.number))
    body.append(write_new_balance(statement))
    yield write_header(statement)
    yield from body
    yield write_trailer(statement, len(body), is_last=is_last)


def write_header(statement: Statement) -> str:
    return _join(
        ("00000", 5),
        (_day(statement.day), 6),
        ("30005", 5),
        ("D" if statement.duplicate else "", 1),
        ("", 7),
        (f"{statement.number:010d}", 10),
        (statement.holder, 26),
        (statement.bic, 11),
        ("00123456749", 11),
        ("", 1),
        ("00000", 5),
        ("", 39),
        ("2", 1),
    )


def write_old_balance(statement: Statement) -> str:
    return _join(
        (f"12{_number(statement)}", 5),
        (_account(statement), 37),
        (_signed(statement.old_balance), 16),
        (_day(statement.old_on), 6),
        (statement.holder, 26),
        ("COMPTE A VUE", 35),
        (_number(statement), 3),
    )


def write_new_balance(statement: Statement) -> str:
    return _join(
        (f"8{_number(statement)}", 4),
        (_account(statement), 37),
        (_signed(statement.new_balance), 16),
        (_day(statement.day), 6),
        ("", 64),
        ("0", 1),
    )


def write_trailer(statement: Statement, records: int, *, is_last: bool) -> str:
    debit = -sum((one.amount for one in statement.movements if one.amount < 0), Decimal())
    credit = sum((one.amount for one in statement.movements if one.amount > 0), Decimal())
    return _join(
        ("9", 16),
        (f"{records:06d}", 6),
        (_digits(debit), 15),
        (_digits(credit), 15),
        ("", 75),
        ("2" if is_last else "1", 1),
    )


def write_movement(movement: Movement, sequence: int, detail: int, number: int) -> Iterator[str]:
    """Records 21, 22 and 23; a record 22 or 23 that would say nothing is left out."""
    first, second, third = _communication(movement)
    where = f"{sequence:04d}{detail:04d}"
    has_third = bool(movement.iban or movement.name or third.strip())
    has_second = bool(
        has_third or second.strip() or movement.end_to_end_id or movement.return_reason or movement.bic
    )
    yield _join(
        (f"21{where}", 10),
        (movement.bank_reference or f"TB{number:03d}{where}", 21),
        (_signed(movement.amount), 16),
        (_day(movement.value_on or movement.booked_on), 6),
        (movement.code, 8),
        (first, 54),
        (_day(movement.booked_on), 6),
        (f"{number % 1000:03d}", 3),
        ("1" if movement.details else "0", 1),
        (f"{int(has_second)} 0", 3),
    )
    if has_second:
        yield _join(
            (f"22{where}", 10),
            (second, 53),
            (movement.end_to_end_id, 35),
            (movement.bic, 11),
            ("", 3),
            ("2" if movement.return_reason else "", 1),
            (movement.return_reason, 4),
            ("", 8),
            (f"{int(has_third)} 0", 3),
        )
    if has_third:
        yield _join(
            (f"23{where}", 10),
            (f"{movement.iban:<34}EUR" if movement.iban else "", 37),
            (movement.name, 35),
            (third, 43),
            ("0 0", 3),
        )


def _communication(movement: Movement) -> tuple[str, str, str]:
    """The three parts; the first begins with the flag that says whether a structure follows."""
    if movement.mandate_reference:
        text, flag = _sepa_debit(movement), "1"
    elif movement.reference:
        text, flag = f"101{movement.reference}", "1"
    else:
        text, flag = movement.message, "0"
    one, two, three = COMMUNICATION
    text = text.ljust(one + two + three)
    return flag + text[:one], text[one : one + two], text[one + two : one + two + three]


def _sepa_debit(movement: Movement) -> str:
    """Structure 127: settlement day, kind, scheme, reason, creditor, mandate, text, what came back and why."""
    back = "2" if movement.return_reason else "0"
    return _join(
        ("127", 3),
        (_day(movement.value_on or movement.booked_on), 6),
        (f"11{'4' if movement.return_reason else '0'}", 3),
        (movement.creditor_id, 35),
        (movement.mandate_reference, 35),
        (movement.reference or movement.message, 62),
        (back, 1),
        (movement.return_reason, 4),
    )


def _join(*fields: tuple[str, int]) -> str:
    return "".join(text[:width].ljust(width) for text, width in fields)


def _account(statement: Statement) -> str:
    return f"{statement.account:<34}{statement.currency}"


def _number(statement: Statement) -> str:
    return f"{statement.number % 1000:03d}"


def _day(day: date) -> str:
    return f"{day:%d%m%y}"


def _digits(amount: Decimal) -> str:
    return f"{int(amount * 1000):015d}"


def _signed(amount: Decimal) -> str:
    return f"{'1' if amount < 0 else '0'}{_digits(abs(amount))}"
