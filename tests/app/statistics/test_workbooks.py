"""What an authority opens: readable by any spreadsheet, the same bytes for the same table, never a formula."""

import io
import zipfile
from decimal import Decimal

from lxml import etree

from app.statistics.workbooks import write_csv, write_workbook

HEADER = ("Kind", "Number", "Amount (EUR)")
ROWS = [("=HYPERLINK(1)", 12, Decimal("1025.50")), ("<b>&", 0, Decimal("0.00"))]
ABOUT = [("Authority", "INASTI")]
SPACE = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def open_sheet(content: bytes, number: int) -> etree._Element:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return etree.fromstring(archive.read(f"xl/worksheets/sheet{number}.xml"))


def test_a_workbook_has_the_table_and_the_facts_about_it() -> None:
    content = write_workbook(HEADER, ROWS, ABOUT, names=("Table", "About"))
    assert open_sheet(content, 1).xpath("//m:row[2]/m:c/m:v/text()", namespaces=SPACE) == ["12", "1025.50"]
    assert open_sheet(content, 2).xpath("//m:t/text()", namespaces=SPACE) == ["Authority", "INASTI"]


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    sheet = open_sheet(write_workbook(HEADER, ROWS, ABOUT, names=("Table", "About")), 1)
    assert sheet.xpath("//m:f", namespaces=SPACE) == []
    assert sheet.xpath("//m:row[2]/m:c[1]/@t", namespaces=SPACE) == ["inlineStr"]


def test_every_part_of_a_workbook_is_xml() -> None:
    with zipfile.ZipFile(io.BytesIO(write_workbook(HEADER, ROWS, ABOUT, names=("T&", "A")))) as archive:
        assert archive.testzip() is None
        for name in archive.namelist():
            etree.fromstring(archive.read(name))


def test_the_same_table_gives_the_same_bytes() -> None:
    first = write_workbook(HEADER, ROWS, ABOUT, names=("T", "A"))
    assert write_workbook(HEADER, ROWS, ABOUT, names=("T", "A")) == first


def test_a_text_of_a_csv_that_begins_like_a_formula_is_defused() -> None:
    lines = write_csv(HEADER, ROWS, ABOUT).decode("utf-8-sig").splitlines()
    assert lines[0] == "Authority,INASTI"
    assert lines[3].startswith("'=HYPERLINK")
