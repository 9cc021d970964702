"""for, some and every."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for i in 1..3 return i * i", "[1, 4, 9]"),
        ("for i in 3..1 return i", "[3, 2, 1]"),
        ("for i in [1..3] return i", "[1, 2, 3]"),
        ("for i in (1..3) return i", "[2]"),
        ("for i in [3..1] return i", "null"),
        ("for i in [1, 2], j in [10, 20] return i + j", "[11, 21, 12, 22]"),
        ("for x in [[1, 2], [3]], y in x return y", "[1, 2, 3]"),
        ("for i in 0..4 return if i = 0 then 1 else i * partial[-1]", "[1, 1, 2, 6, 24]"),
        ('for d in @"2026-02-27"..@"2026-03-01" return d.day', "[27, 28, 1]"),
        ('for i in "a".."z" return i', "null"),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", "true"),
        ("every x in [1, 2] satisfies x > 1", "false"),
        ("every x in [] satisfies false", "true"),
        ("some x in [null, 1] satisfies x > 2", "null"),
        ("every x in null satisfies x", "null"),
    ],
)
def test_loops_visit_every_combination(text: str, expected: str) -> None:
    assert feel(text) == expected
