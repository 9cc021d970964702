"""The charter as data: the 99 commitments, nothing kept by nothing, and a true list of what is not kept."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from app.charter.checks import check_charter
from app.charter.commitments import Charter, Commitment, Evidence, EvidenceKind, charter, read_charter
from app.charter.evidence import find_missing
from workflows.yaml_source import SourceRefused

SHIPPED = Path(settings.PROCESSES_DIR) / "charter.yaml"


def test_the_charter_has_the_ninety_nine_commitments_in_order() -> None:
    assert list(charter().commitments) == [f"C{number}" for number in range(1, 100)]


def test_everything_the_charter_rests_on_exists() -> None:
    assert check_charter() == []


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence(EvidenceKind.PROCESS, "nonesuch", "nonesuch"),
        Evidence(EvidenceKind.LEVEL, "nonesuch", "question"),
        Evidence(EvidenceKind.LEVEL, "review", "nonesuch"),
        Evidence(EvidenceKind.STEP, "nonesuch", "question"),
        Evidence(EvidenceKind.GUARD, "nonesuch"),
        Evidence(EvidenceKind.PACK, "nonesuch"),
        Evidence(EvidenceKind.PAGE, "cases:nonesuch"),
        Evidence(EvidenceKind.OPERATION, "cases.nonesuch"),
        Evidence(EvidenceKind.CALCULATION, "nonesuch"),
    ],
    ids=lambda one: f"{one.kind}-{one.process}",
)
def test_a_reference_to_nothing_is_found(evidence: Evidence) -> None:
    commitment = Commitment("C1", "services", {}, (evidence,))
    assert list(find_missing(Charter({}, {"C1": commitment}))) == [("C1", evidence)]


def test_what_exists_is_not_reported() -> None:
    commitment = replace(charter().commitments["C12"], code="C1")
    assert list(find_missing(Charter({}, {"C1": commitment}))) == []


def refuse(folder: Path, old: str, new: str) -> str:
    path = Path(shutil.copy(SHIPPED, folder / "charter.yaml"))
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceRefused) as refused:
        read_charter(path)
    return str(refused.value)


def test_a_commitment_nothing_keeps_is_owned_up_to(tmp_path: Path) -> None:
    told = refuse(tmp_path, '    kept_by:\n      - {page: "public:choose_forms"}\n', "")
    assert "commitments.C65: nothing keeps it, and not_yet_kept does not say so" in told


def test_what_is_kept_leaves_the_list(tmp_path: Path) -> None:
    told = refuse(tmp_path, "not_yet_kept: [", "not_yet_kept: [C1, ")
    assert "commitments.C1: something keeps it; take it off not_yet_kept" in told


def test_a_chapter_that_does_not_exist_is_named(tmp_path: Path) -> None:
    assert "there is no chapter nonesuch" in refuse(tmp_path, "chapter: services", "chapter: nonesuch")


def test_a_list_with_a_commitment_that_does_not_exist_is_named(tmp_path: Path) -> None:
    told = refuse(tmp_path, "  C99:\n", "  C98:\n")
    assert "appears twice" in told


def test_what_rests_on_texts_alone_says_that_information_is_all_it_promises() -> None:
    """A text is handed out by a step: a commitment names the step too, or that the charter promises no more."""
    alone = [
        one.code
        for one in charter().commitments.values()
        if {each.kind for each in one.kept_by} == {EvidenceKind.PACK}
    ]
    assert alone == []
    told = [one.code for one in charter().commitments.values() if one.only_information]
    assert told == ["C28", "C30", "C39"]
