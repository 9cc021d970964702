"""Functions on lists."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("count([1, null])", "2"),
        ("sum(1, 2, 3)", "6"),
        ("sum([])", "null"),
        ('sum([@"P1D", @"P2D"])', "P3D"),
        ("min([3, 1, 2])", "1"),
        ('max("a", "c", "b")', '"c"'),
        ('max([1, "a"])', "null"),
        ("mean([1, 2])", "1.5"),
        ("median([8, 2, 5, 7])", "6"),
        ("mode([6, 3, 9, 6, 6, 3, 3])", "[3, 6]"),
        ("mode([])", "[]"),
        ("stddev(2, 4, 7, 5)", "2.081665999466132735282297706979931"),
        ("product([2, 3])", "6"),
        ("all([true, null])", "null"),
        ("any([null, true])", "true"),
        ("list contains([1, null], null)", "true"),
        ("sublist([4, 5, 6], -2, 1)", "[5]"),
        ("append([1], 2, 3)", "[1, 2, 3]"),
        ("concatenate([1], [2, 3])", "[1, 2, 3]"),
        ("union([1, 2], [2, 3])", "[1, 2, 3]"),
        ('distinct values([1, 2.0, 2, "2"])', '[1, 2.0, "2"]'),
        ("insert before([1, 3], 2, 2)", "[1, 2, 3]"),
        ("remove([1, 2, 3], 2)", "[1, 3]"),
        ("list replace([2, 4, 7, 8], 3, 6)", "[2, 4, 6, 8]"),
        ("list replace([2, 4, 7, 8], function(item, newItem) item < newItem, 5)", "[5, 5, 7, 8]"),
        ("reverse([1, 2])", "[2, 1]"),
        ("index of([1, 2, 1], 1)", "[1, 3]"),
        ("flatten([1, [2, [3]]])", "[1, 2, 3]"),
        ("sort([3, 1, 2], function(x, y) x < y)", "[1, 2, 3]"),
        ("sort(list: [3, 1], precedes: function(x, y) x > y)", "[3, 1]"),
    ],
)
def test_list_functions_build_new_lists(text: str, expected: str) -> None:
    assert feel(text) == expected
