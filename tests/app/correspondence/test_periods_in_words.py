"""A quarter is told in words wherever a letter shows it, with the ending its article asks for."""

import io

import pytest
from pypdf import PdfReader

from app.correspondence.letter_data import build_data
from app.correspondence.samples import NOW
from app.correspondence.typesetting import typeset

TEXTS = {
    "fr": ("la cotisation du trimestre #data.one", "du premier trimestre 2025"),
    "nl": ("de bijdrage van het kwartaal #data.one", "van het eerste kwartaal 2025"),
    "de": ("der Beitrag für das Quartal #data.one", "für das erste Quartal 2025"),
}
DECLINED = [
    ("ab im Quartal #data.one", "im ersten Quartal 2025"),
    ("die des Quartals #data.one", "des ersten Quartals 2025"),
    ("*dem Quartal #data.one*", "dem ersten Quartal 2025"),
    ("Quartale: #data.both", "erstes Quartal 2025, drittes Quartal 2026"),
]


def write(language: str, text: str, title: str = "Titre") -> PdfReader:
    content = {"one": "2025Q1", "both": "2025Q1, 2026Q3"}
    data = build_data(
        reference="Q-2026-000001", now=NOW, language=language, recipient={"name": "Anne"}, content=content
    )
    source = f'#import "layout.typ": data, letter\n#letter("{language}", "{title}")[{text}.]'
    return PdfReader(io.BytesIO(typeset(source, data, now=NOW)))


def read(pdf: PdfReader) -> str:
    return " ".join(pdf.pages[0].extract_text().split())


@pytest.mark.parametrize("language", list(TEXTS))
def test_the_noun_before_a_quarter_is_said_once(language: str) -> None:
    text, told = TEXTS[language]
    assert told in read(write(language, text))


@pytest.mark.parametrize(("text", "told"), DECLINED)
def test_german_declines_a_quarter_by_its_article(text: str, told: str) -> None:
    assert told in read(write("de", text))


def test_a_title_that_names_a_quarter_is_in_words_in_the_document_too() -> None:
    pdf = write("fr", "#data.one", "Cotisation du 2025Q4")
    assert pdf.metadata is not None
    assert pdf.metadata.title == "Cotisation du quatrième trimestre 2025"


def test_an_explanation_without_a_line_is_not_drawn() -> None:
    text = '#import "layout.typ": amounts, trace\n#trace(())#amounts(())Fin'
    words = read(write("fr", text))
    assert "Fin" in words
    assert "Étape" not in words
    assert "Montant" not in words
