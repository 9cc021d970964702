"""The house layout: accessible, in the person's language, with payment, amounts and explanation."""

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import override_settings
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from app.correspondence.letter_data import build_data
from app.correspondence.typesetting import compile_letter, typeset

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
NOTICE = """#import "layout.typ": *
#letter("{language}", "Votre cotisation")[
  #editable("intro")[Bonjour.]
  #amounts(data.rows.map(row => (row.label, row.amount)), total: data.payment.amount)
  #payment()
  #trace(data.trace)
]"""
TRACE = [
    {"kind": "step", "text": "Revenu de 2023", "result": "20 000,00 €", "sources": ["AR 38 art. 11"]},
    {"kind": "result", "text": "Cotisation", "result": "1 025,00 €", "sources": []},
]


def make_notice(language: str = "fr") -> PdfReader:
    data = build_data(
        reference="Q-2026-000001",
        now=NOW,
        language=language,
        recipient={"name": "Anne Lefèvre", "address": "Rue Haute 1\n1000 Bruxelles"},
        content={"rows": [{"label": "Trimestre 1", "amount": Decimal("1025.00")}], "trace": TRACE},
        payment={"reference": "090933755493", "amount": "1025", "due_on": "2026-03-31"},
    )
    return PdfReader(io.BytesIO(typeset(NOTICE.replace("{language}", language), data, now=NOW)))


def list_structure(node: Any) -> list[DictionaryObject]:
    """Every structure element below a node."""
    node = node.get_object()
    if isinstance(node, list):
        return [one for child in node for one in list_structure(child)]
    if not isinstance(node, DictionaryObject):
        return []
    below = list_structure(node["/K"]) if "/K" in node else []
    return [node, *below] if "/S" in node else below


def test_a_notice_is_a_tagged_accessible_pdf_with_language_and_title() -> None:
    reader = make_notice()
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert root["/Lang"] == "fr-BE"
    assert reader.metadata is not None
    assert reader.metadata.title == "Votre cotisation"
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


def test_the_code_is_a_figure_with_words_and_the_tables_have_headers() -> None:
    elements = list_structure(make_notice().trailer["/Root"]["/StructTreeRoot"]["/K"])
    figures = [one for one in elements if one["/S"] == "/Figure"]
    assert any("090/9337/55493" in str(one.get("/Alt", "")) for one in figures)
    kinds = [one["/S"] for one in elements]
    assert kinds.count("/Table") == 2
    assert kinds.count("/TH") == 4


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("fr", ["À payer au plus tard le", "31 mars 2026", "Comment ce montant est calculé"]),
        ("nl", ["Te betalen uiterlijk op", "31 maart 2026", "Hoe dit bedrag is berekend"]),
        ("de", ["Zu zahlen spätestens am", "31. März 2026", "So wurde dieser Betrag berechnet"]),
    ],
)
def test_the_frame_speaks_the_language_of_the_letter(language: str, words: list[str]) -> None:
    text = " ".join(make_notice(language).pages[0].extract_text().split())
    assert [word for word in words if word not in text] == []
    assert "1.025,00 €" in text
    assert "+++090/9337/55493+++" in text
    assert "BE71 0961 2345 6769" in text


@pytest.mark.parametrize("window", ["left", "right"])
def test_the_address_is_in_the_window_of_the_envelope(window: str) -> None:
    places: list[tuple[float, float]] = []

    def visit(text: str, cm: Any, tm: Any, _font: Any, _size: Any) -> None:
        if "Anne Lef" in text:
            across = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            up = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            places.append((across / 72 * 25.4, 297 - up / 72 * 25.4))

    with override_settings(LETTER_WINDOW=window):
        make_notice().pages[0].extract_text(visitor_text=visit)
    across, down = places[0]
    assert 45 <= down <= 60
    assert (20 <= across <= 30) if window == "left" else (105 <= across <= 120)


@pytest.mark.parametrize(("steps", "found"), [(TRACE, {"calculation"}), ([], set())])
def test_a_calculation_that_is_shown_line_by_line_is_a_mention(
    steps: list[dict[str, Any]], found: set[str]
) -> None:
    source = '#import "layout.typ": *\n#letter("fr", "A")[#mention("calculation")[#trace(data.trace)]]'
    data = build_data(
        reference="Q-2026-000001",
        now=NOW,
        language="fr",
        recipient={"name": "Anne"},
        content={"trace": steps},
    )
    assert compile_letter(source, data, now=NOW).mentions == found


def test_what_the_text_marks_is_read_back() -> None:
    made = compile_letter(
        '#import "layout.typ": *\n#letter("nl", "X", decision: "grant", approval: true)'
        '[#mention("facts")[] #mention("court")[Gent] #editable("a")[Een *woord*]]',
        build_data(reference="R", now=NOW, language="nl", recipient={"name": "J"}, content={}),
        now=NOW,
    )
    assert (made.decision, made.needs_approval, made.mentions) == ("grant", True, {"court"})
    assert made.blocks == {"a": "Een woord"}


CLOSED = """#import "layout.typ": *
#letter("fr", "Votre question")[
  #v({height}mm)

  Ces derniers mots disent ce qui suit, et rien ne les sépare de la fin.
{tail}]"""


@pytest.mark.parametrize("tail", ["", "\n  #contact()\n"], ids=["words", "whom to call"])
def test_the_closing_is_never_alone_on_a_page(tail: str) -> None:
    data = build_data(
        reference="Q-1", now=NOW, language="fr", recipient={"name": "Anne Lefèvre", "address": "Rue Haute 1"},
        content={},
    )  # fmt: skip
    for height in range(110, 170, 4):
        source = CLOSED.replace("{height}", str(height)).replace("{tail}", tail)
        pages = PdfReader(io.BytesIO(typeset(source, data, now=NOW))).pages
        last = pages[-1].extract_text()
        assert "Votre caisse" in last
        assert "derniers mots" in last, height
