"""T3: the payment status of quarters, for the mutualities (law of 14 July 1994), sent in parts of a thousand persons.

A quarter's status comes from what was decided for it (exempted, assimilated …) or, where its contribution is due, from
the books: `paid` once no principal is owed, whatever surcharge is; `partly_paid` or `unpaid` otherwise, also when what
was left has been waived or written off. A quarter nothing was booked for yet is left out.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from app.affiliation.models import Coverage, QuarterStatus
from app.affiliation.queries import list_liable
from app.exchanges import transmissions
from app.exchanges.institutions import list_institutions
from app.exchanges.models import Registration, Transmission
from app.exchanges.transmissions import Draft
from app.ledger.credits import standing_shares
from app.ledger.models import Receivable
from app.ledger.states import ReceivableKind, ReceivableState
from app.people.models import Party
from app.people.queries import on_day
from app.registers.quarters import Quarter

TYPE = "T03"
PART = 1000
#: How many quarters a run tells, that of the month included: a policy of the fund.
QUARTERS = 8
DECIDED = {
    Coverage.EXEMPT: "exempted",
    Coverage.BIRTH_EXEMPT: "exempted",
    Coverage.ASSIMILATED: "assimilated",
    Coverage.BRIDGING: "bridging",
    Coverage.RETIRED: "exempted",
}
KINDS = (ReceivableKind.CONTRIBUTION, ReceivableKind.REGULARISATION)
#: The worst of several claims for a quarter counts.
ORDER = ("unpaid", "partly_paid", "paid")
Statuses = Mapping[int, dict[Quarter, str]]


@dataclass(frozen=True, kw_only=True)
class Run:
    """A month, told on a day. `month` is written 2026-03."""

    month: str
    on: date
    by: str
    now: datetime

    @property
    def quarters(self) -> list[Quarter]:
        last = Quarter.of(date.fromisoformat(f"{self.month}-01"))
        return list(last.shift(1 - QUARTERS).until(last))


@dataclass(frozen=True, kw_only=True)
class Told:
    """What a run did: parts sent, persons in them; and whom it had to leave out: persons without a national number, and
    liable ones of whom no mutuality is known."""

    transmissions: int
    persons: int
    without_number: int
    without_mutuality: int


def transmit_month(run: Run, *, part: int = PART) -> Told:
    """Send the month to every mutuality; an interrupted run goes on where it stopped; told twice it adds nothing."""
    refs = [ref for one in list_institutions("mutuality") for ref in transmit_to(one.code, run, part)]
    keys = [int(ref[2:]) for ref in refs]
    sent = Transmission.objects.filter(pk__in=keys).values_list("payload", flat=True)
    registered = list_registered(run.on)
    nowhere = list_liable(run.quarters[-1]).exclude(pk__in=registered.values("pk"))
    return Told(
        transmissions=len(refs),
        persons=sum(len(payload["persons"]) for payload in sent.iterator(20)),
        without_number=registered.filter(person__niss_sealed="").count(),
        without_mutuality=nowhere.count(),
    )


def transmit_to(code: str, run: Run, part: int) -> Iterator[str]:
    """The references of the parts for one mutuality. A part is known by the person it begins after."""
    after, number = 0, 1
    while True:
        key = f"{TYPE}:{run.month}:{code}:{after}"
        known = Transmission.objects.filter(key=key).first()
        if known is not None:
            yield known.ref
            after, number = find_place(known.payload["persons"]), number + 1
            continue
        persons = list_persons(code, run.on, after, part)
        if not persons:
            return
        told = [one for one in describe(persons, run.quarters) if one["quarters"]]
        if told:
            payload = {"month": run.month, "part": number, "persons": told}
            draft = Draft(key=key, message_type=TYPE, payload=payload, recipient=code)
            yield transmissions.transmit(draft, on=run.on, by=run.by, now=run.now).ref
            number += 1
        after = find_place(told) if told else persons[-1].pk  # the same place as when the part is found again


def find_place(told: Sequence[Mapping[str, Any]]) -> int:
    """The key of the last person told, as it was told: one that has been merged since keeps its place in the row."""
    return Party.objects.values_list("pk", flat=True).get(reference=told[-1]["person"])


def list_registered(on: date) -> QuerySet[Party]:
    """Persons registered at a mutuality on a day."""
    registered = Registration.objects.filter(on_day(on), kind="mutuality")
    return Party.objects.filter(pk__in=registered.values("party"))


def list_persons(code: str, on: date, after: int, count: int) -> list[Party]:
    registered = Registration.objects.filter(on_day(on), institution=code)
    found = Party.objects.filter(pk__in=registered.values("party"), pk__gt=after)
    return list(found.exclude(person__niss_sealed="").order_by("pk")[:count])


def describe(persons: Sequence[Party], quarters: Sequence[Quarter]) -> list[dict[str, Any]]:
    """{person, quarters: [{quarter, status}]} of each, in four statements whatever their number."""
    decided, booked = read_decided(persons, quarters), read_booked(persons, quarters)
    return [
        {
            "person": one.reference,
            "quarters": [
                {"quarter": str(quarter), "status": status}
                for quarter in quarters
                if (status := decided[one.pk].get(quarter) or booked[one.pk].get(quarter))
            ],
        }
        for one in persons
    ]


def read_decided(persons: Sequence[Party], quarters: Sequence[Quarter]) -> Statuses:
    rows = QuarterStatus.objects.filter(
        person__in=persons, superseded_at=None, coverage__in=list(DECIDED), year__gte=quarters[0].year
    )
    found: dict[int, dict[Quarter, str]] = defaultdict(dict)
    for row in rows:
        found[row.person_id][Quarter(row.year, row.number)] = DECIDED[Coverage(row.coverage)]
    return found


def read_booked(persons: Sequence[Party], quarters: Sequence[Quarter]) -> Statuses:
    claims = Receivable.objects.filter(
        party__in=persons, kind__in=KINDS, quarter__isnull=False, year__gte=quarters[0].year
    ).exclude(state=ReceivableState.CANCELLED)
    rows = list(claims.order_by("party_id", "id"))
    shared = standing_shares().filter(postings__receivable__in=rows, postings__component="principal")
    paid_on = set(shared.values_list("postings__receivable_id", flat=True)) & {one.pk for one in rows}
    found: dict[int, dict[Quarter, str]] = defaultdict(dict)
    for one in rows:
        assert one.quarter is not None  # the filter above
        quarter, status = Quarter(one.year, one.quarter), tell_status(one, paid_on)
        known = found[one.party_id].get(quarter, "paid")
        found[one.party_id][quarter] = min(known, status, key=ORDER.index)
    return found


def tell_status(claim: Receivable, paid_on: set[int]) -> str:
    # What was waived is a surcharge: the contribution itself was paid.
    if claim.principal == 0 and claim.state != ReceivableState.WRITTEN_OFF:
        return "paid"
    return "partly_paid" if claim.pk in paid_on else "unpaid"
