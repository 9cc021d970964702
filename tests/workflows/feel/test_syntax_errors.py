"""Syntax errors say where and what, in a sentence."""

import pytest

from workflows.feel import FeelSyntaxError, parse, parse_unary_tests


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        ("1 +", 1, 4, "A value is missing; found the end of the expression."),
        ("a >\n  )", 2, 3, "A value is missing; found ')'."),
        ("[1, 2", 1, 6, "A ']' is missing to close the list; found the end of the expression."),
        (
            "if a then b",
            1,
            12,
            "The word 'else' is missing after the 'then' part; found the end of the expression.",
        ),
        ('"abc', 1, 1, "This text is not closed with a quotation mark."),
        ("1 /* x", 1, 3, "This comment is not closed with */."),
        ("a # b", 1, 3, "The character '#' has no meaning here."),
        ("{a: 1, a: 2}", 1, 8, "The entry 'a' is written twice."),
        ("1 2", 1, 3, "Nothing is expected here, but found '2'."),
        ("", 1, 1, "A value is missing; found the end of the expression."),
    ],
)
def test_a_syntax_error_names_its_place(text: str, line: int, column: int, message: str) -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse(text)
    assert (caught.value.line, caught.value.column, caught.value.message) == (line, column, message)


def test_a_syntax_error_points_with_a_caret() -> None:
    with pytest.raises(FeelSyntaxError) as caught:
        parse("1 +\n  * 2")
    assert caught.value.pointer == "  * 2\n  ^"


@pytest.mark.parametrize("opening", ["(", "[", "{a: ", "-", "if ", "x in (", "function() ", "f(", "not("])
def test_endless_nesting_is_a_syntax_error(opening: str) -> None:
    with pytest.raises(FeelSyntaxError):
        parse(opening * 5_000)


def test_a_very_long_text_is_refused() -> None:
    with pytest.raises(FeelSyntaxError):
        parse("1 + " * 50_000 + "1")


def test_a_broken_cell_is_a_syntax_error() -> None:
    with pytest.raises(FeelSyntaxError):
        parse_unary_tests("> ")
