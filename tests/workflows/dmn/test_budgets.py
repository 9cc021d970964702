"""No decision can stop a worker."""

import pytest

from tests.workflows.dmn.models import decision, literal, model
from workflows.dmn import read
from workflows.feel import Budget, Environment, FeelBudgetExceeded


def nest(inner: str, variable: str) -> str:
    source = f"<in>{literal('[1..100]')}</in>"
    return f'<for iteratorVariable="{variable}">{source}<return>{inner}</return></for>'


def test_nested_loops_are_stopped() -> None:
    definitions = read(model(decision("d", nest(nest(nest(literal("1"), "a"), "b"), "c"))))
    with pytest.raises(FeelBudgetExceeded, match="more than 5000 expressions"):
        definitions.decide("d", {}, Environment(budget=Budget(steps=5000)))


def test_a_range_too_long_to_walk_is_null() -> None:
    logic = (
        f'<for iteratorVariable="i"><in>{literal("[1..10000000]")}</in><return>{literal("i")}</return></for>'
    )
    result = read(model(decision("d", logic))).decide("d", {})
    assert result.value is None
    assert "too long" in result.warnings[0]
