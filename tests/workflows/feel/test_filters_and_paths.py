"""Filters and paths on lists and contexts."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[1, 2, 3][1]", "1"),
        ("[1, 2, 3][-1]", "3"),
        ("[1, 2, 3][4]", "null"),
        ("[1, 2, 3][0]", "null"),
        ("[1, 2, 3][item > 1]", "[2, 3]"),
        ("[{a: 1}, {a: 2}][a = 2]", "[{a: 2}]"),
        ("[{item: 1}, {item: 3}][item > 2]", "[{item: 3}]"),
        ("100[1]", "100"),
        ("null[1]", "null"),
        ("[{a: {b: 1}}, {a: {b: 2}}].a.b", "[1, 2]"),
        ("{a: 1, b: a + 1}.b", "2"),
        ('{"a b": 1}.a b', "1"),
        ("{a-b: 1, c: a-b + 1}.c", "2"),
        ("[[1, 2], [3]][1][2]", "2"),
        ("{a: 1}.b", "null"),
    ],
)
def test_filters_and_paths_pick_items_and_entries(text: str, expected: str) -> None:
    assert feel(text) == expected
