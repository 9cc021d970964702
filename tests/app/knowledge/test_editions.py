"""An edition of the fund's own: written by one, read by a lawyer, approved by a third, then kept as it is."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, transaction

from app.knowledge import editions
from app.knowledge.errors import EditionRefused, EditionStateRefused, SecondPersonNeeded
from app.knowledge.models import Article, Edition, EditionState
from app.knowledge.queries import find_told
from app.knowledge.shipping import ship
from app.knowledge.sources import shelf

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WORDS = editions.Wording(title="La pension", summary="En bref", body="## Âge\n\n{{PENSION.LEGAL_AGE}} ans.")
DRAFT = editions.Draft(
    valid_from=date(2026, 4, 1),
    valid_until=None,
    review_on=date(2027, 1, 15),
    legal_basis=dict.fromkeys(("fr", "nl", "de"), "AR 72"),
    change="Nouvel âge",
    wordings=dict.fromkeys(("fr", "nl", "de"), WORDS),
)


@pytest.fixture
def article(db: None) -> Article:
    ship(shelf(), now=NOW)
    return Article.objects.get(key="pension")


@pytest.fixture
def reviewed(article: Article) -> Edition:
    edition = editions.write_draft(article.pk, DRAFT, by="user:1", now=NOW)
    editions.submit(edition.pk, case_ref="P-2026-000001")
    return editions.review(edition.pk, sound=True, note="", by="user:2", now=NOW)


def test_a_published_edition_reads_from_its_first_day_and_ends_the_one_before(reviewed: Edition) -> None:
    editions.publish(reviewed.pk, by="user:3", now=NOW)
    before = find_told("pension", "fr", date(2026, 3, 31))
    after = find_told("pension", "fr", date(2026, 4, 1))
    assert before
    assert after
    assert (before.edition.origin, after.edition.pk) == ("shipped", reviewed.pk)


def test_whoever_wrote_it_does_not_review_it(article: Article) -> None:
    edition = editions.write_draft(article.pk, DRAFT, by="user:1", now=NOW)
    editions.submit(edition.pk, case_ref="P-2026-000001")
    with pytest.raises(SecondPersonNeeded):
        editions.review(edition.pk, sound=True, note="", by="user:1", now=NOW)


@pytest.mark.parametrize("by", ["user:1", "user:2"])
def test_neither_writer_nor_lawyer_approves_it(reviewed: Edition, by: str) -> None:
    with pytest.raises(SecondPersonNeeded):
        editions.publish(reviewed.pk, by=by, now=NOW)


def test_the_database_refuses_it_too(reviewed: Edition) -> None:
    with pytest.raises(IntegrityError, match="approved_by_another"), transaction.atomic():
        Edition.objects.filter(pk=reviewed.pk).update(
            state="published", approved_by="user:2", published_at=NOW
        )


def test_what_is_reviewed_is_not_written_any_more(reviewed: Edition) -> None:
    with pytest.raises(EditionStateRefused):
        editions.write_draft(reviewed.article_id, DRAFT, by="user:1", now=NOW)


def test_what_the_lawyer_sends_back_is_written_again(article: Article) -> None:
    edition = editions.write_draft(article.pk, DRAFT, by="user:1", now=NOW)
    editions.submit(edition.pk, case_ref="P-2026-000001")
    editions.review(edition.pk, sound=False, note="L’âge", by="user:2", now=NOW)
    again = editions.write_draft(article.pk, replace(DRAFT, change="Corrigé"), by="user:1", now=NOW)
    assert (again.pk, again.state, again.change) == (edition.pk, EditionState.DRAFT, "Corrigé")


def test_a_shipped_edition_never_takes_the_place_of_an_own_one(reviewed: Edition) -> None:
    editions.publish(reviewed.pk, by="user:3", now=NOW)
    ship(shelf(), now=NOW)
    told = find_told("pension", "fr", date(2026, 5, 1))
    assert told
    assert told.edition.pk == reviewed.pk


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"valid_until": date(2026, 3, 1)}, "valid_until"),
        ({"review_on": date(2026, 4, 1)}, "review_on"),
        ({"wordings": {"fr": WORDS, "nl": WORDS}}, "body_de"),
        ({"wordings": dict.fromkeys(("fr", "nl", "de"), replace(WORDS, body="{{NO.SUCH}}"))}, "body_fr"),
        ({"wordings": dict.fromkeys(("fr", "nl", "de"), replace(WORDS, body="# Un"))}, "body_fr"),
        ({"legal_basis": {"fr": "AR 72"}}, "legal_basis_nl"),
    ],
)
def test_a_draft_that_could_never_be_published_is_refused_at_its_field(
    article: Article, change: dict[str, object], field: str
) -> None:
    with pytest.raises(EditionRefused) as refused:
        editions.write_draft(article.pk, replace(DRAFT, **change), by="user:1", now=NOW)  # type: ignore[arg-type]
    assert refused.value.context["field"] == field
