"""Files of periods that overlap, each with its own number: a movement that came with one is not booked from another."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from app.ledger.bank.camt_writing import write_camt
from app.ledger.bank.coda_writing import Movement, Statement
from app.ledger.bank.importing import ImportReport
from app.ledger.models import BankTransaction
from app.ledger.proofs import list_faults
from tests.app.ledger.bank.days import run
from tests.factories.coda import ACCOUNT, ANNA, BEN

pytestmark = pytest.mark.django_db


#: What the test bank writes for a movement without a reference.
INVENTED = re.compile(rb"<AcctSvcrRef>TB[0-9]+</AcctSvcrRef>")


def moved(amount: str, day: int, iban: str, reference: str) -> Movement:
    return Movement(Decimal(amount), date(2026, 3, day), iban=iban, bank_reference=reference)


FIRST, SECOND, THIRD = (
    moved("100.00", 3, ANNA, "A1"),
    moved("200.00", 5, BEN, "A2"),
    moved("70.00", 9, ANNA, "A3"),
)


def take(folder: Path, number: int, old: str, until: int, *movements: Movement) -> ImportReport:
    """A CAMT file of a period that somebody chose."""
    day = date(2026, 3, until)
    statement = Statement(ACCOUNT, number, date(2026, 3, 1), Decimal(old), day, movements)
    path = folder / f"{number}-{len(movements)}.xml"
    path.write_bytes(INVENTED.sub(b"", write_camt([statement])))
    return run(path)


def list_amounts() -> list[int]:
    return [int(one) for one in BankTransaction.objects.order_by("id").values_list("amount", flat=True)]


def test_only_what_is_new_of_the_second_period_is_booked(tmp_path: Path) -> None:
    take(tmp_path, 1, "1000.00", 6, FIRST, SECOND)
    report = take(tmp_path, 2, "1100.00", 10, SECOND, THIRD)  # begins before the first one ended, at 1,300
    assert list_amounts() == [100, 200, 70]
    assert report.outcomes["known"] == 1
    assert "1 movements came with another file before" in report.file.statements.get().warnings
    assert list(list_faults()) == []


def test_it_may_stand_at_another_place_under_the_same_number(tmp_path: Path) -> None:
    take(tmp_path, 1, "1000.00", 6, FIRST)
    take(tmp_path, 1, "1000.00", 6, SECOND, FIRST)
    assert list_amounts() == [100, 200]


def test_what_comes_twice_in_the_second_is_booked_once_more(tmp_path: Path) -> None:
    take(tmp_path, 1, "1000.00", 6, FIRST)
    take(tmp_path, 2, "1000.00", 6, FIRST, FIRST)
    assert list_amounts() == [100, 100]


def test_a_statement_that_follows_on_has_nothing_that_was_there(tmp_path: Path) -> None:
    """Banks that number from one again each day: the same words are another payment."""
    take(tmp_path, 1, "1000.00", 6, FIRST)
    take(tmp_path, 2, "1100.00", 6, FIRST)
    assert list_amounts() == [100, 100]


def test_without_a_reference_of_the_bank_everything_else_must_be_the_same(tmp_path: Path) -> None:
    bare = replace(FIRST, bank_reference="", message="quarter 1")
    take(tmp_path, 1, "1000.00", 6, bare)
    take(tmp_path, 2, "900.00", 6, replace(bare, message="quarter 2"), bare)
    assert list_amounts() == [100, 100]
