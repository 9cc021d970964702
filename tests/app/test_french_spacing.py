"""French pages are set with narrow spaces that do not break; what is data keeps its own."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.french_spacing import set_page, set_spaces

N = "\u202f"


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("Arrêté : un tri", f"Arrêté{N}: un tri"),
        ("Qui décide ?", f"Qui décide{N}?"),
        ("une chose ; une autre !", f"une chose{N}; une autre{N}!"),
        ("la page « Statistiques »", f"la page «{N}Statistiques{N}»"),
        ("1 234,50 € et 20,5 %", f"1 234,50{N}€ et 20,5{N}%"),
        ("à 14:30, sur https://vigie.example/?a=1", "à 14:30, sur https://vigie.example/?a=1"),
    ],
)
def test_a_text_gets_its_narrow_spaces(written: str, told: str) -> None:
    assert set_spaces(written) == told


def test_tags_and_what_people_typed_stay_as_they_are() -> None:
    page = '<input value="Objet : a"><textarea name="t">Pourquoi ? <b>x</b></textarea><p title="a : b">Objet : a</p>'
    assert set_page(page) == page.replace("Objet : a</p>", f"Objet{N}: a</p>")


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "is_set"), [("fr", True), ("en", False)])
def test_pages_are_set_in_french_alone(
    browser: Client, caseworker: User, language: str, is_set: bool
) -> None:
    User.objects.filter(pk=caseworker.pk).update(language=language)
    page = browser.get("/cases/new/").content.decode()
    assert (f"société{N}?" in page) == is_set
