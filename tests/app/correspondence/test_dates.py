"""Dates in letters."""

from datetime import date

import pytest

from app.correspondence.dates import write_codes, write_date


@pytest.mark.parametrize(
    ("language", "written"), [("fr", "1er mars 2026"), ("nl", "1 maart 2026"), ("de", "1. März 2026")]
)
def test_a_date_is_written_as_the_language_does(language: str, written: str) -> None:
    assert write_date(date(2026, 3, 1), language) == written


def test_only_the_first_is_an_ordinal_in_french() -> None:
    assert write_date(date(2026, 3, 2), "fr") == "2 mars 2026"


@pytest.mark.parametrize(
    ("language", "written"),
    [("fr", "mai 2024, juin 2024"), ("nl", "mei 2024, juni 2024"), ("de", "Mai 2024, Juni 2024")],
)
def test_months_told_by_their_numbers_are_written_in_words(language: str, written: str) -> None:
    assert write_codes("2024-05, 2024-06", language) == written


@pytest.mark.parametrize("text", ["Dossier 2024-05", "2024-13", "2024-02-30", "Q-2026-000001", "2024"])
def test_what_is_no_month_or_day_stays_as_it_was_written(text: str) -> None:
    assert write_codes(text, "fr") == text


def test_a_day_in_digits_is_written_in_words() -> None:
    assert write_codes("2024-05-01", "fr") == "1er mai 2024"
