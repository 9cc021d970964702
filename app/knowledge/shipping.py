"""Bringing the shipped articles into the database, where the search finds them. Again and again without harm."""

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Q

from app.knowledge.edition_life import EditionLife
from app.knowledge.edition_models import Article, Edition, EditionState, Origin
from app.knowledge.editions import Wording, next_number, take_digest, write_texts
from app.knowledge.sources import LANGUAGES, Shelf, ShippedArticle, ShippedEdition
from workflows.clock import BRUSSELS

SHIPPER = "system:vigie"


@dataclass
class Shipped:
    """What one run did: editions published anew, and those that the fund's own editions keep away."""

    published: list[str] = field(default_factory=list)
    kept_away: list[str] = field(default_factory=list)


@transaction.atomic
def ship(shelf: Shelf, *, now: datetime) -> Shipped:
    """Publish what is shipped and not yet there. An edition of the fund's own is never touched."""
    done = Shipped()
    for position, shipped in enumerate(shelf.articles.values()):
        article, _made = Article.objects.update_or_create(
            key=shipped.key,
            defaults={
                "topic": shipped.topic,
                "position": position,
                "owner": shipped.owner,
                "pack": shipped.pack,
                "forms": list(shipped.forms),
            },
        )
        for edition in shipped.editions:
            ship_edition(article, shipped, edition, now, done)
    return done


def ship_edition(
    article: Article, shipped: ShippedArticle, edition: ShippedEdition, now: datetime, done: Shipped
) -> None:
    known = article.editions.filter(origin=Origin.SHIPPED, name=edition.name).order_by("-number").first()
    row = Edition(
        article=article,
        number=next_number(article),
        name=edition.name,
        origin=Origin.SHIPPED,
        valid_from=edition.valid_from,
        valid_until=edition.valid_until,
        review_on=edition.review_on,
        legal_basis=dict(shipped.legal_basis),
        reviewed_by=edition.reviewed_by,
        reviewed_at=start_of(edition),
        drafted_by=SHIPPER,
        drafted_at=now,
    )
    if known is not None and is_same(known, shipped, edition):
        return
    if stands_in_the_way(article, edition):
        done.kept_away.append(f"{article.key} {edition.name}")
        return
    clear_days(article, edition, now)
    row.save()
    write_texts(row, wordings_of(shipped, edition))
    row.digest = take_digest(row)
    EditionLife(row).ship(now)
    row.save()
    done.published.append(f"{article.key} {edition.name}")


def start_of(edition: ShippedEdition) -> datetime | None:
    """The day of its legal review as an instant."""
    return datetime.combine(edition.reviewed_on, time(), BRUSSELS) if edition.reviewed_on else None


def wordings_of(shipped: ShippedArticle, edition: ShippedEdition) -> dict[str, Wording]:
    return {
        language: Wording(
            title=shipped.titles[language],
            summary=shipped.summaries[language],
            body=edition.bodies[language],
        )
        for language in LANGUAGES
    }


def is_same(known: Edition, shipped: ShippedArticle, edition: ShippedEdition) -> bool:
    """Whether what is kept under this name says the same; its last day may have moved since."""
    kept = {
        text.language: Wording(title=text.title, summary=text.summary, body=text.body)
        for text in known.texts.all()
    }
    return (
        kept == wordings_of(shipped, edition)
        and known.legal_basis == dict(shipped.legal_basis)
        and known.valid_from == edition.valid_from
    )


def overlapping(edition: ShippedEdition) -> Q:
    ends = Q(valid_until__isnull=True) | Q(valid_until__gte=edition.valid_from)
    return ends & (Q(valid_from__lte=edition.valid_until) if edition.valid_until else Q())


def stands_in_the_way(article: Article, edition: ShippedEdition) -> bool:
    own = article.editions.filter(origin=Origin.OWN, state=EditionState.PUBLISHED)
    return own.filter(overlapping(edition)).exists()


def clear_days(article: Article, edition: ShippedEdition, now: datetime) -> None:
    """Shipped editions on these days give way: the same one in other words is retired, an earlier one ends."""
    shipped = article.editions.filter(origin=Origin.SHIPPED, state=EditionState.PUBLISHED)
    for other in shipped.filter(overlapping(edition)):
        if other.name == edition.name or other.valid_from >= edition.valid_from:
            EditionLife(other).retire(now, now.astimezone(BRUSSELS).date())
        else:
            other.valid_until = edition.valid_from - timedelta(days=1)
        other.save()
