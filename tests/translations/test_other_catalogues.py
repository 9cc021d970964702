"""Packages bring catalogues of their own; where they translate a text of ours too, ours is read."""

import gettext

import pytest
from django.utils import translation

from tests.translations.test_catalogues import LANGUAGES, find_catalogues


def read_plain(language: str) -> dict[str, str]:
    """Our texts without context or plural."""
    found: dict[str, str] = {}
    for path in find_catalogues(language):
        with path.open("rb") as file:
            texts = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
        found |= {
            text: said
            for text, said in texts.items()
            if isinstance(text, str) and text and "\x04" not in text
        }
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_package_speaks_over_us(language: str) -> None:
    ours = read_plain(language)
    with translation.override(language):
        assert {text: said for text, said in ours.items() if translation.gettext(text) != said} == {}
