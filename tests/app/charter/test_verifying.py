"""A file of the charter is known by its digest; any other is not ours."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from app.charter.commitments import charter
from app.charter.models import QuarterReport
from app.charter.reports import take_report
from app.registers.quarters import Quarter
from tests.factories.cases import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def report() -> QuarterReport:
    by = make_user("dirk", "director")
    return take_report(charter(), Quarter(2026, 1), by=by, now=datetime(2026, 4, 10, 9, tzinfo=UTC))


@pytest.mark.parametrize("form", ["json", "csv", "pdf"])
def test_each_file_of_a_report_is_known(
    form: str, report: QuarterReport, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = report.content.encode()
    if form != "json":
        content = bytes(report.files.get(form=form, language="fr").content)
    (tmp_path / "file").write_bytes(content)
    call_command("verify_charter", tmp_path / "file")
    told = capsys.readouterr().out
    assert (
        f"of quarter 2026Q1, version 1 (the newest version, not validated), for fund; data {report.sha256}."
        in told
    )


def test_a_file_with_another_figure_is_not_ours(report: QuarterReport, tmp_path: Path) -> None:
    (tmp_path / "file").write_text(report.content.replace('"late":0', '"late":1', 1))
    with pytest.raises(CommandError, match="no file of this digest was ever made"):
        call_command("verify_charter", tmp_path / "file")


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("verify_charter", tmp_path / "none")
