"""Every shipped process says how long it is kept, whose promise each term is, and its words in four languages."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from workflows.yaml_source import read_file

LANGUAGES = {"fr", "nl", "de", "en"}
MANIFESTS = sorted(Path(settings.PROCESSES_DIR).glob("*/process.yaml"))
FORMS = sorted(Path(settings.FORMS_DIR).glob("definitions/*/*.yaml"))
FORMS += sorted(Path(settings.FORMS_DIR).glob("blocks/*.yaml"))


def read(path: Path) -> Any:
    return read_file(path).data


@pytest.fixture(params=MANIFESTS, ids=lambda path: path.parent.name)
def manifest(request: pytest.FixtureRequest) -> Any:
    return read(request.param)


def test_a_process_says_how_long_it_is_kept_and_why(manifest: Any) -> None:
    assert {"period", "after", "note"} <= set(manifest["retention"])


def test_a_term_is_the_law_s_with_its_source_or_the_fund_s_own(manifest: Any) -> None:
    levels = manifest.get("service_levels", [])
    assert [one["id"] for one in levels if one["kind"] == "legal" and not one.get("legal_basis")] == []
    assert [one["id"] for one in levels if not one.get("escalation")] == []


def test_a_letter_is_written_in_the_three_languages_of_the_country(manifest: Any) -> None:
    folder = Path(settings.PROCESSES_DIR) / manifest["process"] / "letters"
    missing = [
        f"{name}.{language}"
        for name, told in manifest.get("letters", {}).items()
        for language in ("fr", "nl", "de")
        if language not in told["languages"] or not (folder / f"{name}.{language}.typ").is_file()
    ]
    assert missing == []


@pytest.mark.parametrize("path", FORMS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_text_of_a_form_is_there_in_four_languages(path: Path) -> None:
    assert [where for where, text in list_texts(read(path)) if set(text) != LANGUAGES] == []


def list_texts(data: Any, where: str = "") -> list[tuple[str, dict[str, str]]]:
    """Every text by language in a form: titles, labels, help, options; and where it stands."""
    if isinstance(data, list):
        return [found for number, one in enumerate(data) for found in list_texts(one, f"{where}[{number}]")]
    if not isinstance(data, dict):
        return []
    if data and set(data) <= LANGUAGES:
        return [(where, data)]
    return [found for key, one in data.items() for found in list_texts(one, f"{where}.{key}")]
