"""A year whose thresholds are out of proportion is refused, with its code and year."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from app.registers.checks import check_legal_values
from app.registers.threshold_ratios import RATIOS, check_ratios
from workflows.parameters import load_book, parameter, read_book
from workflows.yaml_source import SourceRefused

SHIPPED = sorted((Path(settings.PROCESSES_DIR) / "parameters").glob("*.yaml"))


@pytest.fixture
def alter(tmp_path: Path) -> Callable[[str, str], list[Path]]:
    """The shipped values with one text replaced by another."""

    def write(old: str, new: str) -> list[Path]:
        (tmp_path / "parameters").mkdir()
        found = 0
        for path in SHIPPED:
            text = path.read_text(encoding="utf-8")
            found += text.count(old)
            (tmp_path / "parameters" / path.name).write_text(text.replace(old, new), encoding="utf-8")
        assert found == 1
        return sorted((tmp_path / "parameters").glob("*.yaml"))

    return write


def test_every_shipped_year_keeps_its_proportions() -> None:
    assert list(check_ratios(read_book(SHIPPED))) == []
    years = {row.start.year for row in read_book(SHIPPED).rows["CONTRIB.C1"]}
    assert years == set(range(2015, 2027))


@pytest.mark.parametrize(
    ("old", "new", "code", "year"),
    [
        ("73447.52", "73477.52", "CONTRIB.C1", "2025"),
        ("107300.30", "107003.30", "CONTRIB.C2", "2024"),
        ("1531.99", "1531.09", "CONTRIB.THRESHOLD.SECONDARY", "2019"),
        ("3859.40", "3895.40", "PLCI.CAP.ORDINARY", "2023"),
        ("3763.52", "3736.52", "CONTRIB.THRESHOLD.PENSIONER", "2025"),
        ("13847.39", "13874.39", "CONTRIB.C1", "2019"),
    ],
)
def test_two_digits_changed_over_are_found(alter, old: str, new: str, code: str, year: str) -> None:
    with pytest.raises(SourceRefused) as refused:
        read_book(alter(old, new))
    assert f"{code}: " in str(refused.value)
    assert f"in {year} is" in str(refused.value)


def test_a_year_without_a_floor_is_refused(alter) -> None:
    paths = alter(
        "from: 2012-01-01, until: 2012-12-31, value: 12597.43",
        "from: 2011-01-01, until: 2011-12-31, value: 1",
    )
    contributions = next(path for path in paths if path.name == "contributions.yaml")
    text = contributions.read_text(encoding="utf-8")
    row = "\n      - {from: 2010-01-01, until: 2010-12-31, value: 5, legal_basis: a, source: b, confidence: low}"
    head = '"End of the first bracket of income"\n    unit: EUR/year\n    rows:'
    assert head in text
    contributions.write_text(text.replace(head, head + row), encoding="utf-8")
    with pytest.raises(SourceRefused, match="CONTRIB.C1: has no value it can be held against in 2010"):
        read_book(paths)


def test_nothing_can_be_calculated_from_a_book_with_a_bad_year(alter, settings) -> None:
    settings.PROCESSES_DIR = alter("73447.52", "73477.52")[0].parent.parent
    with pytest.raises(SourceRefused, match="CONTRIB.C1: 73477.52 in 2025"):
        parameter("CONTRIB.FLOOR", date(2025, 1, 1))
    told = check_legal_values(None)
    assert [message.id for message in told] == ["registers.E001"]
    assert "contributions.yaml" in str(told[0].msg)
    with pytest.raises(CommandError, match="CONTRIB.C1"):
        call_command("lint", str(settings.PROCESSES_DIR))


def test_the_ratio_is_the_one_of_the_published_figures() -> None:
    # 73,447.52 / 17,008.88 = 4.318187...
    assert abs(Decimal("73447.52") / Decimal("17008.88") - RATIOS["CONTRIB.C1"][1]) < Decimal("0.00002")
    assert load_book().find_row("CONTRIB.C1", date(2025, 6, 30)).value == Decimal("73447.52")
