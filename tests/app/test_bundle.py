"""The committed styles and scripts are the ones their sources give; no Node is needed to know."""

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
SOURCES, BUILT = ROOT / "frontend", ROOT / "app" / "static" / "dist"
MANIFEST = json.loads((BUILT / "manifest.json").read_text(encoding="utf-8"))
OWN = ("vigie.js", "vigie-style.css")


def hash_files(root: Path, names: list[str]) -> dict[str, str]:
    return {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in names}


def list_sources() -> list[str]:
    folders = [path for folder in ("css", "js", "images") for path in (SOURCES / folder).rglob("*")]
    files = [SOURCES / name for name in ("build.js", "package.json", "package-lock.json")]
    return sorted(path.relative_to(SOURCES).as_posix() for path in [*files, *folders] if path.is_file())


def test_the_bundle_is_built_from_these_sources() -> None:
    assert hash_files(SOURCES, list_sources()) == MANIFEST["sources"]


def test_nobody_has_edited_the_bundle() -> None:
    built = sorted(path.name for path in BUILT.iterdir() if path.name != "manifest.json")
    assert hash_files(BUILT, built) == MANIFEST["built"]


def test_our_own_styles_and_scripts_weigh_at_most_60_kilobytes() -> None:
    assert sum(len(gzip.compress((BUILT / name).read_bytes())) for name in OWN) <= 60_000


@pytest.mark.parametrize("word", ["resolved", "registry."])
def test_the_lock_file_names_no_registry(word: str) -> None:
    assert word not in (SOURCES / "package-lock.json").read_text(encoding="utf-8")
