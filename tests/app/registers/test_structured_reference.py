"""Structured references: made, read in any spelling, refused when a digit is wrong."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registers.structured_reference import (
    ReferenceRefused,
    format_reference,
    is_reference,
    make_reference,
    parse_reference,
)


def test_the_check_digits_are_the_remainder_by_97() -> None:
    assert make_reference(123_456_7890) == "123456789002"
    assert format_reference("123456789002") == "+++123/4567/89002+++"


def test_a_remainder_of_nought_is_written_97() -> None:
    assert make_reference(97) == "000000009797"


@pytest.mark.parametrize(
    "text", ["+++123/4567/89002+++", "***123/4567/89002***", "123456789002", " 123/4567/89002 "]
)
def test_a_reference_is_read_in_any_spelling(text: str) -> None:
    assert parse_reference(text) == "123456789002"


@pytest.mark.parametrize(
    "text", ["", "123456789003", "12345678900", "1234567890022", "abc", "+++12/34567/89002+++"]
)
def test_anything_else_is_refused(text: str) -> None:
    assert not is_reference(text)
    with pytest.raises(ReferenceRefused):
        parse_reference(text)


@pytest.mark.parametrize("base", [0, -1, 10**10])
def test_a_base_has_one_to_ten_digits(base: int) -> None:
    with pytest.raises(ReferenceRefused):
        make_reference(base)


@given(st.integers(1, 10**10 - 1), st.integers(0, 11), st.integers(1, 9))
def test_one_wrong_digit_is_always_found(base: int, place: int, change: int) -> None:
    right = make_reference(base)
    digit = str((int(right[place]) + change) % 10)
    assert parse_reference(format_reference(right)) == right
    assert not is_reference(right[:place] + digit + right[place + 1 :])
