"""A decision whose rules a reader could not read in their language is refused by `manage.py check`."""

from pathlib import Path

import pytest
from django.conf import LazySettings

from app.cases.rule_checks import find_untold_rules

TABLE = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"><decision id="d"><decisionTable>
{columns}<rule id="first">{description}{entries}</rule></decisionTable></decision></definitions>"""
COLUMNS = '<annotation name="fr"/><annotation name="nl"/><annotation name="de"/>'
WORDS = "<description>Always</description>"


def check(folder: Path, settings: LazySettings, **parts: str) -> list[str]:
    (folder / "decisions").mkdir()
    (folder / "decisions" / "d.dmn").write_text(TABLE.format(**parts), encoding="utf-8")
    settings.PROCESSES_DIR = folder
    return [error.msg for error in find_untold_rules()]


def write(*texts: str) -> str:
    return "".join(f"<annotationEntry><text>{text}</text></annotationEntry>" for text in texts)


def test_a_rule_told_in_every_language_passes(tmp_path: Path, settings: LazySettings) -> None:
    told = write("Toujours", "Altijd", "Immer")
    assert check(tmp_path, settings, columns=COLUMNS, description=WORDS, entries=told) == []


def test_a_table_without_columns_is_refused(tmp_path: Path, settings: LazySettings) -> None:
    found = check(tmp_path, settings, columns="", description=WORDS, entries="")
    assert found == ["decisions/d.dmn: the rule 'first' is not told in fr, nl, de"]


@pytest.mark.parametrize("texts", [("Toujours", "Altijd"), ("Toujours", "Altijd", " ")])
def test_a_rule_that_lacks_one_is_named(
    tmp_path: Path, settings: LazySettings, texts: tuple[str, ...]
) -> None:
    found = check(tmp_path, settings, columns=COLUMNS, description="", entries=write(*texts))
    assert found == ["decisions/d.dmn: the rule 'first' is not told in en, de"]


def test_the_shipped_decisions_are_told_in_every_language() -> None:
    assert find_untold_rules() == []
