"""Letters, documents and contacts that say what is searched, the newest first."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib.postgres.search import SearchQueryCombinable
from django.db.models import DateTimeField, ExpressionWrapper, F, QuerySet, Value
from django.urls import reverse

from app.correspondence.models import Contact, Letter
from app.documents.models import Document
from app.finding.models import Kind, SearchRow
from app.registers.fulltext import build_query

#: So many of the newest are looked through one by one before the inverted index is asked.
NEWEST = 2000


@dataclass(frozen=True)
class Paper:
    """One thing found, as a line: what it is, whose, of which case, when."""

    title: str
    link: str
    at: datetime
    note: str = ""
    language: str = ""
    case_ref: str = ""
    party: str = ""
    party_ref: str = ""


@dataclass(frozen=True)
class Papers:
    """The newest of one kind; `more` says that there are older ones."""

    kind: Kind
    lines: list[Paper]
    more: bool

    @property
    def title(self) -> str:
        return str(self.kind.label)


def find_papers(text: str, kind: Kind, most: int) -> Papers:
    """At most `most`; none for a text without words."""
    query = build_query(text)
    if query is None:
        return Papers(kind, [], more=False)
    keys = find_keys(kind, query, most + 1)
    return Papers(kind, list(SOURCES[kind](keys[:most])), more=len(keys) > most)


def find_keys(kind: Kind, query: SearchQueryCombinable, most: int) -> list[UUID]:
    """The newest that match. A common word is among the last written; a rare one is what an inverted index is for.

    PostgreSQL would choose between these two ways by a guess at how common the words are, and guesses wrong for words
    that nobody wrote: it then looks through everything.
    """
    rows = SearchRow.objects.filter(kind=kind)
    recent = rows.order_by("-at").values_list("at", flat=True)[NEWEST - 1 : NEWEST].first()
    found = rows.filter(words=query)
    if recent is not None:
        keys = list(found.filter(at__gte=recent).order_by("-at").values_list("object_id", flat=True)[:most])
        if len(keys) == most:
            return keys
    # Not the column itself: in its order PostgreSQL would walk the index by time and skip what does not match.
    newest = ExpressionWrapper(F("at") + Value(timedelta(0)), output_field=DateTimeField())
    return list(found.order_by(newest.desc()).values_list("object_id", flat=True)[:most])


def in_order(rows: QuerySet[Any], keys: list[UUID]) -> Iterable[Any]:
    found = rows.in_bulk(keys)
    return (found[key] for key in keys if key in found)


def tell_letters(keys: list[UUID]) -> Iterable[Paper]:
    shown = ("title", "language", "case_ref", "made_at", "state", "party__name", "party__reference")
    for letter in in_order(Letter.objects.select_related("party").only(*shown), keys):
        yield Paper(
            title=letter.title,
            link=reverse("correspondence:letter", args=[letter.pk]),
            at=letter.made_at,
            note=letter.get_state_display(),
            language=letter.language,
            case_ref=letter.case_ref,
            **tell_party(letter),
        )


def tell_documents(keys: list[UUID]) -> Iterable[Paper]:
    for document in in_order(Document.objects.defer("content").select_related("party"), keys):
        yield Paper(
            title=document.name,
            link=reverse("correspondence:look", args=[document.pk]),
            at=document.received_at,
            note=document.get_kind_display(),
            case_ref=document.case_ref,
            **tell_party(document),
        )


def tell_contacts(keys: list[UUID]) -> Iterable[Paper]:
    for contact in in_order(Contact.objects.select_related("party"), keys):
        yield Paper(
            title=contact.subject,
            link=reverse("correspondence:contact", args=[contact.pk]),
            at=contact.at,
            note=contact.get_channel_display(),
            case_ref=contact.case_ref,
            **tell_party(contact),
        )


def tell_party(row: Any) -> dict[str, str]:
    return {"party": row.party.name, "party_ref": row.party.reference} if row.party else {}


SOURCES: dict[Kind, Callable[[list[UUID]], Iterable[Paper]]] = {
    Kind.LETTER: tell_letters,
    Kind.DOCUMENT: tell_documents,
    Kind.CONTACT: tell_contacts,
}
