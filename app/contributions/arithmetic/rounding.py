"""Rounding to the cent, half up, where the law rounds."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")


def round_cents(amount: Decimal) -> Decimal:
    """871.705 becomes 871.71."""
    return amount.quantize(CENT, ROUND_HALF_UP)
