"""Quarters are written as people write them, kept as codes and shown in words."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from forms.quarters import QuartersField

SPELLINGS = [
    "2026Q1",
    "2026/1",
    "1/2026",
    "T1 2026",
    "1er trimestre 2026",
    "1e kwartaal van 2026",
    "1. Quartal 2026",
]


@pytest.mark.parametrize("typed", SPELLINGS)
def test_a_quarter_is_read_as_any_language_writes_it(typed: str) -> None:
    assert QuartersField().clean(typed) == "2026Q1"


@pytest.mark.parametrize("typed", ["1/2026, 2/2026", "1/2026 et 2/2026", "1/2026; 2/2026; 1/2026"])
def test_several_quarters_are_kept_once_each(typed: str) -> None:
    assert QuartersField().clean(typed) == "2026Q1, 2026Q2"


@pytest.mark.parametrize("typed", ["5/2026", "2026", "1/26", "the first"])
def test_what_is_no_quarter_is_refused_by_its_words(typed: str) -> None:
    with pytest.raises(ValidationError) as refused:
        QuartersField().clean(f"1/2026, {typed}")
    assert typed in refused.value.messages[0]


@pytest.mark.parametrize("language", ["fr", "nl", "de", "en"])
def test_what_is_shown_is_read_again_as_the_same(language: str) -> None:
    with translation.override(language):
        shown = QuartersField().prepare_value("2026Q1, 2026Q2, 2026Q3, 2026Q4")
        assert "Q" not in shown.replace("Quartal", "")
        assert QuartersField().clean(shown) == "2026Q1, 2026Q2, 2026Q3, 2026Q4"


def test_one_quarter_only_where_one_is_asked() -> None:
    with pytest.raises(ValidationError) as refused:
        QuartersField(only_one=True).clean("1/2026, 2/2026")
    assert refused.value.code == "quarters"


@pytest.mark.parametrize("known", ["2026", "before 2020", ""])
def test_what_is_only_shown_is_shown_as_it_is_known(known: Any) -> None:
    field = QuartersField(disabled=True, required=False)
    assert (field.prepare_value(known), field.clean(known)) == (known, known)
