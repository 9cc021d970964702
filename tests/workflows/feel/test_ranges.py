"""Ranges: closed, half-open, open and with one end."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5 in [1..10]", "true"),
        ("10 in [1..10)", "false"),
        ("10 in [1..10[", "false"),
        ("1 in ]1..10]", "false"),
        ("5 in (null..10]", "null"),
        ("5 in (> 3)", "true"),
        ("5 in (1, < 3, >= 5)", "true"),
        ("1 in [2, 3]", "false"),
        ("[1] in [[1], [2]]", "true"),
        ("5 in != 5", "false"),
        ("(> 5).start", "5"),
        ("(<= 5).end included", "true"),
        ("[1..10].start included", "true"),
        ("[1..10] = [1..10]", "true"),
        ('[1.."a"]', "null"),
    ],
)
def test_a_value_lies_in_a_range_or_not(text: str, expected: str) -> None:
    assert feel(text) == expected
