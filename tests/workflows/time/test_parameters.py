from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from workflows.parameters import ParameterBook, ParameterNotValid, ParameterUnknown, parameter, read_book
from workflows.yaml_source import Problem, SourceRefused

BASIS = "legal_basis: rules of the library, source: notice board, confidence: high"
FINES = f"""
parameters:
  FINE.DAILY:
    title: Fine for each day a book is late
    unit: EUR
    rows:
      - {{from: 2026-01-01, value: 0.25, {BASIS}}}
      - {{from: 2024-01-01, until: 2025-12-31, value: 0.20, {BASIS}, status: verified}}
  LOAN.DAYS:
    rows:
      - {{from: 2024-01-01, until: 2024-12-31, value: 21, {BASIS}}}
"""


def read(folder: Path, *texts: str) -> ParameterBook:
    for number, text in enumerate(texts):
        (folder / f"topic_{number}.yaml").write_text(text, encoding="utf-8")
    return read_book(folder.glob("*.yaml"))


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2024, 1, 1), "0.20"),
        (date(2025, 12, 31), "0.20"),
        (date(2026, 1, 1), "0.25"),
        (date(2050, 1, 1), "0.25"),
    ],
)
def test_the_reference_date_picks_the_row(on, value, tmp_path):
    assert read(tmp_path, FINES).find_row("FINE.DAILY", on).value == Decimal(value)


def test_an_instant_counts_for_its_day_in_brussels(tmp_path):
    instant = datetime(2025, 12, 31, 23, 30, tzinfo=UTC)
    assert read(tmp_path, FINES).find_row("FINE.DAILY", instant).value == Decimal("0.25")


def test_a_row_tells_its_unit_basis_and_place(tmp_path):
    row = read(tmp_path, FINES).find_row("FINE.DAILY", date(2025, 1, 1))
    assert (row.unit, row.legal_basis, row.status) == ("EUR", "rules of the library", "verified")
    assert row.place == "processes/parameters/topic_0.yaml:8"


def test_a_date_without_a_row_is_named_with_the_periods_there_are(tmp_path):
    with pytest.raises(
        ParameterNotValid, match=r"LOAN.DAYS has no row for 2025-01-01; it has 2024-01-01 to 2024-12-31"
    ):
        read(tmp_path, FINES).find_row("LOAN.DAYS", date(2025, 1, 1))


def test_an_unknown_code_is_named_with_the_nearest_one(tmp_path):
    with pytest.raises(ParameterUnknown, match=r"'FINE.DAYLY'; did you mean 'FINE.DAILY'"):
        read(tmp_path, FINES).find_row("FINE.DAYLY", date(2025, 1, 1))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            f"parameters:\n  A:\n    rows:\n      - {{from: 2024-01-01, value: 1, {BASIS}}}\n"
            f"      - {{from: 2025-01-01, value: 2, {BASIS}}}",
            "topic_0.yaml:2: parameters.A: the row from 2025-01-01 overlaps the one from 2024-01-01",
        ),
        ("parameters:\n  A:\n    rows:\n      - {from: 2024-01-01, value: 1}", "'legal_basis' is missing"),
        (f"parameters:\n  a: {{rows: [{{from: 2024-01-01, value: 1, {BASIS}}}]}}", "topic_0.yaml:1"),
        (
            f"parameters: {{A: {{rows: [{{from: 2024-01-01, until: 2023-01-01, value: 1, {BASIS}}}]}}}}",
            "lies before from",
        ),
        ("parameters:\n  A: {rows: []}\n  A: {rows: []}", "topic_0.yaml:3: the key 'A' appears twice"),
        ("parameters: {A: &x {rows: *x}}", "aliases are not allowed"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(text, message, tmp_path):
    with pytest.raises(SourceRefused) as refusal:
        read(tmp_path, text)
    assert message in str(refusal.value)


def test_a_code_given_in_two_files_is_refused(tmp_path):
    with pytest.raises(SourceRefused, match=r"is already given in processes/parameters/topic_0.yaml:8"):
        read(tmp_path, FINES, FINES)


def test_a_changed_file_is_read_again(tmp_path, settings):
    settings.PROCESSES_DIR = tmp_path
    file = tmp_path / "parameters" / "fines.yaml"
    file.parent.mkdir()
    file.write_text(FINES, encoding="utf-8")
    assert parameter("FINE.DAILY", date(2026, 5, 12)) == Decimal("0.25")
    file.write_text(FINES.replace("0.25", "0.30") + "\n", encoding="utf-8")
    assert parameter("FINE.DAILY", date(2026, 5, 12)) == Decimal("0.30")


def test_a_file_is_read_once_however_often_a_book_is_tried(tmp_path, monkeypatch):
    read(tmp_path, FINES)
    monkeypatch.setattr("workflows.parameters.read_file", None)  # reading it again would fail
    book = read_book(tmp_path.glob("*.yaml"))
    assert book.find_row("FINE.DAILY", date(2026, 1, 1)).value == Decimal("0.25")


def test_an_app_may_refuse_a_book_whose_figures_contradict_each_other(tmp_path, monkeypatch):
    def check(book: ParameterBook):
        row = book.rows["FINE.DAILY"][-1]
        if row.value > Decimal("0.20"):
            yield Problem(row.place.split(":")[0], 1, row.code, f"is too much in {row.start.year}")

    monkeypatch.setattr("workflows.parameters._checks", [check])
    with pytest.raises(SourceRefused, match=r"FINE.DAILY: is too much in 2026"):
        read(tmp_path, FINES)
