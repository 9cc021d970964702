"""Amounts in euros as people write them."""

import re
from decimal import Decimal
from typing import Any

from django import forms

_SPACES = re.compile(r"[\s\u00a0\u202f']")


class MoneyField(forms.DecimalField):
    """Euros and cents. `1234,56`, `1.234,56`, `1,234.56` and `1 234,56` are the same amount in every language.

    With one separator only, it is the decimal one; `1.234` thus has three decimals and is refused, not guessed.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(max_digits=14, decimal_places=2, **options)

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        return super().to_python(normalise(value) if isinstance(value, str) else value)


def normalise(text: str) -> str:
    """The amount with a point for its decimals and no other separator."""
    compact = _SPACES.sub("", text.removeprefix("€").removesuffix("€"))
    point, comma = compact.rfind("."), compact.rfind(",")
    if comma > point:
        return compact.replace(".", "").replace(",", ".")
    return compact.replace(",", "") if comma >= 0 else compact
