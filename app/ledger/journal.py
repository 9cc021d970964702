"""The journal: every entry, the newest first, narrowed by what a reader asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from app.accounts.hiding import list_hidden
from app.ledger.models import Entry
from app.ledger.states import EntryKind

PAGE = 50


@dataclass(frozen=True)
class Filters:
    """What the journal shows. `after` is the last entry of the page before: `2025-03-31.1234`."""

    kind: str = ""
    account: str = ""
    first: date | None = None
    last: date | None = None
    after: tuple[date, int] | None = None


def read_filters(query: Mapping[str, str]) -> Filters:
    """What cannot be read is left out."""
    kind, account = query.get("kind", ""), query.get("account", "")
    return Filters(
        kind=kind if kind in EntryKind.values else "",
        account=account if account.isascii() and account.isdigit() and len(account) == 4 else "",
        first=read_day(query.get("first", "")),
        last=read_day(query.get("last", "")),
        after=read_place(query.get("after", "")),
    )


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def read_place(text: str) -> tuple[date, int] | None:
    day, _, key = text.partition(".")
    found = read_day(day)
    return (found, int(key)) if found and key.isascii() and key.isdigit() and len(key) < 18 else None


def list_entries(filters: Filters) -> QuerySet[Entry]:
    """The newest booking first; on one day the newest entry first."""
    entries = Entry.objects.order_by("-booked_on", "-id").prefetch_related(
        "postings__account", "postings__party", "postings__receivable"
    )
    if filters.kind:
        entries = entries.filter(kind=filters.kind)
    if filters.account:
        entries = entries.filter(pk__in=Entry.objects.filter(postings__account=filters.account).values("pk"))
    if filters.first:
        entries = entries.filter(booked_on__gte=filters.first)
    if filters.last:
        entries = entries.filter(booked_on__lte=filters.last)
    if filters.after:
        day, key = filters.after
        entries = entries.filter(Q(booked_on__lt=day) | Q(booked_on=day, id__lt=key))
    return entries


def read_page(filters: Filters) -> tuple[list[Entry], str]:
    """A page of entries and the place of the next one, empty at the end."""
    found = list(list_entries(filters)[: PAGE + 1])
    shown = [veil(entry) for entry in found[:PAGE]]
    following = f"{shown[-1].booked_on}.{shown[-1].pk}" if len(found) > PAGE else ""
    return shown, following


def read_all(filters: Filters, size: int) -> Iterator[Entry]:
    """Every entry of the filters, read in pieces."""
    yield from map(veil, list_entries(filters).iterator(chunk_size=size))


def veil(entry: Entry) -> Entry:
    """The books are read whole, or they would not add up; whose an entry is, is left out where the file is hidden."""
    hidden = list_hidden().parties
    for posting in entry.postings.all() if hidden else ():
        if posting.party_id in hidden or (posting.receivable and posting.receivable.party_id in hidden):
            posting.party, posting.receivable, entry.text = None, None, ""
    return entry
