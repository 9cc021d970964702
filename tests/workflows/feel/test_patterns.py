"""Regular expressions as XPath has them."""

import pytest

from tests.workflows.feel.evaluating import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('matches("foobar", "^fo*b")', "true"),
        ('matches("FOO", "foo", "i")', "true"),
        ('matches("a\\nb", "a.b")', "false"),
        ('matches("a\\nb", "a.b", "s")', "true"),
        ('matches("helloworld", "hello world", "x")', "true"),
        ('matches("a", "(", "")', "null"),
        ('matches("a", "a", "p")', "null"),
        ('matches("a.c", "a.c", "q")', "true"),
        ('matches("abab", "(ab)\\\\1")', "true"),
        ('matches("f", "[a-z-[aeiou]]")', "true"),
        ('matches("e", "[a-z-[aeiou]]")', "false"),
        ('matches("É", "\\\\p{Lu}")', "true"),
        ('matches("a", "\\\\P{L}")', "false"),
        ('matches("foo\\n", "foo$")', "false"),
        ('matches("john.doe@example.org", "^([a-z]+\\\\.)*[a-z]+@([a-z]+\\\\.)+[a-z]+$")', "true"),
        ('replace("abcd", "(ab)|(a)", "[1=$1][2=$2]")', '"[1=ab][2=]cd"'),
        ('replace("abracadabra", "bra", "*")', '"a*cada*"'),
        ('replace("abracadabra", "a.*?a", "*")', '"*c*bra"'),
        ('replace("abracadabra", "", "*")', "null"),
        ('replace("abc", "b", "\\\\$")', '"a$c"'),
        ('replace("abc", "b", "\\\\x")', "null"),
        ('split("a;b;;", ";")', '["a", "b", "", ""]'),
    ],
)
def test_patterns_follow_xpath(text: str, expected: str) -> None:
    assert feel(text) == expected
