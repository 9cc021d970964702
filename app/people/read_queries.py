"""The reads of personal files, for the data-protection officer and for the person themself."""

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.http import QueryDict

from app.logbook import LogFilters, read_text
from app.people.errors import PartyUnknown
from app.people.models import Party
from app.people.queries import find_party
from app.people.read_models import FileRead, ReadPurpose
from workflows import clock


@dataclass(frozen=True)
class ReadFilters(LogFilters):
    """Narrowed to one person as well."""

    person: str = ""

    def narrow(self) -> Q:
        wanted = super().narrow()
        return wanted & Q(party=find_or_nobody(self.person)) if self.person else wanted


def read_filters(query: QueryDict) -> ReadFilters:
    filters = ReadFilters.read(query, ReadPurpose.values)
    return replace(filters, person=read_text(query, "person", 20))


def list_reads(filters: ReadFilters) -> QuerySet[FileRead]:
    """A person nobody knows has no reads."""
    return FileRead.objects.select_related("user", "party").filter(filters.narrow()).order_by("-pk")


def find_or_nobody(reference: str) -> Party | None:
    try:
        return find_party(reference)
    except PartyUnknown:
        return None


def list_days(party: Party) -> list[tuple[date, str]]:
    """What the person is told on request: on which days their file was read and what for, newest first."""
    reads = FileRead.objects.filter(party=party).order_by("-at").values_list("at", "purpose")
    seen = {(at.astimezone(clock.BRUSSELS).date(), purpose): None for at, purpose in reads}
    return [(day, str(ReadPurpose(purpose).label)) for day, purpose in seen]
