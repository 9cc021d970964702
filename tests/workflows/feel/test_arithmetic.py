"""Arithmetic on numbers and texts."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * 3", "7"),
        ("(1 + 2) * 3", "9"),
        ("10 ** -5", "0.00001"),
        ("-5 ** 2", "25"),
        ("2 ** 3 ** 2", "64"),
        ("1 / 3", "0.3333333333333333333333333333333333"),
        ("0.1 + 0.2 = 0.3", "true"),
        ("1 / 0", "null"),
        ("1 + null", "null"),
        ('"a" + "b"', '"ab"'),
        ('"a" + 1', "null"),
        ("1.5e3", "1500"),
        ("9 ** 9 ** 9 ** 9 ** 9", "null"),
        ("--10", "10"),
        ("0 ** 0", "1"),
    ],
)
def test_arithmetic_has_34_digits_and_null_for_nonsense(text: str, expected: str) -> None:
    assert feel(text) == expected
