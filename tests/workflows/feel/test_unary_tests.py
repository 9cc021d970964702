"""Decision table cells."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from workflows.feel import parse_unary_tests


@pytest.mark.parametrize(
    ("cell", "value", "expected"),
    [
        ("-", None, True),
        ("> 5", Decimal(6), True),
        ("> 5", None, None),
        ('"a", "b"', "b", True),
        ('not("a", "b")', "b", False),
        ("[1..5), 9", Decimal(9), True),
        ("not([1..5))", Decimal(5), True),
        ("null", None, True),
        ("null", Decimal(1), False),
        ("? > 5 and ? < 8", Decimal(6), True),
        ('starts with(?, "a")', "bc", False),
        ("limit", Decimal(3), True),
        ("< limit + 1", Decimal(3), True),
        ("allowed", Decimal(8), True),
        ("true", True, True),
        ("true", False, False),
        ("-1", Decimal(-1), True),
        ('>= @"2026-01-01"', date(2026, 5, 12), True),
        ('"x"', Decimal(1), None),
        ("not(true)", False, True),
    ],
)
def test_a_value_passes_a_cell_or_not(cell: str, value: Any, expected: bool | None) -> None:
    scope = {"limit": Decimal(3), "allowed": [Decimal(7), Decimal(8)]}
    assert parse_unary_tests(cell).test(value, scope) is expected
