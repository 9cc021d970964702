"""The types of message as data: all shipped ones are sound, and a faulty file is named with its line."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.exchanges.catalogue import FOLDER, find_type, list_types
from app.exchanges.errors import MessageTypeUnknown
from app.exchanges.institutions import FILE
from workflows.yaml_source import SourceRefused

SOUND = """
type: T99
direction: out
titles: {fr: Un, nl: Een, de: Ein, en: One}
institution: tax
schema_version: 1
acknowledge_within: 5 working days
legal_basis: [a law]
payload: {type: object, additionalProperties: false, properties: {year: {type: integer}}}
"""


@pytest.fixture
def folder(tmp_path: Path, settings: Any) -> Path:
    shipped = Path(settings.PROCESSES_DIR) / FOLDER
    (tmp_path / FOLDER).mkdir()
    (tmp_path / FOLDER / FILE).write_text((shipped / FILE).read_text())
    settings.PROCESSES_DIR = tmp_path
    return tmp_path / FOLDER


def test_the_twelve_transmissions_of_the_catalogue_are_shipped() -> None:
    assert {f"T{number:02d}" for number in range(1, 13)} <= {one.name for one in list_types("out")}


def test_an_unknown_type_is_refused_with_the_closest_one() -> None:
    with pytest.raises(MessageTypeUnknown, match="did you mean 'T04'"):
        find_type("T4")


def test_the_time_to_acknowledge_is_counted_in_working_days() -> None:
    # Monday 2 March 2026 + 5 working days = Monday 9 March 2026
    assert find_type("T04").acknowledge_by(date(2026, 3, 2)) == date(2026, 3, 9)


def test_a_change_of_a_file_counts_without_a_restart(folder: Path) -> None:
    (folder / "T99.yaml").write_text(SOUND)
    assert [one.name for one in list_types()] == ["T99"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("type: T99", "type: T98"), "T99.yaml:2: type: must be 'T99'"),
        (("institution: tax", "institution: tex"), "did you mean 'tax'"),
        (("acknowledge_within: 5 working days", "acknowledge_within: 5 moons"), "acknowledge_within"),
        (("acknowledge_within: 5 working days\n", ""), "'acknowledge_within' is missing"),
        (("{type: integer}", "{type: integre}"), "payload"),
        (("en: One", "es: Uno"), "titles"),
    ],
)
def test_a_faulty_file_is_named_with_what_is_wrong(folder: Path, change: tuple[str, str], said: str) -> None:
    (folder / "T99.yaml").write_text(SOUND.replace(*change))
    with pytest.raises(SourceRefused, match=said):
        list_types()
