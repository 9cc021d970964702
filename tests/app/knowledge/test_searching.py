"""The public search: by stems in three languages, without accents, despite slips of the pen."""

from datetime import UTC, date, datetime

import pytest

from app.knowledge.searching import search
from app.knowledge.shipping import ship
from app.knowledge.sources import shelf

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _articles(db: None) -> None:
    ship(shelf(), now=datetime(2026, 3, 2, 9, 0, tzinfo=UTC))


def find(text: str, language: str) -> list[str]:
    return [one.told.article.key for one in search(text, language, TODAY)]


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [
        ("naissances", "fr", "family"),
        ("indemnite maladie", "fr", "illness"),
        ("droit passerelle", "fr", "bankruptcy"),
        ("geboortes", "nl", "family"),
        ("afbetalingsplannen", "nl", "payment_difficulty"),
        ("zusatzpensionen", "de", "supplementary_pension"),
        ("uberbruckungsrecht", "de", "bankruptcy"),
        ("Gesellschaften Jahresbeitrag", "de", "companies"),
    ],
)
def test_another_form_of_the_word_is_found(text: str, language: str, key: str) -> None:
    assert find(text, language)[0] == key


@pytest.mark.parametrize(
    ("text", "language", "key"),
    [("maternitee", "fr", "family"), ("faillisement", "nl", "bankruptcy"), ("Krankheitt", "de", "illness")],
)
def test_a_slip_of_the_pen_is_forgiven(text: str, language: str, key: str) -> None:
    found = search(text, language, TODAY)
    assert key in [one.told.article.key for one in found]
    assert found[0].alike


def test_what_fits_nothing_finds_nothing() -> None:
    assert search("zzqx", "fr", TODAY) == []
    assert search("   ", "fr", TODAY) == []


def test_operators_and_nonsense_are_words_like_others() -> None:
    assert search("'; DROP TABLE --\x00 & | ! <-> :*", "fr", TODAY) == []


def test_what_was_looked_for_is_marked() -> None:
    [first, *_] = search("faillite", "fr", TODAY)
    assert "faillite" in [piece.text.lower() for piece in first.excerpt if piece.marked]
