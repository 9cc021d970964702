"""Every text of a screen exists in the four languages; English is the source."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

APP = Path(settings.BASE_DIR) / "app"
LANGUAGES = ("fr", "nl", "de")
TEMPLATE_TEXT = re.compile(r"{%\s*(?:translate|trans)\s+\"([^\"]+)\"")
TEMPLATE_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.S)
CODE_TEXT = re.compile(r"(?<![\w.])(?:_|gettext|gettext_lazy)\(\s*\"((?:[^\"\\]|\\.)+)\"\s*,?\s*\)")


def read_texts() -> set[str]:
    """Texts marked in templates and code. A block's text is checked where it has no variables of its own."""
    texts: set[str] = set()
    for path in (Path(settings.BASE_DIR) / "app").rglob("*.html"):
        content = path.read_text(encoding="utf-8")
        texts.update(TEMPLATE_TEXT.findall(content))
        texts.update(block for block in TEMPLATE_BLOCK.findall(content) if "{" not in block)
    for folder in ("app", "forms", "workflows"):
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            texts.update(CODE_TEXT.findall(path.read_text(encoding="utf-8")))
    return texts


def find_catalogues(language: str) -> list[Path]:
    """The site's own and each app's, as Django finds them."""
    return sorted(APP.rglob(f"locale/{language}/LC_MESSAGES/django.mo"))


def read_catalogue(path: Path) -> set[str]:
    with path.open("rb") as file:
        entries = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    return {key if isinstance(key, str) else key[0] for key in entries}  # a plural's key is (text, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_compiled_catalogue_is_as_new_as_its_source(language: str) -> None:
    for path in find_catalogues(language):
        source = path.with_suffix(".po").read_text(encoding="utf-8")
        entries = re.findall(r'^msgid "([^"\\\n]+)"$', source, re.M)
        assert [text for text in entries if text not in read_catalogue(path)] == [], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_text_is_translated(language: str) -> None:
    known = {text for path in find_catalogues(language) for text in read_catalogue(path)}
    assert sorted(text for text in read_texts() if text not in known) == []
