"""The ladder that follows an undue benefit speaks of benefits, not of contributions, surcharges or orders."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from pypdf import PdfReader

from app.correspondence.samples import NOW, build_sample
from app.correspondence.typesetting import typeset

FOLDER = Path(settings.PROCESSES_DIR) / "recovery"
NEVER = {
    "fr": ("cotisation sociale", "contrainte", "majoration", "38 du"),
    "nl": ("sociale bijdrage", "dwangbevel", "verhogingen", "nr. 38"),
    "de": ("Sozialbeitrag", "Zahlungsbefehl", "Zuschl", "Nr. 38"),
}


def read(letter: str, language: str) -> str:
    source = (FOLDER / "letters" / f"{letter}.{language}.typ").read_text(encoding="utf-8")
    data = build_sample(FOLDER, source, language)
    data |= {"kind": "recovery", "surcharge": "0.00", "fee": "0.00"}
    pages = PdfReader(io.BytesIO(typeset(source, data, now=NOW, name=letter))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


@pytest.mark.parametrize("language", list(NEVER))
@pytest.mark.parametrize("letter", ["reminder", "second_reminder", "formal_notice"])
def test_a_letter_about_an_undue_benefit_names_no_contribution(letter: str, language: str) -> None:
    text = read(letter, language)
    assert [word for word in NEVER[language] if word in text] == []
