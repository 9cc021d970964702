"""XLSX workbooks, written while their rows are read. Texts are inline strings, which a spreadsheet never computes.

A workbook library writes to a file first and takes five times as long (decision 0064).
"""

import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import chain
from xml.sax.saxutils import escape, quoteattr

from django.utils.timezone import is_aware, localtime

Rows = Iterable[Sequence[object]]
MEDIA = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: Rows a sheet can have; what is more goes on in the next one.
MOST_ROWS = 1_048_576
#: Rows handed to the compressor at a time.
CHUNK = 500
NORMAL, DECIMALS, BOLD, DAY, INSTANT = range(5)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2">'
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/>'
    '<xf numFmtId="4" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/><xf numFmtId="22" applyNumberFormat="1"/></cellXfs></styleSheet>'
)
#: Of a part of the archive, so that the same table gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)
#: The day spreadsheets count from.
_DAY_ZERO = date(1899, 12, 30)
_BAD_NAME = re.compile(r"[\[\]:*?/\\]")
_UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True)
class Sheet:
    """A header stands bold and stays while the rows are scrolled."""

    name: str
    rows: Rows
    header: Sequence[object] = ()


class Drain(io.RawIOBase):
    """Takes what the archive writes and gives it away in pieces."""

    def __init__(self) -> None:
        self.held: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes) -> int:  # type: ignore[override]
        self.held.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self.held)
        self.held.clear()
        return taken


def write(sheets: Iterable[Sheet]) -> Iterator[bytes]:
    """The workbook in pieces. The parts that count the sheets come last: only then are they known."""
    drain = Drain()
    names: list[str] = []
    with zipfile.ZipFile(drain, "w", zipfile.ZIP_DEFLATED) as archive:
        for sheet in sheets:
            yield from write_sheets(archive, drain, sheet, names)
        for path, text in list_parts(names):
            archive.writestr(name_part(path), text.encode("utf-8"))
    yield drain.take()


def write_sheets(archive: zipfile.ZipFile, drain: Drain, sheet: Sheet, names: list[str]) -> Iterator[bytes]:
    """One sheet, or as many as its rows need."""
    rows = iter(sheet.rows)
    following: Sequence[object] | None = next(rows, None)
    while True:
        names.append(name_sheet(sheet.name, names))
        with archive.open(name_part(f"xl/worksheets/sheet{len(names)}.xml"), "w", force_zip64=True) as part:
            part.write(open_sheet(bool(sheet.header)).encode("utf-8"))
            room = MOST_ROWS
            if sheet.header:
                part.write(write_row(sheet.header, BOLD).encode("utf-8"))
                room -= 1
            held: list[str] = []
            while following is not None and room:
                held.append(write_row(following, NORMAL))
                following, room = next(rows, None), room - 1
                if len(held) == CHUNK:
                    part.write("".join(held).encode("utf-8"))
                    held.clear()
                    yield drain.take()
            part.write(("".join(held) + "</sheetData></worksheet>").encode("utf-8"))
        if following is None:
            return


def name_part(path: str) -> zipfile.ZipInfo:
    part = zipfile.ZipInfo(path, _EPOCH)
    part.compress_type = zipfile.ZIP_DEFLATED
    return part


def name_sheet(name: str, taken: Sequence[str]) -> str:
    """At most 31 signs, none a spreadsheet forbids, and none twice."""
    plain = _BAD_NAME.sub(" ", name).strip("' ")[:25] or "Sheet"
    if plain not in taken:
        return plain
    return next(one for n in range(2, 1000) if (one := f"{plain} ({n})") not in taken)


def open_sheet(frozen: bool) -> str:
    pane = '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>' if frozen else ""
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
        '<sheetFormatPr defaultColWidth="18" defaultRowHeight="15"/><sheetData>'
    )


def write_row(row: Sequence[object], style: int) -> str:
    return f"<row>{''.join([write_cell(value, style) for value in row])}</row>"


def write_cell(value: object, style: int) -> str:
    """Amounts, counts and days stay what they are, so that the reader's spreadsheet can sort and add them."""
    if value is None:
        return "<c/>"
    if isinstance(value, Decimal) and value.is_finite():
        return f'<c s="{DECIMALS}"><v>{value:f}</v></c>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    if isinstance(value, date):
        return write_day(value)
    text = _UNPRINTABLE.sub("", str(value))
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def write_day(value: date) -> str:
    if not isinstance(value, datetime):
        return f'<c s="{DAY}"><v>{(value - _DAY_ZERO).days}</v></c>'
    told = localtime(value) if is_aware(value) else value
    seconds = told.hour * 3600 + told.minute * 60 + told.second
    return f'<c s="{INSTANT}"><v>{(told.date() - _DAY_ZERO).days + seconds / 86400:.6f}</v></c>'


def list_parts(names: Sequence[str]) -> Iterator[tuple[str, str]]:
    numbers = range(1, len(names) + 1)
    sheet_types = (
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}worksheet+xml"/>'
        for n in numbers
    )
    yield (
        "[Content_Types].xml",
        (
            f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>'
            f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}styles+xml"/>{"".join(sheet_types)}</Types>'
        ),
    )
    yield "_rels/.rels", relate([("officeDocument", "xl/workbook.xml")])
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    book = f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
    yield "xl/workbook.xml", _HEAD + book
    targets = chain((("worksheet", f"worksheets/sheet{n}.xml") for n in numbers), [("styles", "styles.xml")])
    yield "xl/_rels/workbook.xml.rels", relate(targets)
    yield "xl/styles.xml", _STYLES


def relate(targets: Iterable[tuple[str, str]]) -> str:
    lines = (
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'
