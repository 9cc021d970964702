"""A table as CSV or as an XLSX workbook, with a sheet that says where it comes from. No cell is ever a formula.

The workbook is written here, part by part: texts are inline strings, which a spreadsheet does not compute.
"""

import io
import zipfile
from collections.abc import Iterable, Sequence
from decimal import Decimal
from xml.sax.saxutils import escape

from app import exports
from app.statistics.models import OutputFormat

Rows = Iterable[Sequence[object]]
MEDIA = {
    OutputFormat.CSV: "text/csv; charset=utf-8",
    OutputFormat.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_TYPES = (
    _HEAD + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/xl/workbook.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/styles.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    "{sheets}</Types>"
)
_SHEET_TYPE = (
    '<Override PartName="/xl/worksheets/sheet{n}.xml" '
    'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_ROOT = (
    _HEAD + f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="rId1" Type="{_OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
#: The second format has two decimals; the third is bold.
_STYLES = (
    _HEAD + f'<styleSheet xmlns="{_MAIN}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2">'
    '<fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="3"><xf/><xf numFmtId="4" applyNumberFormat="1"/><xf fontId="1" applyFont="1"/></cellXfs>'
    "</styleSheet>"
)
#: Of a part of the archive, so that the same table gives the same bytes.
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_csv(header: Sequence[str], rows: Rows, about: Rows) -> bytes:
    """UTF-8 with a mark, the facts first, an empty line, then the table."""
    lines: list[Sequence[object]] = [*about, (), header, *rows]
    first, *others = lines
    return "".join(exports.write([str(cell) for cell in first], others)).encode("utf-8")


def write_workbook(header: Sequence[str], rows: Rows, about: Rows, *, names: Sequence[str]) -> bytes:
    """A workbook with two sheets, the table and the facts about it, named by `names`."""
    sheets = [write_sheet([header, *rows], bold_first=True), write_sheet(about, bold_first=False)]
    parts = {
        "[Content_Types].xml": _TYPES.format(
            sheets="".join(_SHEET_TYPE.format(n=n) for n, _sheet in enumerate(sheets, 1))
        ),
        "_rels/.rels": _ROOT,
        "xl/workbook.xml": write_book(names),
        "xl/_rels/workbook.xml.rels": write_relations(len(sheets)),
        "xl/styles.xml": _STYLES,
        **{f"xl/worksheets/sheet{n}.xml": sheet for n, sheet in enumerate(sheets, 1)},
    }
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return held.getvalue()


def write_book(names: Sequence[str]) -> str:
    sheets = "".join(
        f'<sheet name="{escape(name[:31], {chr(34): "&quot;"})}" sheetId="{n}" r:id="rId{n}"/>'
        for n, name in enumerate(names, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'


def write_relations(count: int) -> str:
    sheets = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, count + 1)
    )
    styles = f'<Relationship Id="rId{count + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/>'
    return f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{sheets}{styles}</Relationships>'


def write_sheet(rows: Rows, *, bold_first: bool) -> str:
    lines = []
    for number, row in enumerate(rows, 1):
        style = 2 if bold_first and number == 1 else 0
        cells = "".join(write_cell(value, style) for value in row)
        lines.append(f'<row r="{number}">{cells}</row>')
    return f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetData>{"".join(lines)}</sheetData></worksheet>'


def write_cell(value: object, style: int) -> str:
    if isinstance(value, Decimal):
        return f'<c s="1"><v>{value:f}</v></c>'
    if isinstance(value, int) and not isinstance(value, bool):
        return f"<c><v>{value}</v></c>"
    text = "".join(one for one in str(value) if one >= " " or one in "\t\n")
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
