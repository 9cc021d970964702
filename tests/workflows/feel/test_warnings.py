"""A null says why."""

import pytest

from tests.workflows.feel.evaluating import reasons


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / 0", "division by zero"),
        ('1 + "a"', "number + string has no meaning"),
        ('1 < "a"', "a number and a string cannot be compared with <"),
        ("{a: 1}.b", "the context has no entry 'b'"),
        ('@"2026-01-01".hour', "a date has no property 'hour'"),
        ("[1][5]", "the list of 1 has no item 5"),
        ('date("x")', "date: not a date"),
        ("if null then 1 else 2", "the condition of 'if' is a null, not a boolean"),
        ("(1)(2)", "a number cannot be called"),
    ],
)
def test_a_null_comes_with_its_reason(text: str, reason: str) -> None:
    assert reasons(text) == [reason]
