"""A table as CSV or as an XLSX workbook, with a sheet that says where it comes from. No cell is ever a formula."""

from collections.abc import Iterable, Sequence

from app.exports import delimited, workbooks
from app.exports.workbooks import Sheet
from app.statistics.models import OutputFormat

Rows = Iterable[Sequence[object]]
MEDIA = {OutputFormat.CSV: "text/csv; charset=utf-8", OutputFormat.XLSX: workbooks.MEDIA}


def write_csv(header: Sequence[str], rows: Rows, about: Rows) -> bytes:
    """UTF-8 with a mark, the facts first, an empty line, then the table."""
    table: list[Sequence[object]] = [*about, (), header, *rows]
    first, *others = table
    return "".join(delimited.write([str(cell) for cell in first], others)).encode("utf-8")


def write_workbook(header: Sequence[str], rows: Rows, about: Rows, *, names: Sequence[str]) -> bytes:
    """A workbook with two sheets, the table and the facts about it, named by `names`."""
    table, facts = names
    return b"".join(workbooks.write([Sheet(table, rows, header), Sheet(facts, about)]))
