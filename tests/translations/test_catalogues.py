"""Every text of a screen exists in the four languages; English is the source."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

APP = Path(settings.BASE_DIR) / "app"
LANGUAGES = ("fr", "nl", "de")
TEMPLATE_BLOCK = re.compile(r"{%\s*blocktranslate[^%]*%}(.*?){%\s*endblocktranslate\s*%}", re.S)
TEMPLATE_CONTEXT = re.compile(r"{%\s*translate\s+\"([^\"]+)\"\s+context\s+\"([^\"]+)\"")
CODE_CONTEXT = re.compile(r"pgettext(?:_lazy)?\(\s*\"([^\"]+)\",\s*\"([^\"]+)\"")
TEMPLATE_TEXT = re.compile(r"{%\s*(?:translate|trans)\s+\"([^\"]+)\"(?!\s+context)")
CODE_TEXT = re.compile(
    r"(?<![\w.])(?:_|gettext|gettext_lazy|gettext_noop)\(\s*\"((?:[^\"\\]|\\.)+)\"\s*,?\s*\)"
)


def read_texts() -> set[str]:
    """Texts marked in templates and code. A block's text is checked where it has no variables of its own."""
    texts: set[str] = set()
    for path in (Path(settings.BASE_DIR) / "app").rglob("*.html"):
        content = path.read_text(encoding="utf-8")
        texts.update(TEMPLATE_TEXT.findall(content))
        texts.update(f"{context}\x04{text}" for text, context in TEMPLATE_CONTEXT.findall(content))
        texts.update(block for block in TEMPLATE_BLOCK.findall(content) if "{" not in block)
    for folder in ("app", "forms", "workflows"):
        for path in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
            content = path.read_text(encoding="utf-8")
            texts.update(CODE_TEXT.findall(content))
            texts.update(f"{context}\x04{text}" for context, text in CODE_CONTEXT.findall(content))
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
        found = re.findall(r'^(?:msgctxt "([^"]+)"\n)?msgid "([^"\\\n]+)"$', source, re.M)
        entries = [f"{context}\x04{text}" if context else text for context, text in found]
        assert [text for text in entries if text not in read_catalogue(path)] == [], path


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_text_is_translated(language: str) -> None:
    known = {text for path in find_catalogues(language) for text in read_catalogue(path)}
    assert sorted(text for text in read_texts() if text not in known) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_reads_the_same_wherever_it_stands(language: str) -> None:
    """Catalogues lie over each other: of two translations one would win everywhere. A context keeps them apart."""
    readings: dict[str, set[str]] = {}
    for path in find_catalogues(language):
        with path.open("rb") as file:
            for key, text in gettext.GNUTranslations(file)._catalog.items():  # type: ignore[attr-defined]
                readings.setdefault(str(key), set()).add(text)
    assert {key: found for key, found in readings.items() if key and len(found) > 1} == {}
