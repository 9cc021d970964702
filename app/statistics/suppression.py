"""Small and dominated cells are not told, and no others from which they could be worked out.

First each cell of one to four persons, and each whose largest contribution the second largest contributor could
estimate too well (the p %-rule; the cell then lacks so many euros of others). Then, in every line of the table with its
total, one hidden cell would be the total less the others: another is hidden, the smallest first, until no line has only
one, until the hidden ones of a line are five persons together, and until those beside a dominated one hold what it
lacks. Totals are cells of the table like the others.

Source of the rules: A. Hundepool and others, Handbook on Statistical Disclosure Control (ESSnet SDC), chapter 4, on
magnitude tables: the p %-rule and the protection that secondary suppression must give.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

#: The smallest cell that is told.
MINIMUM = 5
ZERO = Decimal(0)
Key = tuple[str, str]


@dataclass(frozen=True)
class Weight:
    """What of a cell decides whether it is told: its persons, its sum, and what a dominated one lacks (EUR)."""

    persons: int
    amount: Decimal = ZERO
    lacking: Decimal = ZERO

    @property
    def is_sensitive(self) -> bool:
        return 0 < self.persons < MINIMUM or self.lacking > 0


Weights = Mapping[Key, Weight]


def find_hidden(cells: Weights) -> frozenset[Key]:
    """The cells not to be told. Keys are (first, second); an empty dimension is the total over it."""
    hidden = {key for key, cell in cells.items() if cell.is_sensitive}
    lines = list(list_lines(cells))
    while True:
        added = next((key for line in lines if (key := find_next(line, cells, hidden))), None)
        if added is None:
            return frozenset(hidden)
        hidden.add(added)


def list_lines(cells: Weights) -> Iterator[list[Key]]:
    """Each row and each column with its total, the row and the column of totals too."""
    for place in (0, 1):
        for _value, keys in groupby(sorted(cells, key=lambda key: key[place]), key=lambda key: key[place]):
            line = list(keys)
            if len(line) > 1:
                yield line


def find_next(line: list[Key], cells: Weights, hidden: set[Key]) -> Key | None:
    """The cell of a line to hide next; none when what is hidden cannot be worked out."""
    gone = [key for key in line if key in hidden]
    told = [key for key in line if key not in hidden]
    if not gone or not told or is_safe([cells[key] for key in gone]):
        return None
    inner = [key for key in told if "" not in key] or told
    return min(inner, key=lambda key: (cells[key].persons == 0, cells[key].persons, key))


def is_safe(gone: list[Weight]) -> bool:
    """Whether what the hidden cells of a line are together, which its total tells, betrays none of them."""
    if len(gone) < 2 or sum(one.persons for one in gone) < MINIMUM:
        return False
    sums = sum((abs(one.amount) for one in gone), ZERO)
    return all(sums - abs(one.amount) >= one.lacking for one in gone if one.lacking > 0)
