"""The table of a certified query out of a snapshot, with small cells left out, in words an authority reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from app.statistics.certified_queries import CertifiedQuery, find_query
from app.statistics.models import Snapshot, SnapshotCell
from app.statistics.suppression import Key, Weight, find_hidden

HIDDEN = "…"


@dataclass(frozen=True)
class Table:
    """Lines of (first, second, number, amount); a line that is not told has `HIDDEN` instead of its figures."""

    query: CertifiedQuery
    header: tuple[str, ...]
    lines: tuple[tuple[Any, ...], ...]
    hidden: int


def build_table(snapshot: Snapshot, name: str) -> Table:
    """Raises QueryUnknown."""
    query = find_query(name)
    full, hidden = protect(snapshot, name)
    ordered = sorted(full, key=lambda key: (key[0] == "", key[0], key[1] == "", key[1]))
    header = (str(query.first), str(query.second), _("Number"))
    return Table(
        query=query,
        header=(*header, _("Amount (EUR)")) if query.has_amount else header,
        lines=tuple(write_line(query, key, full[key], hidden=key in hidden) for key in ordered),
        hidden=len(hidden),
    )


def protect(snapshot: Snapshot, name: str) -> tuple[dict[Key, SnapshotCell | None], frozenset[Key]]:
    """The cells of the table, and which of them are not told."""
    full = complete({(cell.first, cell.second): cell for cell in snapshot.cells.filter(query=name)})
    return full, find_hidden({key: weigh(cell) for key, cell in full.items()})


def complete(cells: Mapping[Key, SnapshotCell]) -> dict[Key, SnapshotCell | None]:
    """With a cell for each pair of values: nobody is a figure too, and a hidden cell among absent ones would show."""
    firsts = sorted({first for first, _second in cells} | {""})
    seconds = sorted({second for _first, second in cells} | {""})
    return {(first, second): cells.get((first, second)) for first in firsts for second in seconds}


def weigh(cell: SnapshotCell | None) -> Weight:
    if cell is None:
        return Weight(0)
    return Weight(cell.persons, cell.amount or Decimal(0), cell.lacking or Decimal(0))


def write_line(
    query: CertifiedQuery, key: Key, cell: SnapshotCell | None, *, hidden: bool
) -> tuple[Any, ...]:
    names = tuple(name_value(value) for value in key)
    if hidden:
        return (*names, HIDDEN, HIDDEN) if query.has_amount else (*names, HIDDEN)
    number = cell.number if cell else 0
    amount = (cell.amount if cell else None) or Decimal("0.00")
    return (*names, number, amount) if query.has_amount else (*names, number)


def name_value(value: str) -> str:
    """A total by its word; everything else by the code of the fund's registers, the same in every language."""
    return value or _("Total")
