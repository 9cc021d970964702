"""CODA files: what is read of them, and what is refused with its line and reason."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import coda
import pytest

from app.ledger.bank.coda_reading import read_coda
from app.ledger.bank.coda_writing import Movement, write_coda
from app.ledger.bank.errors import ForeignAccount, StatementRefused
from app.ledger.bank.statements import StatementRead, check_account
from tests.factories.coda import (
    ACCOUNT,
    ANNA,
    DAY,
    OF_BATCH,
    REFERENCE,
    a_statement,
    euros,
    one_of_everything,
    paid,
)

LIBRARY_SAMPLE = Path(coda.__file__).parent / "CODA.txt"


def read(data: bytes) -> list[StatementRead]:
    return list(read_coda(data.splitlines(keepends=True)))


def refused(data: bytes) -> StatementRefused:
    with pytest.raises(StatementRefused) as caught:
        read(data)
    return caught.value


def put(data: bytes, line: int, change: Callable[[bytes], bytes]) -> bytes:
    lines = data.splitlines(keepends=True)
    lines[line - 1] = change(lines[line - 1])
    return b"".join(lines)


def test_a_statement_is_read_with_its_balances() -> None:
    [statement] = read(write_coda([a_statement(paid("850.12"), paid("49.88"))]))
    assert (statement.account, statement.number, statement.currency) == (ACCOUNT, "1", "EUR")
    assert (statement.old_balance, statement.new_balance) == (Decimal("1000.00"), Decimal("1900.00"))
    assert (statement.new_on, statement.movements) == (DAY, Decimal("900.00"))


def test_a_structured_reference_is_read_as_twelve_digits() -> None:
    [statement] = read(write_coda([one_of_everything()]))
    first = statement.lines[0]
    assert (first.reference, first.message) == (REFERENCE, "")
    assert (first.counterparty_iban, first.counterparty_name) == (ANNA, "ANNA LAMBERT")


def test_free_text_of_three_records_is_one_message() -> None:
    text = "Paiement du trimestre, référence 000/0000/02222, avec mes excuses pour le retard, A. Lambert"
    [statement] = read(write_coda([a_statement(paid("10.00", message=text))]))
    assert statement.lines[0].message == text


def test_a_returned_debit_names_mandate_and_reason() -> None:
    [statement] = read(write_coda([one_of_everything()]))
    bounced = statement.lines[5]
    assert bounced.is_return
    assert (bounced.amount, bounced.return_reason) == (Decimal("-100.00"), "AM04")
    assert (bounced.mandate_reference, bounced.end_to_end_id) == ("VIGIE-0001", "E2E-COLLECT-1")


def test_a_total_is_booked_by_its_details() -> None:
    [statement] = read(write_coda([one_of_everything()]))
    assert [line.sequence for line in statement.bookable()][6:8] == ["0007.0001", "0007.0002"]
    assert statement.lines[6].details[0].mandate_reference == "VIGIE-0001"
    assert OF_BATCH in statement.lines[6].details[0].message


def test_several_statements_of_one_file_come_one_after_the_other() -> None:
    first = a_statement(paid("1.00"))
    second = replace(first, number=2, old_balance=first.new_balance)
    assert [one.number for one in read(write_coda([first, second]))] == ["1", "2"]


def test_a_day_without_movements_is_a_statement() -> None:
    [statement] = read(write_coda([a_statement()]))
    assert statement.lines == ()


def test_an_overdrawn_account_has_a_negative_balance() -> None:
    [statement] = read(write_coda([a_statement(paid("-1500.00"))]))
    assert statement.new_balance == Decimal("-500.00")


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1", "utf-8"])
def test_accents_survive_whatever_the_encoding(encoding: str) -> None:
    data = write_coda([a_statement(paid("5.00", message="Trimestre d'été", name="Jürgen Müller"))])
    [statement] = read(data.decode("cp1252").encode(encoding))
    assert (statement.lines[0].message, statement.lines[0].counterparty_name) == (
        "Trimestre d'été",
        "Jürgen Müller",
    )


def test_the_librarys_own_sample_of_2006_is_read_and_its_sums_agree() -> None:
    [statement] = read(LIBRARY_SAMPLE.read_bytes())
    assert (statement.account, len(statement.lines)) == ("BE47435000000080", 59)
    assert statement.new_balance == Decimal("9405296.99")
    assert [line.return_reason for line in statement.lines if line.is_return] == ["?", "?"]


def test_a_duplicate_is_warned_about() -> None:
    [statement] = read(write_coda([replace(a_statement(), duplicate=True)]))
    assert "duplicate" in statement.warnings[0]


def test_a_short_record_is_refused_with_its_line() -> None:
    refusal = refused(put(write_coda([a_statement(paid("1.00"))]), 3, lambda line: line[:100] + b"\r\n"))
    assert (refusal.line, refusal.reason) == (3, "a record has 128 characters, this line has 100")


def test_letters_in_an_amount_are_refused_with_their_line() -> None:
    refusal = refused(
        put(write_coda([a_statement(paid("1.00"))]), 3, lambda line: line[:40] + b"X" + line[41:])
    )
    assert refusal.line == 3


def test_a_changed_amount_does_not_agree_with_the_trailer() -> None:
    refusal = refused(
        put(write_coda([a_statement(paid("1.00"))]), 3, lambda line: line[:43] + b"2" + line[44:])
    )
    assert refusal.line == 5
    assert "sum" in refusal.reason or "credit" in refusal.reason


def test_a_missing_record_does_not_agree_with_the_count() -> None:
    lines = write_coda([a_statement(paid("1.00", message="a"), paid("1.00", iban=ANNA))]).splitlines(
        keepends=True
    )
    assert refused(b"".join(lines[:5] + lines[6:])).reason == "the trailer says 6 records, there are 5"


def test_a_file_that_stops_in_the_middle_is_refused() -> None:
    lines = write_coda([a_statement(paid("1.00"))]).splitlines(keepends=True)
    refusal = refused(b"".join(lines[:-1]))
    assert "middle of a statement" in refusal.reason


def test_a_file_whose_last_statement_is_missing_is_refused() -> None:
    first = a_statement(paid("1.00"))
    lines = write_coda([first, replace(first, number=2)]).splitlines(keepends=True)
    assert "another follows" in refused(b"".join(lines[:5])).reason


def test_records_out_of_order_are_refused() -> None:
    lines = write_coda([a_statement(paid("1.00"))]).splitlines(keepends=True)
    assert refused(b"".join([lines[0], lines[2], lines[1], *lines[3:]])).reason == (
        "a record '2' cannot stand after a record 0"
    )


def test_an_empty_file_is_refused() -> None:
    assert refused(b"").reason == "the file is empty"


def test_version_one_is_refused() -> None:
    refusal = refused(put(write_coda([a_statement()]), 1, lambda line: line[:127] + b"1\r\n"))
    assert (refusal.line, "version 1" in refusal.reason) == (1, True)


def test_details_that_do_not_make_the_total_are_refused() -> None:
    total = Movement(
        euros("3.00"), DAY, code="10550000", details=(Movement(euros("1.00"), DAY, code="50550000"),)
    )
    assert "the details make 1.00, the total says 3.00" in refused(write_coda([a_statement(total)])).reason


def test_parts_of_a_cent_are_refused() -> None:
    refusal = refused(
        put(
            put(
                put(write_coda([a_statement(paid("1.00"))]), 3, lambda line: line[:46] + b"5" + line[47:]),
                4,
                lambda line: line[:56] + b"5" + line[57:],
            ),
            5,
            lambda line: line[:51] + b"5" + line[52:],
        )
    )
    assert "parts of a cent" in refusal.reason


def test_another_currency_and_another_account_are_refused() -> None:
    [dollars] = read(write_coda([replace(a_statement(), currency="USD")]))
    with pytest.raises(ForeignAccount, match="USD"):
        check_account(dollars, frozenset({ACCOUNT}))
    [ours] = read(write_coda([a_statement()]))
    with pytest.raises(ForeignAccount, match="not the fund's"):
        check_account(ours, frozenset({ANNA}))


def test_the_same_movement_has_the_same_key_in_every_file() -> None:
    [one], [two] = read(write_coda([one_of_everything()])), read(write_coda([one_of_everything()]))
    assert [one.key_of(line) for line in one.bookable()] == [two.key_of(line) for line in two.bookable()]
    assert len({one.key_of(line) for line in one.bookable()}) == 9
