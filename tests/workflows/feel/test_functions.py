"""Calling functions by position and by name."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(function(a, b) a + b)(1, 2)", "3"),
        ('(function(a: number) a)("x")', "null"),
        ("(function(a) a)(1, 2)", "null"),
        ("(function(a) a)(b: 1)", "null"),
        ("{f: function(n) if n <= 1 then 1 else n * f(n - 1), r: f(10)}.r", "3628800"),
        ("{k: 3, f: function(x) x * k, r: f(2)}.r", "6"),
        ('substring(start position: 3, string: "foobar")', '"obar"'),
        ('substring(text: "foobar", start position: 3)', "null"),
        ('{date: 1, d: date("2026-05-12")}.d', "2026-05-12"),
        ("{f: abs, r: f(-1)}.r", "1"),
        ('(function() external {java: {class: "x"}})()', "null"),
        ("1(2)", "null"),
    ],
)
def test_functions_are_called_with_what_they_ask(text: str, expected: str) -> None:
    assert feel(text) == expected
