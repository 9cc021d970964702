"""Small cells are not told, and no others from which they could be worked out.

First each cell of one to four persons. Then, in every line of the table with its total, one hidden cell would be the
total less the others: another is hidden, the smallest first, until no line has only one, and until the hidden ones of
a line are five persons together. Totals are cells of the table like the others.
"""

from collections.abc import Iterator, Mapping
from itertools import groupby

#: The smallest cell that is told.
MINIMUM = 5
Key = tuple[str, str]


def find_hidden(persons: Mapping[Key, int]) -> frozenset[Key]:
    """The cells not to be told. Keys are (first, second); an empty dimension is the total over it."""
    hidden = {key for key, count in persons.items() if 0 < count < MINIMUM}
    lines = list(list_lines(persons))
    while True:
        added = next((key for line in lines if (key := find_next(line, persons, hidden))), None)
        if added is None:
            return frozenset(hidden)
        hidden.add(added)


def list_lines(persons: Mapping[Key, int]) -> Iterator[list[Key]]:
    """Each row and each column with its total, the row and the column of totals too."""
    for place in (0, 1):
        for _value, keys in groupby(sorted(persons, key=lambda key: key[place]), key=lambda key: key[place]):
            line = list(keys)
            if len(line) > 1:
                yield line


def find_next(line: list[Key], persons: Mapping[Key, int], hidden: set[Key]) -> Key | None:
    """The cell of a line to hide next; none when what is hidden cannot be worked out."""
    gone = [key for key in line if key in hidden]
    if not gone:
        return None
    enough = len(gone) > 1 and sum(persons[key] for key in gone) >= MINIMUM
    told = [key for key in line if key not in hidden]
    if enough or not told:
        return None
    inner = [key for key in told if "" not in key] or told
    return min(inner, key=lambda key: (persons[key] == 0, persons[key], key))
