"""The thresholds of a year move with one index, so their ratios to the floor are the same every year.

A loaded year that breaks them has a wrong figure. Published thresholds are rounded to the cent, hence the tolerance.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from app.registers.rendering import show_number
from app.registers.value_names import name_value
from app.registers.value_words import tell_value
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


@dataclass(frozen=True)
class RatioProblem(Problem):
    """A threshold out of proportion to `base`, or one whose year has no `base` yet (`found` is None then)."""

    row: Row
    base: str
    ratio: Decimal
    found: Decimal | None = None

    def tell(self) -> str:
        """What is wrong and what to do about it, for an officer, in the active language."""
        language = get_language() or "en"
        names = {"name": name_value(self.row.code, language), "base": name_value(self.base, language)}
        known = {**names, "code": self.base, "year": self.row.start.year, "ratio": show_number(self.ratio)}
        if self.found is None:
            return (
                _(
                    "“%(name)s” is always %(ratio)s times “%(base)s” (%(code)s), which has no published value for "
                    "%(year)s. Propose that one first; once it is published, propose this one again."
                )
                % known
            )
        told = {
            "value": tell_value(self.row.value, self.row.unit),
            "found": show_number(round(self.found, 6)),
        }
        return _(
            "With %(value)s, “%(name)s” is %(found)s times “%(base)s” (%(code)s) in %(year)s; every year it is "
            "%(ratio)s times. One of the two figures is wrong."
        ) % {**known, **told}


def check_ratios(book: ParameterBook) -> Iterable[Problem]:
    """One problem for each threshold that is not in proportion, naming the code and the year."""
    for code, (base, ratio, factor) in RATIOS.items():
        for row in book.rows.get(code, ()):
            bases = find_bases(book, base, row)
            if not bases:
                yield describe(row, base, ratio, f"has no value it can be held against in {row.start.year}")
            yield from _check_row(row, bases, ratio, factor)


def find_bases(book: ParameterBook, base: str, row: Row) -> list[Row]:
    """The rows of `base` on the first and on the last day of `row`: one, unless it changes meanwhile."""
    days = [row.start, row.until or row.start]
    return list(
        {one.start: one for one in book.rows.get(base, ()) for day in days if one.covers(day)}.values()
    )


def _check_row(row: Row, bases: list[Row], ratio: Decimal, factor: Decimal) -> Iterator[Problem]:
    for base in bases:
        found = row.value / factor / base.value
        if abs(found - ratio) > TOLERANCE:
            told = f"{row.value} in {row.start.year} is {found:.6f} times {base.code} ({base.value})"
            message = f"{told}; every year it is {ratio}: one of the two figures is wrong"
            yield describe(row, base.code, ratio, message, found)


def describe(row: Row, base: str, ratio: Decimal, message: str, found: Decimal | None = None) -> RatioProblem:
    file, _colon, line = row.place.rpartition(":")
    place = (file or row.place, int(line) if line.isdigit() else 1)
    return RatioProblem(*place, row.code, message, row=row, base=base, ratio=ratio, found=found)
