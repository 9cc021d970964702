"""Writing, reviewing and publishing editions. Each move locks the edition; who wrote it never decides on it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from viewflow.fsm import TransitionNotAllowed

from app.knowledge.edition_life import EditionLife
from app.knowledge.edition_models import UNDER_WAY, Article, Edition, EditionState, EditionText, Origin
from app.knowledge.errors import (
    ArticleUnknown,
    EditionRefused,
    EditionStateRefused,
    MarkupRefused,
    SecondPersonNeeded,
)
from app.knowledge.markup import list_codes, parse, write_plain
from app.knowledge.shown_values import find_unknown
from app.knowledge.sources import LANGUAGES
from workflows.clock import BRUSSELS


@dataclass(frozen=True, kw_only=True)
class Wording:
    """What an edition says in one language."""

    title: str
    summary: str
    body: str


@dataclass(frozen=True, kw_only=True)
class Draft:
    """An edition as its owner writes it: the days it holds, the law behind it, and its words by language."""

    valid_from: date
    valid_until: date | None
    review_on: date
    legal_basis: Mapping[str, str]
    change: str
    wordings: Mapping[str, Wording]


@transaction.atomic
def write_draft(article_id: int, draft: Draft, *, by: str, now: datetime) -> Edition:
    """Keep a draft: a new edition, or the one that its owner is working on. Raises EditionRefused with the field,
    EditionStateRefused when it is being reviewed, ArticleUnknown."""
    check_draft(draft)
    article = Article.objects.select_for_update().filter(pk=article_id).first()
    if article is None:
        raise ArticleUnknown(article=article_id)
    edition = article.editions.filter(state__in=UNDER_WAY).first() or begin(article, draft, by=by, now=now)
    if edition.state != EditionState.DRAFT:
        raise EditionStateRefused("It is being reviewed; it can be written again when it comes back.")
    for name in ("valid_from", "valid_until", "review_on", "change"):
        setattr(edition, name, getattr(draft, name))
    edition.legal_basis, edition.drafted_by = dict(draft.legal_basis), by
    edition.save()
    write_texts(edition, draft.wordings)
    return edition


def begin(article: Article, draft: Draft, *, by: str, now: datetime) -> Edition:
    return Edition.objects.create(
        article=article,
        number=next_number(article),
        origin=Origin.OWN,
        valid_from=draft.valid_from,
        review_on=draft.review_on,
        drafted_by=by,
        drafted_at=now,
    )


def next_number(article: Article) -> int:
    last: int | None = article.editions.aggregate(last=Max("number"))["last"]
    return (last or 0) + 1


def write_texts(edition: Edition, wordings: Mapping[str, Wording]) -> None:
    for language, wording in wordings.items():
        words = write_plain(parse(wording.body))
        EditionText.objects.update_or_create(
            edition=edition, language=language, defaults={**vars(wording), "words": words}
        )


def check_draft(draft: Draft) -> None:
    """Raises EditionRefused naming the field."""
    if draft.valid_until is not None and draft.valid_until < draft.valid_from:
        raise EditionRefused("The last day lies before the first.", field="valid_until")
    if draft.review_on <= draft.valid_from:
        raise EditionRefused("It is looked at again after its first day.", field="review_on")
    if draft.valid_until is not None and draft.review_on > draft.valid_until:
        raise EditionRefused("It is looked at again before its last day.", field="review_on")
    for language in LANGUAGES:
        if not draft.legal_basis.get(language, "").strip():
            raise EditionRefused("Say on what law it rests.", field=f"legal_basis_{language}")
        check_wording(language, draft.wordings.get(language))


def check_wording(language: str, wording: Wording | None) -> None:
    if wording is None or not all(one.strip() for one in vars(wording).values()):
        raise EditionRefused("It is written in French, Dutch and German.", field=f"body_{language}")
    try:
        unknown = find_unknown(list_codes(parse(wording.body)))
    except MarkupRefused as refused:
        raise EditionRefused(str(refused), field=f"body_{language}") from refused
    if unknown:
        raise EditionRefused(f"There is no legal value {', '.join(unknown)}.", field=f"body_{language}")


def take_digest(edition: Edition) -> str:
    """Over the days, the law and all words: what was reviewed and approved is what is published."""
    texts = edition.texts.order_by("language").values_list("language", "title", "summary", "body")
    days = [edition.valid_from.isoformat(), edition.valid_until.isoformat() if edition.valid_until else ""]
    content = json.dumps([days, edition.legal_basis, list(texts)], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def lock(edition_id: int) -> Edition:
    """Raises EditionRefused."""
    found = Edition.objects.select_for_update().filter(pk=edition_id).first()
    if found is None:
        raise EditionRefused("There is no such edition.", edition=edition_id)
    return found


@transaction.atomic
def submit(edition_id: int, *, case_ref: str) -> Edition:
    """Give it to the lawyer, complete as it is. Raises EditionRefused, EditionStateRefused."""
    edition = lock(edition_id)
    if edition.state == EditionState.REVIEW and edition.case_ref == case_ref:
        return edition
    if set(edition.texts.values_list("language", flat=True)) != set(LANGUAGES):
        raise EditionRefused("It is written in French, Dutch and German.", edition=str(edition))
    edition.case_ref = case_ref
    with moving(edition):
        EditionLife(edition).submit(take_digest(edition))
    edition.save()
    return edition


@transaction.atomic
def review(edition_id: int, *, sound: bool, note: str, by: str, now: datetime) -> Edition:
    """The lawyer's word. Raises SecondPersonNeeded, EditionStateRefused."""
    edition = lock(edition_id)
    if edition.drafted_by == by:
        raise SecondPersonNeeded(edition=str(edition))
    with moving(edition):
        life = EditionLife(edition)
        life.review(by, now, note) if sound else life.send_back(note)
    edition.save()
    return edition


@transaction.atomic
def send_back(edition_id: int, *, note: str) -> Edition:
    """Whoever approves wants it written again. Raises EditionStateRefused."""
    edition = lock(edition_id)
    if edition.state == EditionState.DRAFT:
        return edition
    with moving(edition):
        EditionLife(edition).send_back(note)
    edition.save()
    return edition


@transaction.atomic
def publish(edition_id: int, *, by: str, now: datetime) -> Edition:
    """Let it be read from its first day; what stood on its days ends before. Raises SecondPersonNeeded when the
    approver wrote or reviewed it, EditionStateRefused, EditionRefused when it is not what was reviewed."""
    edition = lock(edition_id)
    if edition.state == EditionState.PUBLISHED:
        return edition
    if by in (edition.drafted_by, edition.reviewed_by):
        raise SecondPersonNeeded(edition=str(edition))
    if take_digest(edition) != edition.digest:
        raise EditionRefused("It is not what was reviewed.", edition=str(edition))
    end_others(edition, now)
    with moving(edition):
        EditionLife(edition).publish(by, now)
    edition.save()
    return edition


def end_others(edition: Edition, now: datetime) -> None:
    """Published editions give way from the first day of this one; one that begins later ends it before."""
    others = Edition.objects.select_for_update().filter(
        article=edition.article_id, state=EditionState.PUBLISHED
    )
    reaching = Q(valid_until__isnull=True) | Q(valid_until__gte=edition.valid_from)
    for other in others.filter(reaching).order_by("valid_from"):
        if other.valid_from < edition.valid_from:
            other.valid_until = edition.valid_from - timedelta(days=1)
        elif edition.valid_until is None or other.valid_from <= edition.valid_until:
            EditionLife(other).retire(now, now.astimezone(BRUSSELS).date())
        other.save()


@transaction.atomic
def keep_until(edition_id: int, *, review_on: date, valid_until: date | None) -> Edition:
    """Its owner has looked at it: it still holds, and is looked at again on another day. Raises EditionRefused."""
    edition = lock(edition_id)
    if edition.state != EditionState.PUBLISHED:
        raise EditionStateRefused(f"The edition is {edition.state}.", state=edition.state)
    if review_on <= edition.review_on or (valid_until is not None and valid_until < review_on):
        raise EditionRefused("It is looked at again later than before, and before its last day.")
    edition.review_on, edition.valid_until = review_on, valid_until
    try:
        with transaction.atomic():
            edition.save()
    except IntegrityError as error:
        raise EditionRefused("Another edition stands on these days.", edition=str(edition)) from error
    return edition


@transaction.atomic
def retire(edition_id: int, *, now: datetime, last_day: date) -> Edition:
    """Take it off the pages; it stays kept. Raises EditionStateRefused."""
    edition = lock(edition_id)
    if edition.state == EditionState.RETIRED:
        return edition
    with moving(edition):
        EditionLife(edition).retire(now, last_day)
    edition.save()
    return edition


@transaction.atomic
def withdraw(edition_id: int) -> Edition:
    """Give up an edition nobody has read. Raises EditionStateRefused."""
    edition = lock(edition_id)
    with moving(edition):
        EditionLife(edition).withdraw()
    edition.save()
    return edition


@contextmanager
def moving(edition: Edition) -> Iterator[None]:
    """Say in our words that a state does not allow a move."""
    try:
        yield
    except TransitionNotAllowed as error:
        raise EditionStateRefused(f"The edition is {edition.state}.", state=edition.state) from error
