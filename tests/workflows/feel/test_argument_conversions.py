"""Arguments of functions written in FEEL are converted to the declared parameter types (DMN 10.3.2.9.4)."""

from datetime import UTC, datetime
from decimal import Decimal

from workflows.feel import parse
from workflows.feel.values import Value


def call(parameter_type: str, argument: str) -> Value:
    return parse(f"(function(a: {parameter_type}) a)({argument})").evaluate({})


def test_a_singleton_list_becomes_its_item() -> None:
    assert call("number", "[1]") == Decimal(1)


def test_a_value_becomes_a_singleton_list() -> None:
    assert call("list<number>", "1") == [Decimal(1)]


def test_a_date_becomes_the_midnight_that_begins_it() -> None:
    assert call("date and time", 'date("2024-02-03")') == datetime(2024, 2, 3, tzinfo=UTC)


def test_a_list_of_two_is_no_number() -> None:
    assert call("number", "[1, 2]") is None


def test_a_name_may_hold_a_euro_sign() -> None:
    assert parse("Amount€ + 1").evaluate({"Amount€": Decimal(2)}) == Decimal(3)
