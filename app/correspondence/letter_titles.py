"""What a letter is called in its reader's language; the letter itself stays in that of the person."""

from collections.abc import Mapping
from functools import lru_cache

from app.correspondence.information import information_library
from workflows.models import DefinitionVersion

INFORMATION = "information"


def tell_title(title: str, *, process: str, name: str, version: int | None, language: str) -> str:
    """The title the process gives in `language`; the one on the letter where it gives none."""
    return find_titles(process, name, version).get(language) or title


def find_titles(process: str, name: str, version: int | None) -> Mapping[str, str]:
    if version is not None:
        return read_titles(version).get(name, {})
    if process == INFORMATION:
        text = information_library().texts.get(name)
        return text.titles if text else {}
    return {}


@lru_cache(maxsize=256)
def read_titles(version: int) -> Mapping[str, Mapping[str, str]]:
    """Published versions never change: letter → language → title."""
    manifest = DefinitionVersion.objects.values_list("manifest", flat=True).get(pk=version)
    return {name: about.get("titles", {}) for name, about in manifest.get("letters", {}).items()}
