"""Functions on numbers."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decimal(2.5, 0)", "2"),
        ("decimal(0.515, 2)", "0.52"),
        ("floor(-1.56, 1)", "-1.6"),
        ("ceiling(1.5)", "2"),
        ("round up(-5.5, 0)", "-6"),
        ("round down(-5.5, 0)", "-5"),
        ("round half up(5.5, 0)", "6"),
        ("round half down(5.5, 0)", "5"),
        ("round half up(1234, -2)", "1200"),
        ("round up(5.5, 6177)", "null"),
        ("abs(-1)", "1"),
        ('abs(@"-P1D")', "P1D"),
        ("modulo(-12, 5)", "3"),
        ("modulo(10.1, -4.5)", "-3.4"),
        ("modulo(1, 0)", "null"),
        ("sqrt(16)", "4"),
        ("sqrt(-1)", "null"),
        ("log(0)", "null"),
        ("exp(0)", "1"),
        ("odd(-3)", "true"),
        ("even(2.5)", "false"),
    ],
)
def test_number_functions_round_as_named(text: str, expected: str) -> None:
    assert feel(text) == expected
