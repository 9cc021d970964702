"""Evaluating expressions in tests, with results written as FEEL text."""

from typing import Any

from workflows.feel import Budget, Environment, parse, write
from workflows.feel.environment import DEFAULT

SMALL = Environment(budget=Budget(steps=2_000, list_items=1_000, string_length=10_000))


def feel(text: str, environment: Environment = DEFAULT, **variables: Any) -> str:
    """The FEEL text of the value of an expression."""
    return write(parse(text).evaluate(variables, environment), quoted=True)


def reasons(text: str, **variables: Any) -> list[str]:
    """The warnings an expression gives."""
    warnings: list[str] = []
    parse(text).evaluate(variables, warnings=warnings)
    return warnings
