"""A tiny form and an evaluator made of Python functions: the package knows no expression language."""

from collections.abc import Mapping
from typing import Any

import pytest

from forms.definition import FormDefinition, read_definition

LABEL = "{fr: X, nl: X, de: X, en: X}"
LOAN = f"""
form: library/loan
titles: {{fr: Prêt, nl: Lening, de: Leihe, en: Loan}}
sections:
  - fields:
      - {{name: title, type: text, required: true, label: {LABEL}}}
      - {{name: late, type: boolean, label: {LABEL}}}
      - {{name: reason, type: text, show_if: late, required_if: late, label: {LABEL}}}
      - {{name: fine, type: money, min: 0, label: {LABEL}}}
      - {{name: due, type: date, prefill: due_date, label: {LABEL}}}
"""


@pytest.fixture
def loan() -> FormDefinition:
    return read_definition(LOAN, place="library/loan")


def look_up(expression: str, values: Mapping[str, Any]) -> Any:
    return values.get(expression)


@pytest.fixture
def evaluate() -> Any:
    return look_up
