"""A process that a guard leaves alone has its law, told in each language; what is doubtful a lawyer is asked."""

from pathlib import Path

import pytest

from app.registers.citations import cite
from workflows.lint import read_guards
from workflows.process_folders import Library

ROOT = Path(__file__).parents[3]
GUARDS = read_guards(ROOT / "processes" / "guards.yaml")
EXEMPTIONS = [(guard.id, one) for guard in GUARDS for one in guard.exemptions]
FOUR_MONTHS = [one for guard, one in EXEMPTIONS if guard == "decision_within_four_months"]
#: What only English says of a citation that was not understood.
ENGLISH = ("Law", "decree", "April", "December", "Charter", " and ")


def test_only_processes_of_the_fund_are_left_alone() -> None:
    assert {one.process for _guard, one in EXEMPTIONS} <= set(Library().list_keys())


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_the_law_of_each_is_told_in_each_language(language: str) -> None:
    told = [cite(basis, language) for _guard, one in EXEMPTIONS for basis in one.legal_basis]
    assert [one for one in told if any(word in one for word in ENGLISH)] == []


def test_each_exemption_from_the_four_months_names_an_article() -> None:
    assert {one.process for one in FOUR_MONTHS} == {"fund_transfer_in", "question", "sickness_assimilation"}
    assert all(" art" in basis for one in FOUR_MONTHS for basis in one.legal_basis)


def test_a_lawyer_is_asked_about_each_exemption_from_the_four_months() -> None:
    asked = (ROOT / "docs" / "howto" / "questions-for-a-lawyer.md").read_text(encoding="utf-8")
    rows = [row for row in asked.splitlines() if row.startswith("|") and "four months" in row]
    assert {one.process for one in FOUR_MONTHS if not any(f"`{one.process}`" in row for row in rows)} == set()
