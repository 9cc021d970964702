"""Boxed conditionals, filters and iterators."""

from decimal import Decimal

import pytest

from tests.workflows.dmn.models import compute, literal, take
from workflows.feel.values import Value


def part(tag: str, text: str) -> str:
    return f"<{tag}>{literal(text)}</{tag}>"


def iterate(kind: str, source: str, body_tag: str, body: str) -> str:
    return f'<{kind} iteratorVariable="Each one">{part("in", source)}{part(body_tag, body)}</{kind}>'


@pytest.mark.parametrize(("verdict", "expected"), [(True, "yes"), (False, "no"), (None, "no"), ("odd", None)])
def test_a_conditional_takes_then_only_for_true(verdict: Value, expected: Value) -> None:
    parts = part("if", "x") + part("then", '"yes"') + part("else", '"no"')
    assert compute(f"<conditional>{parts}</conditional>", x=verdict) == expected


def test_a_filter_keeps_what_matches() -> None:
    logic = f"<filter>{part('in', '[1, 2, 3, 4]')}{part('match', 'item > 2')}</filter>"
    assert compute(logic) == [Decimal(3), Decimal(4)]


def test_a_filter_sees_the_entries_of_the_items() -> None:
    parts = part("in", "people") + part("match", 'First name = "Bo"')
    assert compute(f"<filter>{parts}</filter>", people=[{"First name": "Ada"}, {"First name": "Bo"}]) == [
        {"First name": "Bo"}
    ]


def test_a_number_in_a_filter_picks_by_position() -> None:
    logic = f"<filter>{part('in', '[10, 20, 30]')}{part('match', '-1')}</filter>"
    assert compute(logic) == 30


def test_a_loop_gives_one_result_an_item() -> None:
    assert compute(iterate("for", "[1, 2, 3]", "return", "Each one * 10")) == [10, 20, 30]


def test_a_loop_over_a_range_sees_the_results_so_far() -> None:
    assert compute(iterate("for", "[1..4]", "return", "Each one + count(partial)")) == [1, 3, 5, 7]


@pytest.mark.parametrize(
    ("kind", "items", "expected"),
    [
        ("some", "[1, 5]", True),
        ("some", "[1, 2]", False),
        ("some", "[]", False),
        ("every", "[5, 6]", True),
        ("every", "[1, 5]", False),
        ("every", "[]", True),
    ],
)
def test_quantifiers_ask_the_items(kind: str, items: str, expected: bool) -> None:
    assert compute(iterate(kind, items, "satisfies", "Each one > 4")) is expected


def test_a_quantifier_that_cannot_tell_is_null() -> None:
    result = take(iterate("every", "[1, 2]", "satisfies", '"not a boolean"'))
    assert result.value is None
    assert "neither true nor false" in result.warnings[0]


def test_a_filter_that_cannot_tell_is_null() -> None:
    parts = part("in", "[1, 2]") + part("match", '"odd"')
    assert compute(f"<filter>{parts}</filter>") is None


def test_a_boxed_for_walks_the_days_of_a_range() -> None:
    source = '(@"2026-01-31"..@"2026-02-02"]'
    assert compute(iterate("for", source, "return", "Each one.day")) == [Decimal(1), Decimal(2)]
