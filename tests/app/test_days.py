"""Days in words: months and weekdays as each language abbreviates them, and in its own order."""

from datetime import date

import pytest
from django.utils import translation

from app.days import MONTHS, write_day

JUNE, JULY, MARCH = date(2026, 6, 15), date(2026, 7, 1), date(2026, 3, 2)


@pytest.mark.parametrize(
    ("day", "form", "language", "words"),
    [
        (JUNE, "j b", "fr", "15 juin"),
        (JULY, "j b Y", "fr", "1er juil. 2026"),
        (JULY, "j F Y", "fr", "1er juillet 2026"),
        (MARCH, "j b Y", "nl", "2 mrt. 2026"),
        (MARCH, "j b Y", "de", "2. März 2026"),
        (JULY, "l j F", "de", "Mittwoch, 1. Juli"),
        (JUNE, "D j F Y", "de", "Mo., 15. Juni 2026"),
        (JUNE, "D j F Y", "fr", "lun. 15 juin 2026"),
        (JUNE, "D j F Y", "nl", "ma 15 juni 2026"),
        (JULY, "j b Y", "en", "1 Jul 2026"),
        (JULY, "F Y", "fr", "juillet 2026"),
        (JULY, "Y-m-d", "de", "2026-07-01"),
        (JULY, "", "fr", ""),
    ],
)
def test_a_day_reads_as_its_language_writes_it(day: date, form: str, language: str, words: str) -> None:
    with translation.override(language):
        assert write_day(day, form, language) == words


@pytest.mark.parametrize("language", MONTHS)
def test_no_two_months_of_a_language_read_the_same(language: str) -> None:
    with translation.override(language):
        assert len({write_day(date(2026, month, 1), "b", language) for month in range(1, 13)}) == 12
