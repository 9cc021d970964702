"""What the legal values are called, by language and theme: `processes/parameters/words`, beside the values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings
from django.utils.text import slugify

from workflows.parameters import FOLDER

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Theme:
    """One file of the book: `key` is its name, `names` its values by code."""

    key: str
    title: Texts
    names: Mapping[str, Texts] = field(default_factory=dict)

    def tell(self, language: str) -> str:
        return choose(self.title, language)


def choose(texts: Texts, language: str) -> str:
    return texts.get(language) or texts.get("en") or texts.get("fr") or ""


def list_themes() -> tuple[Theme, ...]:
    """In the order of their keys."""
    folder = Path(settings.PROCESSES_DIR) / FOLDER
    files = sorted(folder.glob("*.yaml"))
    words = [folder / "words" / path.name for path in files]
    changed = tuple(path.stat().st_mtime_ns for path in [*files, *words] if path.exists())
    return read_themes(tuple(files), changed)


@lru_cache(maxsize=4)
def read_themes(files: tuple[Path, ...], _changed: tuple[int, ...]) -> tuple[Theme, ...]:
    return tuple(read_theme(path) for path in files)


def read_theme(path: Path) -> Theme:
    """A value nobody has named keeps its English title."""
    data = read_yaml(path)
    words_path = path.parent / "words" / path.name
    words = read_yaml(words_path) if words_path.exists() else {}
    names = {
        code: {"en": entry.get("title", ""), **words.get("names", {}).get(code, {})}
        for code, entry in data["parameters"].items()
    }
    return Theme(path.stem, {"en": data.get("topic", slugify(path.stem)), **words.get("topic", {})}, names)


def read_yaml(path: Path) -> dict[str, Any]:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return data


def find_theme(code: str) -> Theme | None:
    """The theme of a code; none for one that was published here and is in no file."""
    return next((theme for theme in list_themes() if code in theme.names), None)


def name_value(code: str, language: str) -> str:
    theme = find_theme(code)
    return (choose(theme.names[code], language) if theme else "") or code
