"""Functions on texts."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('substring("foobar", 3)', '"obar"'),
        ('substring("foobar", -2, 1)', '"a"'),
        ('substring("🐎ab", 2)', '"ab"'),
        ('string length("🐎ab")', "3"),
        ('"\\u0061\\U01F40E\\n\\t\\""', '"a🐎\\n\\t\\""'),
        ('"\\uD83D\\uDC0E"', '"🐎"'),
        ('upper case("aé")', '"AÉ"'),
        ('substring before("foobar", "bar")', '"foo"'),
        ('substring after("foobar", "ob")', '"ar"'),
        ('contains("foobar", "oba")', "true"),
        ('starts with("foobar", "fo")', "true"),
        ('ends with("foobar", "fo")', "false"),
        ('string join(["a", null, "c"], "-")', '"a-c"'),
        ('string join([1], "-")', "null"),
        ("string(1.50)", '"1.50"'),
        ('string([1, "a", @"P1D"])', '"[1, \\"a\\", P1D]"'),
        ('number("1.000,5", ".", ",")', "1000.5"),
        ('number("1,5", " ", null)', "null"),
    ],
)
def test_text_functions_count_characters(text: str, expected: str) -> None:
    assert feel(text) == expected
