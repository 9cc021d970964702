"""Brackets of income, each with its rate (AR no 38 art. 12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Slice:
    """The part of an income that lies in one bracket, and what it costs, unrounded."""

    start: Decimal
    end: Decimal
    part: Decimal
    rate: Decimal
    amount: Decimal


def cut(income: Decimal, brackets: Iterable[tuple[Decimal, Decimal]]) -> list[Slice]:
    """The slices of an income; `brackets` are (end, rate) from the lowest up. Above the last end nothing is due."""
    found: list[Slice] = []
    start = NOTHING
    for end, rate in brackets:
        part = min(income, end) - start
        if part > 0:
            found.append(Slice(start, end, part, rate, part * rate))
        start = end
    return found
