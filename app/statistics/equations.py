"""Linear equations with known right sides, and whether another one follows from them.

Counted modulo a large prime: a sum of facts either follows from the others for good, or by a chance of one in 10^18.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

PRIME = 2**61 - 1
HALF = PRIME // 2
Name = TypeVar("Name", bound=Hashable)


@dataclass
class Row(Generic[Name]):
    """The factors of the unknowns, and what the sum is (two figures at once, such as a number and cents)."""

    factors: dict[Name, int]
    sums: tuple[int, int]

    def take(self, other: "Row[Name]", times: int) -> None:
        """Take another one off, so many times."""
        for name, factor in other.factors.items():
            left = (self.factors.get(name, 0) - times * factor) % PRIME
            if left:
                self.factors[name] = left
            else:
                self.factors.pop(name, None)
        one, two = self.sums
        self.sums = ((one - times * other.sums[0]) % PRIME, (two - times * other.sums[1]) % PRIME)


@dataclass
class Equations(Generic[Name]):
    """By the unknown each of them is solved for."""

    rows: dict[Name, Row[Name]] = field(default_factory=dict)

    def add(self, names: Iterable[Name], sums: tuple[int, int]) -> None:
        """The unknowns together make the sums. What follows already, or contradicts what was told before, adds
        nothing: the earlier one counts."""
        row = self.reduce(names, sums)
        if not row.factors:
            return
        pivot = next(iter(row.factors))
        inverse = pow(row.factors[pivot], -1, PRIME)
        row.factors = {name: factor * inverse % PRIME for name, factor in row.factors.items()}
        row.sums = (row.sums[0] * inverse % PRIME, row.sums[1] * inverse % PRIME)
        self.rows[pivot] = row

    def solve(self, names: Iterable[Name]) -> tuple[int, int] | None:
        """What the unknowns make together, when it follows; None when it does not."""
        row = self.reduce(names, (0, 0))
        return None if row.factors else (read_signed(-row.sums[0]), read_signed(-row.sums[1]))

    def reduce(self, names: Iterable[Name], sums: tuple[int, int]) -> Row[Name]:
        row = Row(dict.fromkeys(names, 1), (sums[0] % PRIME, sums[1] % PRIME))
        while found := next((name for name in row.factors if name in self.rows), None):
            row.take(self.rows[found], row.factors[found])
        return row


def read_signed(value: int) -> int:
    value %= PRIME
    return value - PRIME if value > HALF else value
