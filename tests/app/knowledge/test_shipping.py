"""The shipped articles: brought in once, renewed when their words change, never over the fund's own."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from app.knowledge.models import Article, Edition, EditionText
from app.knowledge.queries import find_told, list_told
from app.knowledge.shipping import ship
from app.knowledge.sources import shelf

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 2)


def test_each_life_event_has_an_article_in_three_languages() -> None:
    ship(shelf(), now=NOW)
    wanted = set(shelf().topics)
    for language in ("fr", "nl", "de"):
        assert {one.article.topic for one in list_told(language, TODAY)} == wanted


def test_a_second_run_changes_nothing() -> None:
    ship(shelf(), now=NOW)
    before = Edition.objects.count()
    assert ship(shelf(), now=NOW).published == []
    assert Edition.objects.count() == before


def test_an_article_does_not_read_before_its_first_day() -> None:
    ship(shelf(), now=NOW)
    assert find_told("pension", "fr", date(2024, 12, 31)) is None
    assert find_told("pension", "fr", date(2025, 1, 1)) is not None


def test_the_words_of_a_published_edition_cannot_be_changed() -> None:
    ship(shelf(), now=NOW)
    with pytest.raises(IntegrityError, match="Only a draft is written"), transaction.atomic():
        EditionText.objects.filter(language="fr").update(body="autre chose")
    with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic():
        Edition.objects.update(drafted_by="user:1")


def test_an_article_nobody_ships_any_more_stays() -> None:
    ship(shelf(), now=NOW)
    assert Article.objects.count() == len(shelf().articles)
