"""The reads of personal files, for the data-protection officer and for the person themself."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.http import QueryDict

from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from app.people.read_models import FileRead, ReadPurpose
from workflows import clock

PAGE = 50


@dataclass(frozen=True)
class ReadFilters:
    """Nothing set: everything, newest first."""

    person: str = ""
    reader: str = ""
    purpose: str = ""
    first: date | None = None
    last: date | None = None
    before: int | None = None


def read_filters(query: QueryDict) -> ReadFilters:
    purpose, before = query.get("purpose", ""), query.get("before", "")
    return ReadFilters(
        person=query.get("person", "").replace("\x00", "").strip()[:20],
        reader=query.get("reader", "").replace("\x00", "").strip()[:60],
        purpose=purpose if purpose in ReadPurpose.values else "",
        first=read_day(query.get("first", "")),
        last=read_day(query.get("last", "")),
        before=int(before) if before.isdecimal() and len(before) < 18 else None,
    )


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def list_reads(filters: ReadFilters) -> QuerySet[FileRead]:
    """A person nobody knows has no reads."""
    found = FileRead.objects.select_related("user", "party").filter(narrow(filters))
    return found.order_by("-id")


def narrow(filters: ReadFilters) -> Q:
    wanted = Q()
    if filters.person:
        wanted &= Q(party=find_or_nobody(filters.person))
    if filters.reader:
        name = filters.reader
        wanted &= (
            Q(user__username__icontains=name)
            | Q(user__last_name__icontains=name)
            | Q(user__first_name__icontains=name)
        )
    if filters.purpose:
        wanted &= Q(purpose=filters.purpose)
    if filters.first:
        wanted &= Q(at__gte=begin(filters.first))
    if filters.last:
        wanted &= Q(at__lt=begin(filters.last + timedelta(days=1)))
    return wanted & Q(pk__lt=filters.before) if filters.before else wanted


def begin(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=clock.BRUSSELS)


def find_or_nobody(reference: str) -> Party | None:
    try:
        return find_party(reference)
    except PartyUnknown:
        return None


def read_all(filters: ReadFilters, size: int) -> Iterator[FileRead]:
    """Every read of the filters, in pages of `size`."""
    while True:
        page = list(list_reads(filters)[:size])
        yield from page
        if len(page) < size:
            return
        filters = replace(filters, before=page[-1].pk)


def list_days(party: Party) -> list[tuple[date, str]]:
    """What the person is told on request: on which days their file was read and what for, newest first."""
    reads = FileRead.objects.filter(party=party).order_by("-at").values_list("at", "purpose")
    seen = {(at.astimezone(clock.BRUSSELS).date(), purpose): None for at, purpose in reads}
    return [(day, str(ReadPurpose(purpose).label)) for day, purpose in seen]
