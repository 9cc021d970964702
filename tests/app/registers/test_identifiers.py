"""National numbers, enterprise numbers and accounts: right ones pass however written, wrong ones are explained."""

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from app.registers import identifiers
from app.registers.errors import IdentifierRefused


@pytest.mark.parametrize(
    ("typed", "number", "born"),
    [
        ("85.07.30-033.28", "85073003328", date(1985, 7, 30)),
        ("17 07 30 033 84", "17073003384", date(2017, 7, 30)),  # born from 2000 on: a 2 stands in front
        ("98.47.28-997.65", "98472899765", date(1998, 7, 28)),  # BIS, sex known
        ("01 49 07 001 85", "01490700185", date(2001, 9, 7)),  # BIS, born after 1999
    ],
)
def test_a_national_number_is_read_with_its_birth_date(typed: str, number: str, born: date) -> None:
    assert identifiers.clean_niss(typed) == number
    assert identifiers.read_birth_date(number) == born


@pytest.mark.parametrize("front", ["850000033", "850700033", "000001033"])
def test_an_unknown_day_month_or_year_leaves_the_birth_date_open(front: str) -> None:
    number = front + identifiers.compute_check(front, after_1999=False)
    assert identifiers.clean_niss(number) == number
    assert identifiers.read_birth_date(number) is None


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "The national number is missing."),
        ("85.07.30-033.2", "A national number has 11 digits; this one has 10."),
        ("85.07.3O-033.28", "A national number has digits only."),
        ("85.07.30-033.29", "The last two digits (the check) do not fit the others."),
        ("٨٥٠٧٣٠٠٣٣٢٨", "A national number has digits only."),
    ],
)
def test_a_wrong_national_number_is_explained(typed: str, reason: str) -> None:
    with override("en"), pytest.raises(IdentifierRefused) as refusal:
        identifiers.clean_niss(typed)
    assert refusal.value.message == reason


def test_a_month_that_is_none_is_explained() -> None:
    number = "851530033" + identifiers.compute_check("851530033", after_1999=False)
    with override("en"), pytest.raises(IdentifierRefused) as refusal:
        identifiers.clean_niss(number)
    assert refusal.value.message == "The first six digits are no birth date."


def test_a_refusal_never_repeats_the_number() -> None:
    with pytest.raises(IdentifierRefused) as refusal:
        identifiers.clean_niss("85073003329")
    assert "85073003329" not in str(refusal.value) + repr(refusal.value)


@given(
    born=st.dates(date(1930, 1, 1), date(2020, 12, 31)),
    serial=st.integers(1, 997),
    offset=st.sampled_from([0, 20, 40]),
)
def test_a_composed_number_is_valid_and_tells_its_date(born: date, serial: int, offset: int) -> None:
    number = identifiers.compose_niss(born, serial, bis_offset=offset)
    assert identifiers.clean_niss(number) == number
    # 00-00-01 and its like mean an unknown date.
    if number[:6] not in {"000001", "002001", "004001"}:
        assert identifiers.read_birth_date(number) == born
    assert identifiers.is_bis(number) == (offset > 0)


@pytest.mark.parametrize("typed", ["0428.759.497", "BE 428759497", "BE0428759497", "428 759 497"])
def test_an_enterprise_number_is_read_however_written(typed: str) -> None:
    assert identifiers.clean_enterprise_number(typed) == "0428759497"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "The enterprise number is missing."),
        ("BE431150351", "The last two digits (the check) do not fit the others."),
        ("12345", "An enterprise number has 10 digits."),
        ("2428759497", "An enterprise number begins with 0 or 1."),
        ("04287594X7", "An enterprise number has digits only, after BE at most."),
    ],
)
def test_a_wrong_enterprise_number_is_explained(typed: str, reason: str) -> None:
    with override("en"), pytest.raises(IdentifierRefused) as refusal:
        identifiers.clean_enterprise_number(typed)
    assert refusal.value.message == reason


def test_an_account_is_read_and_written_in_groups() -> None:
    number = identifiers.clean_iban("be68 5390 0754 7034")
    assert number == "BE68539007547034"
    assert identifiers.format_iban(number) == "BE68 5390 0754 7034"


@pytest.mark.parametrize("typed", ["", "BE68 5390 0754 7035", "BE68", "XX12345", "hello", "BE6853900754703!"])
def test_a_wrong_account_is_refused(typed: str) -> None:
    with pytest.raises(IdentifierRefused):
        identifiers.clean_iban(typed)


def test_composed_enterprise_numbers_and_accounts_are_valid() -> None:
    assert identifiers.clean_enterprise_number(identifiers.compose_enterprise_number(4_287_594))
    assert identifiers.clean_iban(identifiers.compose_belgian_iban(5_390_075_470)) == "BE68539007547034"
