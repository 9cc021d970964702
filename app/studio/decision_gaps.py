"""Gaps and overlaps of a table in words, each with an input for which it is so."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from workflows.dmn.analysis import Analysis, Gap, Overlap
from workflows.dmn.cells import OTHER_TEXT, show
from workflows.feel.values import Value


@dataclass(frozen=True)
class Hole:
    """A gap: what would have to be asked, column by column, and an example; `number` counts from 1."""

    number: int
    asked: tuple[tuple[str, str], ...]
    example: str


@dataclass(frozen=True)
class Clash:
    """Two rules that answer the same input; `contradicts`: the hit policy forbids it."""

    rules: tuple[int, int]
    example: str
    contradicts: bool


def list_holes(analysis: Analysis) -> list[Hole]:
    return [tell_hole(number, gap) for number, gap in enumerate(analysis.gaps, 1)]


def tell_hole(number: int, gap: Gap) -> Hole:
    pairs = zip(gap.conditions, gap.tests, strict=True)
    asked = tuple((label, test) for label, test in pairs if test != "-")
    return Hole(number, asked, tell_example(gap.example))


def list_clashes(analysis: Analysis) -> list[Clash]:
    """Those the hit policy forbids first; where it allows them, they are told as well."""
    found = [tell_clash(one) for one in analysis.overlaps]
    return sorted(found, key=lambda one: not one.contradicts)


def tell_clash(overlap: Overlap) -> Clash:
    return Clash(overlap.rules, tell_example(overlap.example), overlap.contradicts)


def tell_example(example: Mapping[str, Value]) -> str:
    told = [f"{label} = {tell_value(value)}" for label, value in example.items() if value is not None]
    return ", ".join(told) or _("any input")


def tell_value(value: Value) -> str:
    return _("any other text") if value == OTHER_TEXT else show(value)
