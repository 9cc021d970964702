"""What the public reads on a day, and what its owners have under way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q, QuerySet

from app.knowledge.edition_models import UNDER_WAY, Article, Edition, EditionState, EditionText
from app.knowledge.sources import Topic, shelf


@dataclass(frozen=True)
class Told:
    """An edition that stands on a day, in one language."""

    article: Article
    edition: Edition
    text: EditionText


def standing(on: date) -> QuerySet[Edition]:
    """The published editions of a day."""
    ends = Q(valid_until__isnull=True) | Q(valid_until__gte=on)
    return Edition.objects.filter(ends, state=EditionState.PUBLISHED, valid_from__lte=on)


def list_told(language: str, on: date, *, topic: str = "") -> list[Told]:
    """All articles of a day in their order, or those of one life event."""
    editions = standing(on).filter(**({"article__topic": topic} if topic else {}))
    texts = EditionText.objects.filter(edition__in=editions, language=language)
    rows = texts.select_related("edition__article").order_by("edition__article__position")
    return [Told(row.edition.article, row.edition, row) for row in rows]


def find_told(key: str, language: str, on: date) -> Told | None:
    """The article as it reads on a day; None when none stands."""
    text = (
        EditionText.objects.filter(edition__in=standing(on), edition__article__key=key, language=language)
        .select_related("edition__article")
        .first()
    )
    return Told(text.edition.article, text.edition, text) if text else None


def list_topics(language: str, on: date) -> Iterator[tuple[Topic, list[Told]]]:
    """Each life event with its articles of the day; none without."""
    told = list_told(language, on)
    for topic in shelf().topics.values():
        found = [one for one in told if one.article.topic == topic.key]
        if found:
            yield topic, found


def list_articles() -> list[Article]:
    return list(Article.objects.prefetch_related("editions"))


def find_article(key: str) -> Article | None:
    return Article.objects.filter(key=key).first()


def find_under_way(article: Article) -> Edition | None:
    """The edition its owner, a lawyer or the approver has in hand."""
    return article.editions.filter(state__in=UNDER_WAY).first()


def find_newest(article: Article) -> Edition | None:
    """The edition that reads now or will: what a new draft begins with."""
    return article.editions.filter(state=EditionState.PUBLISHED).order_by("-valid_from").first()


def list_to_review(on: date) -> QuerySet[Edition]:
    """Published editions whose day to be looked at has come."""
    return (
        standing(on)
        .filter(review_on__lte=on)
        .select_related("article")
        .order_by(F("review_on").asc(), "article__position")
    )
