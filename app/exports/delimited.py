"""Lists as CSV, written while they are read: as long as they may be, never held in memory."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain

from django.utils.timezone import localtime

#: Rows read at a time.
PAGE = 500
BYTE_ORDER_MARK = "\ufeff"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


class Echo:
    """A file for csv.writer that hands each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def write(header: list[str], lines: Iterable[Sequence[object]]) -> Iterator[str]:
    """UTF-8 with a mark so that spreadsheets know; no cell is a formula."""
    writer = csv.writer(Echo())
    yield BYTE_ORDER_MARK
    for line in chain([header], lines):
        yield writer.writerow([defuse(write_cell(cell)) for cell in line])


def write_cell(cell: object) -> str:
    """Instants in local time, sortable as text; nothing for None."""
    if cell is None:
        return ""
    return f"{localtime(cell):%Y-%m-%d %H:%M}" if isinstance(cell, datetime) else str(cell)


def defuse(cell: str) -> str:
    """A spreadsheet must not take a text for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell
