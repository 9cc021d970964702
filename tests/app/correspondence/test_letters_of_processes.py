"""Every letter of every process exists in its languages, typesets, and says what a decision must say."""

from pathlib import Path

import pytest
import yaml
from django.conf import settings

from app.correspondence.mention_checks import list_missing
from app.correspondence.samples import NOW, build_sample
from app.correspondence.typesetting import compile_letter

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
    made = compile_letter(source, build_sample(folder, source, language), now=NOW, name=name)
    assert made.pdf
    assert not made.decision or list_missing(made.decision, made.mentions) == []
