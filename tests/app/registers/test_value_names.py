"""Every legal value has a name, and every theme a title, in the four languages; values are told in words."""

from decimal import Decimal

import pytest
from django.utils.translation import override

from app.registers.value_names import list_themes, name_value
from app.registers.value_words import UNITS, tell_value
from workflows.parameters import load_book

LANGUAGES = {"fr", "nl", "de", "en"}


def test_every_value_has_a_name_in_four_languages() -> None:
    nameless = [
        code for theme in list_themes() for code, texts in theme.names.items() if set(texts) != LANGUAGES
    ]
    assert nameless == [], "add them to processes/parameters/words"


def test_every_theme_has_a_title_in_four_languages() -> None:
    assert [theme.key for theme in list_themes() if set(theme.title) != LANGUAGES] == []


def test_every_unit_of_the_book_has_words() -> None:
    assert {row.unit for rows in load_book().rows.values() for row in rows} <= {"", *UNITS}


def test_a_name_is_told_in_the_language() -> None:
    assert name_value("CONTRIB.FLOOR", "nl") == "Minimuminkomen in hoofdberoep"
    assert name_value("NOBODY.KNOWS", "nl") == "NOBODY.KNOWS"


@pytest.mark.parametrize(
    ("value", "unit", "told"),
    [
        (Decimal("0.205"), "rate", "20,5 %"),
        (Decimal("17374.08"), "EUR/year", "€ 17.374,08 per jaar"),
        (Decimal(1), "years", "1 jaar"),
        (Decimal(8), "day", "dag 8 van de maand"),
        ("12-31", "", "31 december"),
        (True, "", "Ja"),
    ],
)
def test_a_value_is_told_with_its_unit(value: object, unit: str, told: str) -> None:
    with override("nl"):
        assert tell_value(value, unit).replace("\xa0", " ") == told
