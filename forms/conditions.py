"""When a question is asked or must be answered.

The expression language is the host's: this package is given an evaluator and knows no language itself.
"""

from collections.abc import Callable, Mapping
from typing import Any

#: (expression, values) → the expression's value; null where it cannot be computed.
Evaluator = Callable[[str, Mapping[str, Any]], Any]


def is_true(expression: str, values: Mapping[str, Any], evaluate: Evaluator) -> bool:
    """Whether a condition holds. An answer still missing makes a condition null, which does not hold."""
    return evaluate(expression, values) is True
