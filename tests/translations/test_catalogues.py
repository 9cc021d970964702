"""Every text of a screen exists in the four languages; English is the source."""

import gettext
import re
from pathlib import Path

import pytest
import yaml

from tests.translations.marked_texts import BASE, GLUE, list_templates, read_marked_texts

APP = BASE / "app"
LANGUAGES = ("fr", "nl", "de")
#: Words English shares with a language, or that say something in every language.
SAME = yaml.safe_load((Path(__file__).parent / "same_words.yaml").read_text(encoding="utf-8"))
LETTER = re.compile(r"[^\W\d_]")
VARIABLE = re.compile(r"%\(\w+\)[sd]|{\w+}|%%")


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
    assert {text: place for text, place in read_marked_texts().items() if text not in known} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_only_words_known_to_be_the_same_read_like_english(language: str) -> None:
    assert sorted(read_alike(language)) == sorted(SAME["all"] + SAME[language])


def read_alike(language: str) -> set[str]:
    """Texts whose translation is the English text, where more than signs and variables is said."""
    found = set()
    for path in find_catalogues(language):
        with path.open("rb") as file:
            entries = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        for key, said in entries.items():
            text = (key if isinstance(key, str) else key[0]).split(GLUE)[-1]
            if said == text and LETTER.search(VARIABLE.sub("", text)):
                found.add(text)
    return found


def test_no_translate_tag_holds_a_per_cent_sign() -> None:
    """The tag looks it up doubled, so the text would stay English: say {name}, or use blocktranslate."""
    tag = re.compile(r"{%\s*trans(?:late)?\s+(\"[^\"]*%[^\"]*\"|'[^']*%[^']*')")
    found = [
        f"{path.relative_to(BASE)} {text}"
        for path in list_templates()
        for text in tag.findall(path.read_text(encoding="utf-8"))
    ]
    assert found == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_reads_the_same_wherever_it_stands(language: str) -> None:
    """Catalogues lie over each other: of two translations one would win everywhere. A context keeps them apart."""
    readings: dict[str, set[str]] = {}
    for path in find_catalogues(language):
        with path.open("rb") as file:
            for key, text in gettext.GNUTranslations(file)._catalog.items():  # type: ignore[attr-defined]
                readings.setdefault(str(key), set()).add(text)
    assert {key: found for key, found in readings.items() if key and len(found) > 1} == {}
