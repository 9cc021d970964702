"""instance of."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", "true"),
        ("null instance of Any", "false"),
        ("[1, 2] instance of list<number>", "true"),
        ('[1, "a"] instance of list<number>', "false"),
        ('{a: 1, b: "x"} instance of context<a: number>', "true"),
        ("{a: 1} instance of context<a: string>", "false"),
        ("[1..2] instance of range<number>", "true"),
        ("(function(a: number) a) instance of function<number> -> Any", "true"),
        ('@"P1D" instance of days and time duration', "true"),
        ('@"P1M" instance of years and months duration', "true"),
        ('@"2026-01-01T10:00:00" instance of date and time', "true"),
        ("1 instance of nothing known", "null"),
    ],
)
def test_a_value_has_a_type_or_not(text: str, expected: str) -> None:
    assert feel(text) == expected
