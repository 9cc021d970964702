"""How points and ranges lie to each other."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("before(1, [1..10])", "false"),
        ("before(1, (1..10])", "true"),
        ("after([5..10], 3)", "true"),
        ("meets([1..5], [5..10])", "true"),
        ("met by([5..10], [1..5))", "false"),
        ("overlaps([1..5], [3..8])", "true"),
        ("overlaps before([1..5], [3..8])", "true"),
        ("overlaps after([3..8], [1..5])", "true"),
        ("finishes(10, [1..10])", "true"),
        ("finished by([1..10], 10)", "true"),
        ("includes([1..10], (1..10))", "true"),
        ("during(5, (> 3))", "true"),
        ("starts([1..5], [1..10])", "true"),
        ("started by([1..10], 1)", "true"),
        ("coincides([1..5], [1..5))", "false"),
        ('before(1, "a")', "null"),
        ('range("[1..3)")', "[1..3)"),
        ('range("[a..3)")', "null"),
        ('range(">5")', "null"),
        ('range("[3..1]")', "null"),
        ('range("[1..)").start included', "true"),
        ('range("(..2]").end', "2"),
        ('3 in range("(..2)")', "false"),
        ('range("[1..]")', "null"),
        ('range("(..)")', "null"),
        ("before(range: [1..2], point: 3)", "true"),
        ("before(point: 3, range: [1..2])", "false"),
        ("after(range: [4..5], point: 3)", "true"),
        ('range("[date(\\"2026-01-01\\")..date(\\"2026-02-01\\")]")', "[2026-01-01..2026-02-01]"),
    ],
)
def test_range_functions_compare_ends(text: str, expected: str) -> None:
    assert feel(text) == expected
