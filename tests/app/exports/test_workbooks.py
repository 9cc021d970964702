"""Workbooks that spreadsheets open: amounts and days stay what they are, texts are never formulas."""

import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from lxml import etree

from app.exports import workbooks
from app.exports.workbooks import Sheet

NS = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def open_book(*sheets: Sheet) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(b"".join(workbooks.write(sheets))))


def read_cells(book: zipfile.ZipFile, number: int = 1) -> list[list[str]]:
    tree = etree.fromstring(book.read(f"xl/worksheets/sheet{number}.xml"))
    rows = tree.xpath("//x:row", namespaces=NS)
    return [["".join(cell.itertext()) for cell in row] for row in rows]  # type: ignore[union-attr]


def test_each_kind_of_cell_is_what_it_is() -> None:
    row: Sequence[object] = [
        "Léa",
        3,
        Decimal("12.50"),
        date(2026, 3, 2),
        datetime(2026, 3, 2, 11, tzinfo=UTC),
        None,
    ]
    # 2 March 2026 is day 46083 since 30 December 1899; 11:00 UTC is noon in Brussels, half a day
    assert read_cells(open_book(Sheet("Cases", [row]))) == [
        ["Léa", "3", "12.50", "46083", "46083.500000", ""]
    ]


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "-2", "<f>1+1</f>"])
def test_a_text_is_never_a_formula(text: str) -> None:
    book = open_book(Sheet("Cases", [[text]]))
    assert read_cells(book) == [[text]]
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")


def test_signs_no_xml_may_hold_are_left_out() -> None:
    assert read_cells(open_book(Sheet("Cases", [["a\x00\x1b\ud800\ufffeb"]]))) == [["ab"]]


def test_what_no_sheet_can_hold_goes_on_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 3)
    book = open_book(Sheet("Cases", [[n] for n in range(3)], ["Number"]))
    assert (read_cells(book, 1), read_cells(book, 2)) == ([["Number"], ["0"], ["1"]], [["Number"], ["2"]])
    assert b'"Cases (2)"' in book.read("xl/workbook.xml")


def test_a_sheet_s_name_is_one_a_spreadsheet_takes() -> None:
    book = open_book(Sheet("a/b:c*[d]" + "e" * 40, []), Sheet("", []))
    names = etree.fromstring(book.read("xl/workbook.xml")).xpath("//x:sheet/@name", namespaces=NS)
    assert names == ["a b c  d " + "e" * 16, "Sheet"]


def test_rows_are_read_while_the_file_leaves() -> None:
    read: list[int] = []
    rows = ([read.append(n)] for n in range(5 * workbooks.CHUNK))
    next(workbooks.write([Sheet("Cases", rows)]))
    assert len(read) <= workbooks.CHUNK + 1
