"""What is only read is written for the reader: amounts, days, choices and yes or no in the language."""

from decimal import Decimal
from typing import Any

import pytest
from django import forms
from django.template import Context
from django.utils import translation

from app.template_parts import field as show_field
from app.template_parts import money, told
from forms.definition import Field, Option
from forms.fields import build_field

LABEL = {"fr": "Champ", "nl": "Veld", "de": "Feld", "en": "Field"}
ORDER = Option(value="order", label={"fr": "Contrainte", "nl": "Dwangbevel", "de": "Befehl", "en": "Order"})


def read_only(kind: str, value: Any, *options: Option) -> forms.BoundField:
    entry = Field(name="it", type=kind, label=LABEL, read_only=True, options=options)
    form = forms.Form(initial={"it": value})
    form.fields["it"] = build_field(entry, "fr", required=False)
    return form["it"]


@pytest.mark.parametrize(
    ("kind", "value", "language", "words"),
    [
        ("money", Decimal("1765.82"), "en", "1,765.82"),
        ("money", "1765.8", "fr", "1\u202f765,80"),
        ("money", "1765.82", "de", "1.765,82"),
        ("money", 0, "nl", "0,00"),
        ("date", "2026-03-31", "fr", "31 mars 2026"),
        ("integer", 2026, "fr", "2026"),
        ("text", "as it is", "fr", "as it is"),
        ("text", "", "fr", "–"),
        ("money", None, "fr", "–"),
        ("date", "not a day", "fr", "not a day"),
        ("boolean", True, "de", "Ja"),
        ("boolean", False, "nl", "Nee"),
    ],
)
def test_a_value_is_told_in_the_language(kind: str, value: Any, language: str, words: str) -> None:
    with translation.override(language):
        assert told(read_only(kind, value)).replace("\xa0", "\u202f") == words


def test_a_choice_is_told_by_its_label() -> None:
    assert told(read_only("choice", "order", ORDER)) == "Contrainte"


def test_a_sentence_that_is_true_is_ticked_and_nothing_more() -> None:
    html = show_field(Context(), read_only("boolean", True))
    assert html["ticked"] is True
    assert show_field(Context(), read_only("boolean", False))["ticked"] is False


def test_money_has_its_groups_and_its_sign() -> None:
    with translation.override("de"):
        assert money(Decimal("12345.6")) == "12.345,60\xa0€"
        assert money(None) == ""
