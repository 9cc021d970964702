"""What a person fills in says what counts, where to find it or what it leads to: seven fields of eight, per folder."""

from pathlib import Path
from typing import Any

import pytest
import yaml

FORMS = Path(__file__).parents[2] / "forms"
FOLDERS = sorted({path.parent for path in FORMS.glob("definitions/*/*.yaml")} | {FORMS / "blocks"})
MOST_WITHOUT = 1 / 8
LANGUAGES = {"fr", "nl", "de", "en"}


def list_fields(path: Path) -> list[dict[str, Any]]:
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    sections = data.get("sections") or [data]
    fields = [field for section in sections for field in section.get("fields", [])]
    return [field for field in fields if "name" in field and not field.get("read_only")]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_fields_say_more_than_their_label(folder: Path) -> None:
    fields = [field for path in sorted(folder.glob("*.yaml")) for field in list_fields(path)]
    without = [field["name"] for field in fields if not field.get("help")]
    # A folder of few fields may leave one out: a note, a name.
    assert len(without) <= max(1, len(fields) * MOST_WITHOUT), without


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_help_is_written_in_every_language_and_repeats_no_label(folder: Path) -> None:
    for path in sorted(folder.glob("*.yaml")):
        for field in list_fields(path):
            told = field.get("help") or {}
            assert not told or set(told) == LANGUAGES, (path.name, field["name"])
            repeated = [one for one in told if told[one].strip(" .") == str(field["label"].get(one))]
            assert repeated == [], (path.name, field["name"])
