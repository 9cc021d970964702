"""An amount explains itself to a person, in each language, and keeps its explanation."""

import json
import re
from datetime import date
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import gettext as translate
from django.utils.translation import override

from app.registers.calculations import calculate
from app.registers.errors import SentenceTaken, SentenceUnknown
from app.registers.rendering import show_word
from app.registers.sentences import LEGAL_BASES, PARAMETER_NAMES, SENTENCES, WORDS, add_sentences
from app.registers.traces import Line, Trace, make_step, render, render_for_letter
from workflows.parameters import load_book

SAMPLES = {
    "contribution": {"year": 2025, "income": 150000, "fee_rate": "0.0395"},
    "provisional_contribution": {"year": 2024, "income": 30000, "with_fee": True},
    "provisional_base": {"year": 2026, "incomes": {"2020": 30000}},
    "regularisation": {"year": 2023, "income": 30000, "paid": "3363.88", "settled_on": "2025-08-12"},
    "surcharges": {"principal": 1000, "quarter": "2025Q1", "until": "2026-03-31", "stopped_on": "2026-05-01"},
    "company_contribution": {"year": 2025, "balance_sheet_total": 900000},
    "company_surcharge": {"principal": 868, "year": 2017, "paid_on": "2017-09-20"},
    "contribution_category": {"quarter": "2024Q1", "art37_claim": "married", "income": 5000},
    "due_date": {"quarter": "2025Q2", "start": "2025-04-01"},
    "limitation": {"year": 2019, "interrupted_on": ["2024-03-01"]},
    "exemption_window": {"quarter": "2020Q4"},
    "continued_insurance_window": {"end": "2025-02-10"},
    "judicial_interest": {"principal": 1000, "start": "2023-12-31", "until": "2024-12-31"},
}


@pytest.fixture
def maximum() -> Trace:
    """The highest contribution of 2025 with a fee of 3.95 %: every kind of figure stands in it."""
    return calculate("contribution", {"year": 2025, "income": 150000, "fee_rate": "0.0395"}).trace


def tell(trace: Trace, language: str) -> str:
    return (
        "\n".join(line.as_text() for line in render(trace, language))
        .replace("\xa0", " ")
        .replace("\u202f", " ")
    )


@pytest.mark.parametrize(
    ("language", "told"),
    [
        (
            "fr",
            [
                "Revenu net imposable de 2025 → 150 000,00 €",
                "20,5 % de 73 447,52 €, la partie du revenu jusqu’à 73 447,52 € → 15 056,74 €",
                "14,16 % de 34 790,88 €, la partie entre 73 447,52 € et 108 238,40 € → 4 926,39 €",
                "Rien n’est dû sur les 41 761,60 € au-delà du plafond de 108 238,40 €",
                "Un trimestre : un quart de 19 983,13 € par an, arrondi au cent → 4 995,78 €",
                "Frais de gestion : 3,95 % de 4 995,78 €, arrondis au cent → 197,33 €",
                "À payer pour le trimestre, frais de gestion compris → 5 193,11 €",
                "plafond de revenu : 108 238,40 € (du 1er janvier 2025 au 31 décembre 2025 ; arrêté royal n° 38",
            ],
        ),
        (
            "nl",
            [
                "Netto belastbaar inkomen van 2025 → € 150.000,00",
                "14,16 % van € 34.790,88, het deel tussen € 73.447,52 en € 108.238,40 → € 4.926,39",
                "Beheerskosten: 3,95 % van € 4.995,78, afgerond op de cent → € 197,33",
                "inkomensplafond: € 108.238,40 (van 1 januari 2025 tot en met 31 december 2025; koninklijk besluit",
            ],
        ),
        (
            "de",
            [
                "Steuerpflichtiges Nettoeinkommen 2025 → 150.000,00 €",
                "20,5 % von 73.447,52 €, dem Teil des Einkommens bis 73.447,52 € → 15.056,74 €",
                "Verwaltungskosten: 3,95 % von 4.995,78 €, auf den Cent gerundet → 197,33 €",
                "(vom 1. Januar 2025 bis 31. Dezember 2025; Königlicher Erlass Nr. 38 vom 27. Juli 1967",
            ],
        ),
        (
            "en",
            [
                "Net taxable income of 2025 → €150,000.00",
                "14.16% of €34,790.88, the part between €73,447.52 and €108,238.40 → €4,926.39",
                "Management fee: 3.95% of €4,995.78, rounded to the cent → €197.33",
                "ceiling of income: €108,238.40 (from 1 January 2025 to 31 December 2025; AR no 38",
            ],
        ),
    ],
)
def test_a_contribution_explains_itself(maximum: Trace, language: str, told: list[str]) -> None:
    shown = tell(maximum, language)
    assert [sentence for sentence in told if sentence not in shown] == []


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
@pytest.mark.parametrize("name", SAMPLES)
def test_each_calculation_explains_itself_in_each_language(name: str, language: str) -> None:
    trace = calculate(name, SAMPLES[name]).trace
    lines = render(trace, language)
    assert lines
    assert not any("{" in line.as_text() for line in lines)


@pytest.mark.parametrize("name", SAMPLES)
def test_a_trace_kept_as_json_reads_the_same(name: str) -> None:
    trace = calculate(name, SAMPLES[name]).trace
    kept = Trace.from_json(json.loads(json.dumps(trace.to_json())))
    assert kept == trace
    assert render(kept, "nl") == render(trace, "nl")


@pytest.mark.parametrize("name", SAMPLES)
def test_every_rule_and_legal_value_used_is_named_in_the_trace(name: str) -> None:
    trace = calculate(name, SAMPLES[name]).trace
    for use in trace.parameters:
        assert use.legal_basis
        assert use.start <= (use.until or date.max)
    assert trace.parameters or name in {"due_date", "contribution_category"}
    assert name not in {"contribution", "regularisation"} or any(step.rules for step in trace.steps)


@pytest.mark.parametrize("language", ["fr", "nl", "de"])
def test_every_sentence_is_translated_with_the_same_figures(language: str) -> None:
    """Those of other apps too, from their own catalogues."""
    texts = [*SENTENCES.values(), *PARAMETER_NAMES.values(), *WORDS.values(), *LEGAL_BASES]
    same = {"primostarter", "liquidation"}  # alike in other languages
    with override(language):
        for text in texts:
            told = translate(text)
            assert told != text or text in same, text
            assert sorted(re.findall("{[^}]*}", told)) == sorted(re.findall("{[^}]*}", text)), text


def test_every_legal_value_with_a_name_is_shipped() -> None:
    assert set(PARAMETER_NAMES) <= set(load_book().rows)


def test_a_draft_value_is_told_before_all_else() -> None:
    # The second bracket of the mini status was deduced, so it has to be confirmed.
    trace = calculate("contribution", {"category": "spouse_mini", "year": 2025, "income": 90000}).trace
    first = render(trace, "fr")[0]
    assert first.kind == "warning"
    assert first.text.startswith("À confirmer : la valeur légale CONTRIB.RATE.MINI2")


def test_a_value_beyond_doubt_brings_no_warning(maximum: Trace) -> None:
    assert maximum.warnings == ()


def test_a_step_without_a_sentence_is_refused() -> None:
    with pytest.raises(SentenceUnknown):
        render(Trace("x", {}, (make_step("unheard_of"),), {}), "fr")


def test_another_app_adds_sentences_but_takes_none_away() -> None:
    add_sentences({"test_only": "A test"})
    assert render(Trace("x", {}, (make_step("test_only", Decimal("-3.5"), "EUR"),), {}), "en") == [
        Line("result", "A test", "−€3.50")
    ]
    with pytest.raises(SentenceTaken):
        add_sentences({"test_only": "Another test"})
    del SENTENCES["test_only"]


def test_a_letter_reads_plain_lines(maximum: Trace) -> None:
    lines = render_for_letter(maximum, "de")
    assert lines[-1]["kind"] == "result"
    assert lines[-1]["result"].replace("\xa0", " ") == "5.193,11 €"
    assert json.dumps(lines)


def test_a_page_shows_the_trace_in_the_readers_language(maximum: Trace) -> None:
    template = Template("{% load traces %}{% show_trace trace %}")
    with override("nl"):
        page = template.render(Context({"trace": maximum.to_json()}))
    assert "<h2>Hoe dit bedrag is berekend</h2>" in page
    assert "Gebruikte wettelijke waarden" in page
    assert "<strong>Te betalen voor het kwartaal, beheerskosten inbegrepen</strong>" in page


def test_a_page_says_when_nothing_was_kept() -> None:
    with override("en"):
        page = Template("{% load traces %}{% show_trace trace 'h3' %}").render(Context({"trace": None}))
    assert "No explanation was kept" in page
    assert "<h3>" in page


def test_what_a_person_typed_is_escaped() -> None:
    trace = Trace("x", {}, (make_step("category", category="<script>"),), {})
    with override("en"):
        page = Template("{% load traces %}{% show_trace trace %}").render(Context({"trace": trace}))
    assert "<script>" not in page


def test_a_day_of_every_year_is_told_as_a_day() -> None:
    with override("fr"):
        assert (show_word("12-31"), show_word("06-30")) == ("31 décembre", "30 juin")
