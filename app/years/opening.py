"""Opening regularisations: one case for each definitive income of a year that was called, in chunks.

Who imports or takes in an income does nothing for it: what has no regularisation yet is found by what the records say,
so that a file sent twice, a crash or a stop half-way lose nothing.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Min, OuterRef, QuerySet

from app.cases.opening_many import Opening, open_cases, reserve_references
from app.collection.models import QuarterlyCall
from app.contributions.models import Income, IncomeKind
from app.ledger.models import Receivable
from app.ledger.states import ReceivableKind, ReceivableState
from app.people.models import Party
from app.years.models import Regularisation, RegularisationState
from workflows.actors import Actor

PROCESS = "regularisation"
CHUNK = 250


def open_waiting(*, by: Actor, now: datetime, most: int | None = None, but: Collection[int] = ()) -> int:
    """Open at most so many (all of them when None), but none of some years; how many cases were opened."""
    opened = 0
    while most is None or opened < most:
        size = CHUNK if most is None else min(CHUNK, most - opened)
        found, cases = open_chunk(size, by=by, now=now, but=but)
        opened += cases
        if found < size:
            break
    return opened


@transaction.atomic
def open_chunk(size: int, *, by: Actor, now: datetime, but: Collection[int] = ()) -> tuple[int, int]:
    """The next incomes, and how many cases they opened: a corrected income joins the case that still waits."""
    wanted = list_unregularised().exclude(year__in=but)
    incomes = list(wanted.select_for_update(of=("self",), skip_locked=True)[:size])
    keys = {one.party_id for one in incomes}
    waiting = {
        (one.party_id, one.year): one
        for one in Regularisation.objects.select_for_update().filter(
            party__in=keys, state=RegularisationState.WAITING
        )
    }
    new = []
    for income in incomes:
        known = waiting.get((income.party_id, income.year))
        if known is None:
            new.append(income)
            continue
        known.income = income
        known.save(update_fields=["income"])
    start(new, by=by, now=now)
    return len(incomes), len(new)


def list_unregularised() -> QuerySet[Income]:
    """The definitive incomes that stand, of years called from their party, of which no regularisation knows yet."""
    called = Receivable.objects.filter(
        party=OuterRef("party"), year=OuterRef("year"), kind=ReceivableKind.CONTRIBUTION
    ).exclude(state=ReceivableState.CANCELLED)
    rows = Income.objects.filter(
        Exists(called), kind=IncomeKind.DEFINITIVE, superseded_at=None, regularisation=None
    )
    first = QuarterlyCall.objects.aggregate(first=Min("year"))["first"]
    if first is not None:
        rows = rows.filter(year__gte=first)
    return rows.select_related("party").order_by("id")


def start(incomes: Sequence[Income], *, by: Actor, now: datetime) -> None:
    references = reserve_references(PROCESS, len(incomes)) if incomes else []
    rows = [
        Regularisation(income=one, party_id=one.party_id, year=one.year, case_ref=reference, opened_at=now)
        for one, reference in zip(incomes, references, strict=True)
    ]
    Regularisation.objects.bulk_create(rows)
    open_cases(PROCESS, [describe(one, two.party) for one, two in zip(rows, incomes, strict=True)], by=by)


def describe(row: Regularisation, party: Party) -> Opening:
    return Opening(
        reference=row.case_ref,
        party=party,
        data={
            "year": row.year,
            "told_on": row.income.received_on,
            "party_name": party.name,
            "language": party.language,
        },
    )


def find_or_open(party: Party, year: int, *, case_ref: str, now: datetime) -> Regularisation | None:
    """That of the case; else one for the income that stands, when the case was opened by hand. None without income."""
    rows = Regularisation.objects.filter(party=party, year=year)
    known = rows.filter(case_ref=case_ref).order_by("-id").first()
    if known is not None:
        return known
    income = Income.objects.filter(
        party=party, year=year, kind=IncomeKind.DEFINITIVE, superseded_at=None
    ).first()
    if income is None:
        return None
    taken = rows.filter(income=income).first() or rows.filter(state=RegularisationState.WAITING).first()
    return taken or Regularisation.objects.create(
        income=income, party=party, year=year, case_ref=case_ref, opened_at=now
    )
