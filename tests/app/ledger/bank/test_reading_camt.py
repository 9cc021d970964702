"""CAMT.053 files of several versions, and the refusals."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pycamt.parser import Camt053Parser

from app.ledger.bank.camt_reading import read_camt
from app.ledger.bank.camt_writing import write_camt
from app.ledger.bank.coda_reading import read_coda
from app.ledger.bank.coda_writing import write_coda
from app.ledger.bank.errors import FormatUnknown, StatementRefused
from app.ledger.bank.files import read_file
from app.ledger.bank.importing import check_file
from app.ledger.bank.statements import LineRead
from tests.factories.coda import ACCOUNT, a_statement, one_of_everything, paid


def refused(data: bytes) -> StatementRefused:
    with pytest.raises(StatementRefused) as caught:
        list(read_camt(data))
    return caught.value


def told(line: LineRead) -> tuple[object, ...]:
    return (
        line.sequence,
        line.amount,
        line.booked_on,
        line.value_on,
        line.reference,
        line.counterparty_iban,
        line.counterparty_name,
        line.end_to_end_id,
        line.mandate_reference,
        line.return_reason,
    )


@pytest.mark.parametrize("version", ["02", "04", "08", "13"])
def test_every_version_tells_the_same(version: str) -> None:
    [statement] = read_camt(write_camt([one_of_everything()], version))
    assert statement.account == ACCOUNT
    assert (statement.old_balance, statement.new_balance) == (Decimal("1000.00"), Decimal("3677.81"))
    assert [line.amount for line in statement.lines][:3] == [
        Decimal("850.12"),
        Decimal("400.00"),
        Decimal("99.99"),
    ]
    assert [detail.amount for detail in statement.lines[6].details] == [Decimal("100.00"), Decimal("200.00")]
    assert statement.lines[5].return_reason == "AM04"


def test_camt_and_coda_of_one_day_say_the_same() -> None:
    [camt] = read_camt(write_camt([a_statement(*one_of_everything().movements[:5])]))
    [coda] = read_coda(write_coda([a_statement(*one_of_everything().movements[:5])]).splitlines())
    assert [told(line) for line in camt.lines] == [told(line) for line in coda.lines]


def test_a_prefix_before_the_names_does_not_matter() -> None:
    plain, prefixed = (
        list(read_camt(write_camt([one_of_everything()], prefix=name))) for name in ("", "ns2")
    )
    assert plain == prefixed


def test_pycamt_reads_the_same_amounts_of_our_samples() -> None:
    data = write_camt([one_of_everything()], "08")
    [statement] = read_camt(data)
    theirs = Camt053Parser(data).get_transactions()
    assert [Decimal(one["Amount"]) for one in theirs] == [abs(line.amount) for line in statement.bookable()]


def test_several_statements_keep_their_movements_apart() -> None:
    first = a_statement(paid("1.00"))
    second = replace(a_statement(paid("2.00"), paid("3.00")), number=2)
    assert [len(one.lines) for one in read_camt(write_camt([first, second]))] == [1, 2]


def test_an_announced_movement_is_not_a_booked_one() -> None:
    data = write_camt([a_statement(paid("1.00"), paid("2.00"))], "04").replace(
        b"<Sts>BOOK</Sts>", b"<Sts>PDNG</Sts>", 1
    )
    data = data.replace(b">1003.00<", b">1002.00<")
    [statement] = read_camt(data)
    assert [line.amount for line in statement.lines] == [Decimal("2.00")]


def test_balances_that_do_not_agree_are_refused() -> None:
    refusal = refused(write_camt([a_statement(paid("1.00"))]).replace(b">1001.00<", b">1001.01<"))
    assert "make 1001.00, the statement says 1001.01" in refusal.reason


def test_an_entry_that_is_missing_is_refused_by_the_summary() -> None:
    refusal = refused(write_camt([a_statement(paid("1.00"))]).replace(b"<NbOfNtries>1<", b"<NbOfNtries>2<"))
    assert refusal.reason == "the summary says 2 entries, there are 1"


@pytest.mark.parametrize("amount", [b"NaN", b"1e400", b"-5", b"one", b""])
def test_what_is_no_amount_is_refused_with_its_line(amount: bytes) -> None:
    refusal = refused(write_camt([a_statement(paid("7.77"))]).replace(b">7.77<", b">" + amount + b"<"))
    assert refusal.line


def test_an_amount_in_another_currency_is_refused() -> None:
    data = write_camt([a_statement(paid("7.77"))])
    assert "USD" in refused(data.replace(b'Ccy="EUR">7.77', b'Ccy="USD">7.77')).reason


def test_a_doctype_is_refused() -> None:
    data = write_camt([a_statement()]).replace(b"<Document", b'<!DOCTYPE x [<!ENTITY a "b">]><Document', 1)
    assert "DOCTYPE" in refused(data).reason


def test_xml_that_is_cut_is_refused() -> None:
    assert "not well-formed" in refused(write_camt([a_statement()])[:-30]).reason


def test_another_message_is_refused() -> None:
    assert "is not CAMT.053" in refused(write_camt([a_statement()]).replace(b"camt.053", b"camt.054")).reason


def test_a_file_of_neither_format_is_refused_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    path.write_bytes(b"\xff\xd8\xff\xe0" * 50)
    with pytest.raises(FormatUnknown, match=r"photo\.jpg, line 1"):
        list(read_file(path))


def test_a_file_that_is_not_there_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(StatementRefused, match=r"nothing\.cod: cannot be read"):
        check_file(tmp_path / "nothing.cod")
