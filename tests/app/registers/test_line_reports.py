"""Files of lines: what is read, what is refused and where, and the report."""

import csv
from collections.abc import Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.registers.line_reports import (
    Became,
    CellRefused,
    Column,
    FileRefused,
    Line,
    Outcome,
    amount,
    choice,
    day,
    import_lines,
    read_lines,
    text,
    whole_number,
)

COLUMNS = (
    Column("year", whole_number(2015, 2030)),
    Column("amount", amount()),
    Column("note", text(10), required=False),
)


def read(*lines: str) -> list[Line | Outcome]:
    return list(read_lines([f"{line}\n" for line in lines], COLUMNS))


def test_a_line_is_read_by_its_declared_columns() -> None:
    [line] = read("amount;year;note", "12.50;2024;")
    assert line == Line(2, {"amount": Decimal("12.50"), "year": 2024, "note": None})


def test_a_column_that_is_not_required_may_be_absent() -> None:
    [line] = read("year,amount", "2024,1")
    assert isinstance(line, Line)
    assert line.values == {"year": 2024, "amount": Decimal(1), "note": None}


def test_the_mark_of_a_spreadsheet_is_no_part_of_the_header() -> None:
    assert isinstance(read("\ufeffyear;amount", "2024;1")[0], Line)


@pytest.mark.parametrize(
    ("cells", "column", "reason"),
    [
        ("twenty;1;", "year", "not a whole number"),
        ("2014;1;", "year", "not between 2015 and 2030"),
        ("2024;1,50;", "amount", "not an amount such as 12345.67"),
        ("2024;1e3;", "amount", "not an amount such as 12345.67"),
        ("2024;1.505;", "amount", "more than two decimals"),
        ("2024;;", "amount", "empty"),
        ("2024;1;a note of too many", "note", "longer than 10 characters"),
        ("2024;1;\udce9", "note", "not text in UTF-8"),
        ("2024;1", "", "2 cells instead of 3"),
    ],
)
def test_a_line_that_cannot_be_used_is_refused_with_its_place(cells: str, column: str, reason: str) -> None:
    refused, good = read("year;amount;note", cells, "2024;1;good")
    assert refused == Outcome(2, Became.REFUSED, column=column, reason=reason)
    assert isinstance(good, Line)


def test_line_numbers_count_the_lines_of_a_cell_and_empty_ones() -> None:
    found = read("year;amount;note", '2024;1;"two', 'lines"', "", "2024;2;")
    assert [one.number for one in found if isinstance(one, Line)] == [2, 5]


@pytest.mark.parametrize(
    ("head", "fault"),
    [
        ("year;note", "missing: amount"),
        ("year;amount;colour", "unknown: colour"),
        ("year;amount;year", "twice: year"),
        ("", "missing: year, amount"),
    ],
)
def test_a_file_with_other_columns_is_refused_whole(head: str, fault: str) -> None:
    with pytest.raises(FileRefused, match=fault):
        read(head, "2024;1;")


def test_a_quotation_mark_left_open_is_told_with_its_line() -> None:
    with pytest.raises(FileRefused, match="line 3: .*left open"):
        read("year;amount;note", "2024;1;", '2024;1;"never closed', "2024;1;")


@pytest.mark.parametrize("cell", ["2025-02-29", "20250301", "2025-3-01", "01/03/2025"])
def test_a_day_is_written_in_one_way(cell: str) -> None:
    with pytest.raises(CellRefused, match="not a day"):
        day()(cell)


def test_a_choice_names_what_is_known() -> None:
    with pytest.raises(CellRefused, match="not one of a, b"):
        choice("a", "b")("c")


@given(st.decimals(Decimal("-999999999999.99"), Decimal("999999999999.99"), places=2))
def test_every_amount_to_the_cent_is_read_as_written(value: Decimal) -> None:
    assert amount()(f"{value:f}") == value


@pytest.mark.django_db
def test_the_report_has_a_row_a_line_in_the_order_of_the_file(tmp_path: Path) -> None:
    source, report = tmp_path / "a.csv", tmp_path / "report.csv"
    source.write_bytes(b"year;amount\n2024;1\nnone;1\n2025;2\n")

    def apply(lines: Sequence[Line]) -> list[Outcome]:
        return [Outcome(line.number, Became.ACCEPTED, f"X{line['year']}") for line in lines]

    counts = import_lines(source, COLUMNS, apply, report=report, stderr=StringIO(), batch=2)
    assert counts == {Became.ACCEPTED: 2, Became.REFUSED: 1}
    with report.open(newline="") as sheet:
        assert list(csv.reader(sheet))[1:] == [
            ["2", "accepted", "X2024", "", ""],
            ["3", "refused", "", "year", "not a whole number"],
            ["4", "accepted", "X2025", "", ""],
        ]


@pytest.mark.django_db
def test_progress_ends_at_the_whole_file(tmp_path: Path) -> None:
    source, shown = tmp_path / "a.csv", StringIO()
    source.write_text("year;amount\n" + "2024;1\n" * 50)
    import_lines(
        source,
        COLUMNS,
        lambda lines: [Outcome(line.number, Became.ACCEPTED) for line in lines],
        report=tmp_path / "report.csv",
        stderr=shown,
        batch=10,
    )
    assert "100%  50 lines, 0 refused" in shown.getvalue().splitlines()[-1]


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileRefused, match="cannot be opened"):
        import_lines(tmp_path / "no.csv", COLUMNS, list, report=tmp_path / "r.csv", stderr=StringIO())
