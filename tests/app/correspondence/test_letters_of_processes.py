"""Every letter of every process exists in its languages and typesets."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from app.correspondence.typesetting import typeset
from tests.app.correspondence.test_typesetting import FRAME

FOLDERS = sorted(path.parent for path in Path(settings.PROCESSES_DIR).glob("*/process.yaml"))
LETTERS = [
    (folder, name, language)
    for folder in FOLDERS
    for name, about in yaml.safe_load((folder / "process.yaml").read_text()).get("letters", {}).items()
    for language in about["languages"]
]


@pytest.mark.parametrize(
    ("folder", "name", "language"), LETTERS, ids=lambda value: getattr(value, "name", value)
)
def test_a_declared_letter_typesets(folder: Path, name: str, language: str) -> None:
    source = (folder / "letters" / f"{name}.{language}.typ").read_text(encoding="utf-8")
    values = dict.fromkeys(re.findall(r"data\.(\w+)", source), "un mot")
    assert typeset(source, {**values, **FRAME}, now=datetime(2026, 3, 2, tzinfo=UTC), name=name)
