"""Names: of several words, with signs or keywords in them, and which ones an expression needs."""

from decimal import Decimal

from workflows.feel import parse


def test_words_in_a_row_are_one_name() -> None:
    assert parse("days late >= 30").evaluate({"days late": 31}) is True


def test_a_known_name_may_hold_operators() -> None:
    assert parse("profit-loss ratio * 2", names=["profit-loss ratio"]).evaluate(
        {"profit-loss ratio": 4}
    ) == Decimal(8)


def test_an_unknown_name_with_a_minus_is_a_subtraction() -> None:
    assert parse("a-b").evaluate({"a": 5, "b": 3}) == Decimal(2)


def test_a_known_name_may_hold_a_keyword() -> None:
    assert parse("count(days in weekend)", names=["days in weekend"]).evaluate(
        {"days in weekend": [1]}
    ) == Decimal(1)


def test_the_names_an_expression_needs_leave_out_its_own() -> None:
    expression = parse("for i in items return i * rate + {b: 1, c: b + z}.c + (function(p) p + q)(1)")
    assert expression.names == {"items", "rate", "z", "q"}


def test_names_in_a_filter_may_be_entries() -> None:
    expression = parse('orders[status = "open"]')
    assert (expression.names, expression.filter_names) == ({"orders"}, {"status"})


def test_functions_that_are_not_built_in_are_named() -> None:
    assert parse("working days after(today(), 5) + count(x)").functions == {"working days after"}


def test_an_unknown_name_is_null_with_a_reason() -> None:
    warnings: list[str] = []
    assert parse("nobody").evaluate({}, warnings=warnings) is None
    assert warnings == ["unknown name 'nobody'"]


def test_python_numbers_are_accepted() -> None:
    assert parse("a + b.c[1]").evaluate({"a": 1, "b": {"c": [2.5]}}) == Decimal("3.5")


def test_a_parsed_expression_is_kept() -> None:
    assert parse("1 + 1") is parse("1 + 1")
