"""What holds for every expression: it survives being written and read, and it only fails with a FeelError."""

from contextlib import suppress
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.feel.writing import NAMES, expressions, unparse
from workflows.feel import Budget, Environment, FeelError, FeelSyntaxError, parse, parse_unary_tests, write

_SMALL = Environment(
    now=datetime(2026, 5, 12, 8, tzinfo=UTC), budget=Budget(steps=2_000, list_items=500, string_length=5_000)
)
_SCOPE: dict[str, Any] = {
    "amount": Decimal(5),
    "x": [1, {"x": "a"}],
    "status": "open",
    "level 2": {"x": None},
}
_WORDS = (
    *("if", "then", "else", "for", "in", "return", "some", "every", "satisfies", "function", "and", "or"),
    *("between", "instance", "of", "not", "null", "true", "x", "amount", "date", "list", "number", "partial"),
    *("item", "count", "sort", "external", "substring", "matches", "(", ")", "[", "]", "{", "}", ",", ":"),
    *(
        ".",
        "..",
        "+",
        "-",
        "*",
        "/",
        "**",
        "=",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "@",
        '"a"',
        "1",
        "2.5",
        "?",
        "->",
    ),
    *('"2026-05-12"', '@"P1D"', "for x in [1, 2] return", "for x in 1..9999999999 return"),
)
_relaxed = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_relaxed
@given(expressions)
def test_a_written_expression_is_read_back_as_it_was(node: Any) -> None:
    assert parse(unparse(node), names=NAMES).node == node


@_relaxed
@given(expressions)
def test_evaluation_gives_a_value_or_a_feel_error(node: Any) -> None:
    with suppress(FeelError):
        assert isinstance(write(parse(unparse(node), names=NAMES).evaluate(_SCOPE, _SMALL)), str)


@_relaxed
@given(st.text(max_size=60))
def test_any_text_is_an_expression_or_a_syntax_error(text: str) -> None:
    for read in (parse, parse_unary_tests):
        with suppress(FeelSyntaxError):
            read(text)


@settings(_relaxed, max_examples=400)
@given(st.lists(st.sampled_from(_WORDS), max_size=25))
def test_any_words_are_an_expression_or_fail_with_a_feel_error(words: list[str]) -> None:
    with suppress(FeelError):
        parse(" ".join(words)).evaluate(_SCOPE, _SMALL)
    with suppress(FeelError):
        parse_unary_tests(" ".join(words)).test(Decimal(3), _SCOPE, _SMALL)
