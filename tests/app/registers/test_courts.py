"""The labour court of a domicile."""

from datetime import date

import pytest

from app.registers.courts import find_labour_court, list_labour_courts

DAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("postal_code", "language", "name"),
    [
        ("9000", "nl", "Arbeidsrechtbank Gent"),
        ("4000", "fr", "Tribunal du travail de Liège"),
        ("4700", "de", "Arbeitsgericht Eupen"),
        ("1000", "fr", "Tribunal du travail francophone de Bruxelles"),
        ("1000", "nl", "Nederlandstalige Arbeidsrechtbank Brussel"),
        ("1000", "de", "Tribunal du travail francophone de Bruxelles"),
    ],
)
def test_the_court_is_that_of_the_domicile_and_language(postal_code: str, language: str, name: str) -> None:
    court = find_labour_court(postal_code, DAY, language)
    assert court is not None
    assert court.name == name
    assert court.address


def test_brussels_has_two_courts() -> None:
    assert len(list_labour_courts("1000", DAY, "fr")) == 2


def test_a_day_before_the_data_takes_the_first_day_described() -> None:
    court = find_labour_court("9000", date(2014, 1, 1), "nl")
    assert court is not None
    assert court.id == "labour-court-gent"


def test_an_unknown_postal_code_has_no_court() -> None:
    assert find_labour_court("0001", DAY, "fr") is None
