"""The library of information: what is shipped can be handed out, and what is wrong in it is named with its line."""

import shutil
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from app.correspondence.errors import PackUnknown, TextNotInForce
from app.correspondence.information import information_library, read_library
from app.correspondence.samples import NOW, build_sample
from app.correspondence.typesetting import typeset
from workflows.yaml_source import SourceRefused

SHIPPED = Path(settings.PROCESSES_DIR) / "information"
SOURCES = [
    (text.key, edition.name, language, source)
    for text in information_library().texts.values()
    for edition in text.editions
    for language, source in edition.sources.items()
]


@pytest.mark.parametrize(("key", "edition", "language", "source"), SOURCES, ids=lambda value: value[:20])
def test_a_text_of_the_library_typesets(key: str, edition: str, language: str, source: str) -> None:
    assert typeset(source, build_sample(SHIPPED / "texts" / key, source, language), now=NOW, name=edition)


def test_who_starts_is_handed_the_charter_too() -> None:
    pack = information_library().find_pack("start_of_activity")
    assert [text.key for text in pack.texts] == ["start_of_activity", "service_charter"]
    assert "C31" in pack.commitments


def test_a_text_out_of_force_is_refused() -> None:
    with pytest.raises(TextNotInForce):
        information_library().texts["pension"].edition_on(date(2024, 12, 31))


def test_a_pack_nobody_knows_is_refused() -> None:
    with pytest.raises(PackUnknown):
        information_library().find_pack("lottery")


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    return Path(shutil.copytree(SHIPPED, tmp_path / "information"))


def refuse(shelf: Path, old: str, new: str) -> str:
    path = shelf / "library.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceRefused) as refused:
        read_library(shelf)
    return str(refused.value)


def test_a_missing_file_is_named(shelf: Path) -> None:
    (shelf / "texts/pension/first.de.typ").unlink()
    with pytest.raises(SourceRefused, match=r"library.yaml:\d+: .*texts/pension/first.de.typ is missing"):
        read_library(shelf)


def test_a_pack_of_a_text_that_does_not_exist_is_named(shelf: Path) -> None:
    assert "there is no text nonesuch" in refuse(shelf, "texts: [cessation]", "texts: [nonesuch]")


def test_two_editions_never_share_a_day(shelf: Path) -> None:
    edition = "      - {name: first, from: 2025-01-01, legal_review: {state: awaited}}\n"
    assert "shares days with the edition first" in refuse(shelf, edition, edition + edition)


def test_a_review_that_is_done_names_who_and_when(shelf: Path) -> None:
    assert "'by' is missing" in refuse(shelf, "{state: awaited}", "{state: done, on: 2025-02-03}")
