"""Every text of a screen exists in the four languages; English is the source."""

import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

LOCALE = Path(settings.BASE_DIR) / "app" / "locale"
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_marked_text_is_translated(language: str) -> None:
    with (LOCALE / language / "LC_MESSAGES" / "django.mo").open("rb") as file:
        catalogue = gettext.GNUTranslations(file)
    known = set(catalogue._catalog)  # type: ignore[attr-defined]
    assert sorted(text for text in read_texts() if text not in known) == []
