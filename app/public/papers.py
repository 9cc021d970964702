"""Papers made on demand, the charter and the forms: typeset once and kept in the cache by what they say."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.cache import cache

from app.charter.commitments import Charter
from app.correspondence.dates import write_date
from app.correspondence.typesetting import typeset
from app.knowledge.brochures import date_of, frame
from app.public.form_catalogue import PublicForm
from app.public.form_questions import list_questions

PUBLICATION = '#import "publication.typ": publication\n#publication()\n'
PAPER_FORM = '#import "form.typ": paper-form\n#paper-form()\n'
KEPT_SECONDS = 3600


def make_paper(source: str, content: Mapping[str, Any], *, now: datetime, day: date, name: str) -> bytes:
    """The PDF, the same bytes for the same content as long as the cache has it. Raises LetterRefused."""
    told = json.dumps([source, content], ensure_ascii=False, sort_keys=True)
    key = f"paper:{hashlib.sha256(told.encode()).hexdigest()}"
    known: bytes | None = cache.get(key)
    if known is None:
        known = typeset(source, {**content, **date_of(day)}, now=now, name=name)
        cache.set(key, known, KEPT_SECONDS)
    return known


def describe_charter(charter: Charter, language: str, title: str, summary: str) -> dict[str, Any]:
    """The commitments in the order of the charter, a list a chapter."""
    sections = []
    for key, words in charter.chapters.items():
        own = [one for one in charter.commitments.values() if one.chapter == key]
        parts = [[{"kind": "text", "text": one.text[language], "address": ""}] for one in own]
        block = {"kind": "list", "parts": parts}
        sections.append({"title": words[language], "blocks": [block], "sources": []})
    return {**frame(language, title), "summary": summary, "sections": sections, "facts": []}


def describe_form(form: PublicForm, language: str, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """What the form asks, and room to answer; `known` is written there already, by field."""
    return {
        **frame(language, form.definition.titles[language]),
        "intro": form.definition.intro.get(language, ""),
        "number": form.number,
        "version": write_date(form.version.started_on, language),
        "sections": [
            {"title": section.title, "questions": [vars(question) for question in section.questions]}
            for section in list_questions(form.definition, language, known)
        ],
    }
