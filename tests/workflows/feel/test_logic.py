"""Three-valued logic."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true and null", "null"),
        ("false and null", "false"),
        ("true or null", "true"),
        ("false or null", "null"),
        ("not(null)", "null"),
        ('not("a")', "null"),
        ('true and "a"', "null"),
        ("null = null", "true"),
        ("null = 1", "false"),
        ("null < 1", "null"),
        ('1 = "1"', "null"),
        ("true < false", "null"),
        ("5 between 1 and 10", "true"),
        ("null between 1 and 10", "null"),
        ("11 between 1 and null", "null"),
        ("if null then 1 else 2", "2"),
        ('if 1 > 0 then "yes" else "no"', '"yes"'),
    ],
)
def test_unknown_stays_unknown_unless_the_other_side_decides(text: str, expected: str) -> None:
    assert feel(text) == expected
