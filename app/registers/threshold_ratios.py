"""The thresholds of a year move with one index, so their ratios to the floor are the same every year.

A loaded year that breaks them has a wrong figure. Published thresholds are rounded to the cent, hence the tolerance.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal

from workflows.parameters import ParameterBook, Row
from workflows.yaml_source import Problem

FLOOR = "CONTRIB.FLOOR"
SECONDARY = "CONTRIB.THRESHOLD.SECONDARY"
TOLERANCE = Decimal("0.00002")
# The social PLCI cap is left out: the one published for 2016 is 6 cents off its own rule.
#: code: (code it is held against, its ratio to it, what is divided out of its value first)
RATIOS = {
    "CONTRIB.C1": (FLOOR, Decimal("4.31819"), Decimal(1)),
    "CONTRIB.C2": (FLOOR, Decimal("6.36364"), Decimal(1)),
    SECONDARY: (FLOOR, Decimal("0.110634"), Decimal(1)),
    "CONTRIB.THRESHOLD.MAXI": (FLOOR, Decimal("0.43930"), Decimal(1)),
    "CONTRIB.THRESHOLD.PRIMO": (FLOOR, Decimal("0.516406"), Decimal(1)),
    "CONTRIB.THRESHOLD.ART37": (FLOOR, Decimal("0.52384"), Decimal(1)),
    "CONTRIB.THRESHOLD.STUDENT": (FLOOR, Decimal("0.5"), Decimal(1)),
    "CONTRIB.THRESHOLD.PENSIONER": (SECONDARY, Decimal(2), Decimal(1)),
    "PLCI.CAP.ORDINARY": (FLOOR, Decimal("2.87879"), Decimal("0.0817")),
}


def check_ratios(book: ParameterBook) -> Iterable[Problem]:
    """One problem for each threshold that is not in proportion, naming the code and the year."""
    for code, (base, ratio, factor) in RATIOS.items():
        for row in book.rows.get(code, ()):
            yield from _check_row(row, find_bases(book, base, row), ratio, factor)


def find_bases(book: ParameterBook, base: str, row: Row) -> list[Row]:
    """The rows of `base` on the first and on the last day of `row`: one, unless it changes meanwhile."""
    days = [row.start, row.until or row.start]
    return list(
        {one.start: one for one in book.rows.get(base, ()) for day in days if one.covers(day)}.values()
    )


def _check_row(row: Row, bases: list[Row], ratio: Decimal, factor: Decimal) -> Iterator[Problem]:
    if not bases:
        yield describe(row, f"has no value it can be held against in {row.start.year}")
    for base in bases:
        found = row.value / factor / base.value
        if abs(found - ratio) > TOLERANCE:
            told = f"{row.value} in {row.start.year} is {found:.6f} times {base.code} ({base.value})"
            yield describe(row, f"{told}; every year it is {ratio}: one of the two figures is wrong")


def describe(row: Row, message: str) -> Problem:
    file, _, line = row.place.rpartition(":")
    return Problem(file or row.place, int(line) if line.isdigit() else 1, row.code, message)
