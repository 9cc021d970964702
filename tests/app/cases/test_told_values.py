"""Values of a process told to a reader: labels, money, days and choices in the language; what is sensitive hidden."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from app.cases.told_values import read_names, tell_variables

LANGUAGES = {"fr", "nl", "de", "en"}


def tell(language: str, *, unveiled: bool = True, **values: Any) -> dict[str, str]:
    with translation.override(language):
        lines = tell_variables(values, None, language, unveiled=unveiled)
    return {one.label: "hidden" if one.is_hidden else " / ".join(one.lines) for one in lines}


@pytest.mark.parametrize(
    ("language", "values", "told"),
    [
        ("fr", {"amount": Decimal("1765.8")}, {"Montant": "1\xa0765,80\xa0€"}),
        ("de", {"refund_amount": Decimal("12.5")}, {"Zu erstattender Betrag": "12,50\xa0€"}),
        ("nl", {"year": Decimal(2026)}, {"Jaar": "2026"}),
        ("fr", {"decided_on": date(2026, 7, 1)}, {"Décidé le": "1er juillet 2026"}),
        ("nl", {"await_answer": True}, {"Op antwoord wachten": "Ja"}),
        ("en", {"share": Decimal("33.30")}, {"Share in %": "33.3"}),
        ("en", {"reason": None}, {"Reason": "–"}),
        ("en", {"receivables": ["R1", "R2"]}, {"Receivables": "R1 / R2"}),
        ("en", {"content": {"year": Decimal(2026), "text": "a\nb"}}, {"Content": "Year: 2026 / Text: a; b"}),
        ("en", {"unheard_of": "x"}, {"Unheard of": "x"}),
    ],
)
def test_a_value_has_a_label_and_a_text_in_the_language(
    language: str, values: dict[str, Any], told: dict[str, str]
) -> None:
    found = tell(language, **values)
    assert {label: text.replace("\u202f", "\xa0") for label, text in found.items()} == told


def test_whom_it_is_about_is_hidden_also_inside_a_context() -> None:
    content = {"name": "Lucas Maes", "year": Decimal(2026)}
    assert tell("en", unveiled=False, content=content) == {"Content": "Name: hidden / Year: 2026"}
    assert tell("en", unveiled=False, recipient={"name": "Lucas Maes"}) == {"Recipient": "hidden"}


def test_nothing_is_hidden_where_there_is_nothing() -> None:
    assert tell("en", unveiled=False, email=None) == {"E-mail address": "–"}


def test_every_name_is_written_in_the_four_languages() -> None:
    assert [
        name for name, texts in read_names().items() if set(texts) != LANGUAGES or not all(texts.values())
    ] == []
