"""Dates in letters."""

from datetime import date

import pytest

from app.correspondence.dates import write_date


@pytest.mark.parametrize(
    ("language", "written"), [("fr", "1er mars 2026"), ("nl", "1 maart 2026"), ("de", "1. März 2026")]
)
def test_a_date_is_written_as_the_language_does(language: str, written: str) -> None:
    assert write_date(date(2026, 3, 1), language) == written


def test_only_the_first_is_an_ordinal_in_french() -> None:
    assert write_date(date(2026, 3, 2), "fr") == "2 mars 2026"
