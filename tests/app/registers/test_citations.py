"""Belgian law is cited by the names it bears in the three languages."""

import pytest

from app.registers.citations import cite
from workflows.parameters import load_book
from workflows.process_folders import Library

ENGLISH = ("law", "Law", "decree", "of", "and", "to", "policy", "arts", "the", "AR", "RGS", "Reform")


@pytest.mark.parametrize(
    ("text", "language", "told"),
    [
        (
            "Royal decree no. 38 of 27 July 1967, art. 15 (surcharges)",
            "fr",
            "arrêté royal n° 38 du 27 juillet 1967, art. 15",
        ),
        (
            "Law of 11 April 1995 (Charter of the socially insured), arts 9 to 11",
            "nl",
            "wet van 11 april 1995 (Handvest van de sociaal verzekerde), art. 9 tot 11",
        ),
        (
            "RGS (AR of 19 December 1967), arts 44 and 44bis",
            "de",
            "allgemeine Regelung (Königlicher Erlass vom 19. Dezember 1967), Art. 44 und 44bis",
        ),
        (
            "Law of 30 December 1992, art. 93; AR of 15 March 1993",
            "nl",
            "wet van 30 december 1992, art. 93; koninklijk besluit van 15 maart 1993",
        ),
        (
            "AR no 38, art. 13bis",
            "fr",
            "arrêté royal n° 38, art. 13bis",
        ),
        (
            "Judicial Code, arts 1675/2 and following (collective debt settlement)",
            "nl",
            "Gerechtelijk Wetboek, art. 1675/2 en volgende",
        ),
        (
            "A ruling nobody knows",
            "fr",
            "A ruling nobody knows",
        ),
        (
            "Law of 5 May 1865, art. 2",
            "en",
            "Law of 5 May 1865, art. 2",
        ),
    ],
)
def test_a_law_is_cited_in_the_language(text: str, language: str, told: str) -> None:
    assert cite(text, language) == told


@pytest.mark.parametrize("language", ["fr", "nl"])
def test_no_shipped_citation_stays_english(language: str) -> None:
    book = {row.legal_basis for rows in load_book().rows.values() for row in rows}
    library = Library()
    laws = {law for key in library.list_keys() for law in library.read_manifest(key)["legal_basis"]}
    left = {cite(law, language) for law in book | laws}
    words = {law: set(law.replace(",", " ").replace(";", " ").split()) & set(ENGLISH) for law in left}
    assert {
        law: found for law, found in words.items() if found - {"of"} or (found and language == "fr")
    } == {}
