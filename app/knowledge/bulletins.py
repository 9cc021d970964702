"""Composing, approving and sending the bulletin: as PDF on the site, and by e-mail to those who confirmed."""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override
from viewflow.fsm import TransitionNotAllowed

from app.correspondence.typesetting import typeset
from app.knowledge.brochures import SOURCE, date_of, frame, write_blocks
from app.knowledge.bulletin_life import BulletinLife
from app.knowledge.bulletin_models import (
    Bulletin,
    BulletinItem,
    BulletinPdf,
    BulletinState,
    Sending,
    Subscription,
    SubscriptionState,
)
from app.knowledge.edition_models import Edition
from app.knowledge.errors import BulletinRefused, MarkupRefused, SecondPersonNeeded
from app.knowledge.markup import parse
from app.knowledge.reading import make_readable
from app.knowledge.sources import LANGUAGES
from app.registers.quarters import Quarter
from workflows import outbox
from workflows.clock import BRUSSELS

TOPIC = "knowledge.bulletin"
MOST_ITEMS = 12


def find_due(today: date) -> date:
    """The fifteenth of the quarter's last month; of the next quarter's once that has passed."""
    quarter = Quarter.of(today)
    due = date(quarter.year, quarter.number * 3, 15)
    if due >= today:
        return due
    following = quarter.shift(1)
    return date(following.year, following.number * 3, 15)


@transaction.atomic
def next_bulletin(*, by: str, now: datetime, due_on: date, case_ref: str = "") -> Bulletin:
    """The number that is being composed; a new one where none is."""
    known = Bulletin.objects.select_for_update().filter(state=BulletinState.COMPOSED).first()
    if known is not None:
        if case_ref and known.case_ref != case_ref:
            known.case_ref, known.due_on = case_ref, due_on
            known.save(update_fields=["case_ref", "due_on"])
        return known
    year = due_on.year
    last = Bulletin.objects.filter(year=year).aggregate(last=Max("number"))["last"]
    try:
        with transaction.atomic():
            return Bulletin.objects.create(
                year=year,
                number=(last or 0) + 1,
                due_on=due_on,
                case_ref=case_ref,
                composed_by=by,
                composed_at=now,
            )
    except IntegrityError:  # somebody else began the same number
        return Bulletin.objects.get(state=BulletinState.COMPOSED)


@transaction.atomic
def compose(
    bulletin_id: int,
    *,
    titles: Mapping[str, str],
    intros: Mapping[str, str],
    editions: Iterable[int],
    by: str,
) -> Bulletin:
    """Its words and its articles, in order. Raises BulletinRefused with the field."""
    row = lock(bulletin_id)
    if row.state != BulletinState.COMPOSED:
        raise BulletinRefused("It is approved already.")
    check_words(titles, intros)
    wanted = list(dict.fromkeys(editions))
    check_items(wanted)
    row.titles, row.intros, row.composed_by = dict(titles), dict(intros), by
    row.save()
    row.items.all().delete()
    BulletinItem.objects.bulk_create(
        BulletinItem(bulletin=row, edition_id=pk, position=place) for place, pk in enumerate(wanted)
    )
    return row


def check_words(titles: Mapping[str, str], intros: Mapping[str, str]) -> None:
    for language in LANGUAGES:
        if not titles.get(language, "").strip() or not intros.get(language, "").strip():
            raise BulletinRefused("It is written in French, Dutch and German.", field=f"title_{language}")
        try:
            parse(intros[language])
        except MarkupRefused as refused:
            raise BulletinRefused(str(refused), field=f"intro_{language}") from refused


def check_items(wanted: list[int]) -> None:
    if not 1 <= len(wanted) <= MOST_ITEMS:
        raise BulletinRefused("Choose between one article and twelve.", field="editions")
    if Edition.objects.filter(pk__in=wanted, state="published").count() != len(wanted):
        raise BulletinRefused("An article is not published any more.", field="editions")


@transaction.atomic
def take_up(edition: Edition, *, by: str, now: datetime, due_on: date) -> Bulletin:
    """Let the next number tell of an edition that was just published."""
    row = next_bulletin(by=by, now=now, due_on=due_on)
    last = row.items.aggregate(last=Max("position"))["last"]
    row.items.get_or_create(edition=edition, defaults={"position": (last or 0) + 1})
    return row


@transaction.atomic
def approve(bulletin_id: int, *, by: str, now: datetime) -> Bulletin:
    """Typeset it in each language and lock it. Raises SecondPersonNeeded, BulletinRefused, LetterRefused."""
    row = lock(bulletin_id)
    if row.state != BulletinState.COMPOSED:
        return row
    if row.composed_by == by:
        raise SecondPersonNeeded(bulletin=str(row))
    check_words(row.titles, row.intros)
    check_items(list(row.items.values_list("edition_id", flat=True)))
    for language in LANGUAGES:
        keep_pdf(row, language, now)
    BulletinLife(row).approve(by, now)
    row.save()
    return row


def keep_pdf(row: Bulletin, language: str, now: datetime) -> None:
    today = now.astimezone(BRUSSELS).date()
    content = {**describe(row, language, today), **date_of(today)}
    pdf = typeset(SOURCE, content, now=now, name="bulletin")
    BulletinPdf.objects.create(
        bulletin=row, language=language, pdf=pdf, sha256=hashlib.sha256(pdf).hexdigest(), made_at=now
    )


def describe(row: Bulletin, language: str, today: date) -> dict[str, Any]:
    """The opening words, then each article's title, summary and where it stands in full."""
    intro = make_readable(row.intros[language], language, today)
    sections = [{"title": "", "blocks": list(write_blocks(intro.blocks)), "sources": []}]
    with override(language):
        for title, summary, address in list_lines(row, language):
            parts = [
                [{"kind": "text", "text": summary, "address": ""}],
                [{"kind": "link", "text": _("Read on"), "address": address}],
            ]
            blocks = [{"kind": "paragraph", "parts": [part]} for part in parts]
            sections.append({"title": title, "blocks": blocks, "sources": []})
        facts = [[_("Bulletin"), str(row)]]
    return {
        **frame(language, row.titles[language]),
        "summary": "",
        "sections": sections,
        "facts": facts,
    }


def list_lines(row: Bulletin, language: str) -> list[tuple[str, str, str]]:
    """Title, summary and address of each article, in the order of the bulletin."""
    lines = []
    for item in row.items.select_related("edition__article").prefetch_related("edition__texts"):
        text = next(one for one in item.edition.texts.all() if one.language == language)
        address = f"{settings.PUBLIC_URL}/information/{language}/{item.edition.article.key}/"
        lines.append((text.title, text.summary, address))
    return lines


@transaction.atomic
def send(bulletin_id: int, *, now: datetime) -> int:
    """Queue it for each subscriber who confirmed, once each; how many. Raises BulletinRefused before approval."""
    row = lock(bulletin_id)
    if row.state == BulletinState.SENT:
        return row.sendings.count()
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    for subscriber in Subscription.objects.filter(state=SubscriptionState.ACTIVE).iterator(chunk_size=1000):
        sending = Sending.objects.create(
            bulletin=row,
            subscription=subscriber,
            language=subscriber.language,
            message_id=f"<bulletin.{row.pk}.{subscriber.pk}@{host}>",
            queued_at=now,
        )
        outbox.post(TOPIC, {"sending": sending.pk}, key=f"{TOPIC}:{sending.pk}", now=now)
    try:
        BulletinLife(row).send(now)
    except TransitionNotAllowed as error:
        raise BulletinRefused(f"The bulletin is {row.state}.", state=row.state) from error
    row.save()
    return row.sendings.count()


def lock(bulletin_id: int) -> Bulletin:
    row = Bulletin.objects.select_for_update().filter(pk=bulletin_id).first()
    if row is None:
        raise BulletinRefused("There is no such bulletin.", bulletin=bulletin_id)
    return row
