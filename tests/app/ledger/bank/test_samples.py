"""The sample files of the repository are what the test bank writes, and can be read."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from app.ledger.bank.camt_writing import write_camt
from app.ledger.bank.coda_writing import Statement, write_coda
from app.ledger.bank.files import Format
from app.ledger.bank.importing import check_file
from tests.factories.coda import DAY, a_statement, one_of_everything, paid

SAMPLES = Path(__file__).parents[4] / "samples"


def two_days() -> list[Statement]:
    """A day with one of everything, and the day after."""
    first = one_of_everything()
    after = replace(a_statement(paid("12.34", message="Solde")), number=2, day=DAY + timedelta(1), old_on=DAY)
    return [first, replace(after, old_balance=first.new_balance)]


def written() -> dict[str, bytes]:
    """The samples by file name."""
    return {
        "bank-two-days.cod": write_coda(two_days()),
        "bank-two-days.camt053.02.xml": write_camt(two_days(), "02"),
        "bank-two-days.camt053.08.xml": write_camt(two_days(), "08"),
    }


@pytest.mark.parametrize("name", sorted(written()))
def test_a_sample_is_what_the_test_bank_writes(name: str) -> None:
    assert (SAMPLES / name).read_bytes() == written()[name]


@pytest.mark.parametrize("name", sorted(written()))
def test_a_sample_can_be_read(name: str) -> None:
    checked = check_file(SAMPLES / name)
    assert (checked.format, checked.movements) == (Format.CODA if name.endswith(".cod") else Format.CAMT, 10)
