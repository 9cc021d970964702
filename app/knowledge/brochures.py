"""Brochures: an article typeset in the house layout, kept for ever; the bulletin is typeset the same way."""

import hashlib
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from app.correspondence.dates import write_date
from app.correspondence.typesetting import typeset
from app.knowledge.edition_models import Brochure
from app.knowledge.markup import Block
from app.knowledge.queries import Told
from app.knowledge.reading import Readable, make_readable
from workflows.clock import BRUSSELS

SOURCE = '#import "publication.typ": publication\n#publication()\n'


def make_brochure(told: Told, *, now: datetime) -> Brochure:
    """The brochure of an edition as its figures stand; typeset once for the same words and figures.

    Raises LetterRefused when it does not typeset.
    """
    today = now.astimezone(BRUSSELS).date()
    language = told.text.language
    content = describe(told, today)
    source = hashlib.sha256(repr(sorted(content.items())).encode()).hexdigest()
    known = Brochure.objects.filter(edition=told.edition, language=language, source_sha256=source).first()
    if known is not None:
        return known
    pdf = typeset(SOURCE, {**content, **date_of(today)}, now=now, name=told.article.key)
    row = Brochure(edition=told.edition, language=language, source_sha256=source, pdf=pdf, made_at=now)
    row.sha256 = hashlib.sha256(pdf).hexdigest()
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # made by somebody else meanwhile
        return Brochure.objects.get(edition=told.edition, language=language, source_sha256=source)
    return row


def date_of(today: date) -> dict[str, int]:
    return {"year": today.year, "month": today.month, "day": today.day}


def describe(told: Told, today: date) -> dict[str, Any]:
    """What the layout is given; the day itself is not among what makes a brochure another one."""
    readable = make_readable(told.text.body, told.text.language, today)
    with override(told.text.language):
        return {
            **frame(told.text.language, told.text.title),
            "summary": told.text.summary,
            "sections": [write_section("", readable)],
            "facts": list_facts(told),
        }


def frame(language: str, title: str) -> dict[str, Any]:
    return {"fund": settings.FUND_NAME, "sender": settings.FUND, "language": language, "title": title}


def list_facts(told: Told) -> list[list[str]]:
    """Days and law, told at the end."""
    return [
        [_("This text holds"), tell_validity(told)],
        [_("Legal basis"), told.edition.legal_basis.get(told.text.language, "")],
        [_("Legal review"), tell_review(told)],
    ]


def tell_validity(told: Told) -> str:
    """From which day the edition holds, and until which."""
    edition, language = told.edition, told.text.language
    first = write_date(edition.valid_from, language)
    if edition.valid_until is None:
        return _("from {day}").format(day=first)
    return _("from {day} until {last}").format(day=first, last=write_date(edition.valid_until, language))


def tell_review(told: Told) -> str:
    """A lawyer's name is not told to the public; the day is."""
    edition = told.edition
    if edition.reviewed_at is None:
        return _("awaited")
    day = write_date(edition.reviewed_at.astimezone(BRUSSELS).date(), told.text.language)
    return _("done on {day}").format(day=day)


def write_section(title: str, readable: Readable) -> dict[str, Any]:
    return {
        "title": title,
        "blocks": list(write_blocks(readable.blocks)),
        "sources": list(readable.sources),
    }


def write_blocks(blocks: Iterable[Block]) -> Iterable[dict[str, Any]]:
    """As data for Typst: no word of a text is ever markup there."""
    for block in blocks:
        parts = [
            [{"kind": span.kind, "text": span.text, "address": absolute(span.address)} for span in part]
            for part in block.parts
        ]
        yield {"kind": block.kind, "parts": parts}


def absolute(address: str) -> str:
    """A printed link names the site."""
    return f"{settings.PUBLIC_URL}{address}" if address.startswith("/") else address
