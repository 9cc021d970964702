"""Assimilation for illness: the quarters INASTI granted are owed no longer, one by one, until the end is told (D11)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Q

from app.affiliation.coverages import set_coverage, set_coverages
from app.affiliation.models import Coverage, QuarterStatus
from app.benefits.arithmetic.incapacity import AssimilationInputs, calculate_assimilation
from app.benefits.assimilation_models import Assimilation, AssimilationEnd
from app.benefits.births import sum_claimed
from app.benefits.claims import lock_party
from app.benefits.errors import AssimilationRefused
from app.ledger.closing import cancel_contributions
from app.ledger.errors import NothingToRefund
from app.ledger.models import Refund
from app.ledger.queries import credit_of
from app.ledger.refunds import propose_refund
from app.people.models import Party
from app.registers.quarters import Quarter
from workflows import clock
from workflows.actors import Actor

NOTHING = Decimal("0.00")
#: A quarter not decided two years after it was granted is left to people.
YEARS = 2


@dataclass(frozen=True)
class Covered:
    """The quarters assimilated now; `cancelled_amount` was called for those taken back by this act, paid or not."""

    quarters: list[Quarter]
    cancelled_amount: Decimal
    credit: Decimal


@transaction.atomic
def grant(
    party: Party,
    *,
    case_ref: str,
    first: Quarter,
    last: Quarter | None,
    decided_on: date,
    on: date,
    by: Actor,
) -> Covered:
    """Keep what INASTI granted and cover its quarters up to today's. Told twice it is done once.

    Raises AssimilationRefused while another one runs, or for a last quarter before the first.
    """
    lock_party(party)
    held = Assimilation.objects.filter(case_ref=case_ref).first()
    if held is None:
        if last is not None and last < first:
            raise AssimilationRefused("The last quarter lies before the first.", first=first, last=last)
        if Assimilation.objects.filter(party=party, last_year=None).exists():
            raise AssimilationRefused("Another assimilation of this person runs.", party=party.reference)
        held = Assimilation.objects.create(
            party=party,
            case_ref=case_ref,
            decided_on=decided_on,
            first_year=first.year,
            first_number=first.number,
            **write_last(last, AssimilationEnd.FIXED),
        )
    return cover(held, on=on, by=by)


def pay_back(party: Party, found: Covered, *, on: date, key: str, by: str) -> Refund | None:
    """Propose to pay back what the taken-back contributions left as credit, after open debts; none where none is left.

    The same one for the same key; a second person decides it in the books.
    """
    if found.cancelled_amount <= 0 and not Refund.objects.filter(key=key).exists():
        return None
    try:
        return propose_refund(party, on=on, key=key, by=by, reason="assimilation")
    except NothingToRefund:
        return None


def write_last(last: Quarter | None, reason: AssimilationEnd) -> dict[str, object]:
    if last is None:
        return {}
    return {"last_year": last.year, "last_number": last.number, "end_reason": reason}


def list_quarters(held: Assimilation, on: date) -> list[Quarter]:
    """From the first to the last; of one that runs to that of the day."""
    first = Quarter(held.first_year, held.first_number)
    until = Quarter.of(on)
    if held.last_year is not None and held.last_number is not None:
        until = Quarter(held.last_year, held.last_number)
    return list(first.until(until))


def cover(held: Assimilation, *, on: date, by: Actor) -> Covered:
    """Assimilate the quarters that are decided and due, and take back what was called for them."""
    quarters, reason = list_quarters(held, on), name_reason(held)
    claimed = {one: sum_claimed(held.party, one) for one in quarters}
    places = {(held.party_id, one): reason for one in quarters}
    done = set_coverages(places, Coverage.ASSIMILATED, by=by, now=clock.now()) if places else set()
    cancelled = cancel_contributions(dict.fromkeys(done, reason), on=on, by=str(by))
    touched = {Quarter(one.year, one.quarter) for one in cancelled if one.quarter}
    amount = sum((claimed[one] for one in touched), NOTHING)
    return Covered(sorted(quarter for _party, quarter in done), amount, credit_of(held.party))


def name_reason(held: Assimilation) -> str:
    return f"assimilation, {held.case_ref}"


def cover_running(on: date, *, by: Actor, most: int) -> int:
    """Cover the new quarters of those that run, and quarters decided since; how many were looked at."""
    rows = Assimilation.objects.filter(Q(last_year=None) | Q(last_year__gte=on.year - YEARS))
    keys = list(rows.order_by("pk").values_list("pk", flat=True)[:most])
    for key in keys:
        with transaction.atomic():
            cover(lock(key), on=on, by=by)
    return len(keys)


@dataclass(frozen=True)
class Ended:
    """`last` is the last assimilated quarter, none where not even one is left; `due_again` were covered too far."""

    last: Quarter | None
    due_again: list[Quarter]


@transaction.atomic
def end(case_ref: str, *, resumed_on: date | None, recovered_on: date | None, on: date, by: Actor) -> Ended:
    """End it by the day of resumption, else the last day of the incapacity; the last quarter follows from D11.

    Quarters assimilated beyond it are due again. Told twice it is done once. Raises AssimilationRefused.
    """
    known = Assimilation.objects.filter(case_ref=case_ref).values_list("pk", flat=True).first()
    day = resumed_on or recovered_on
    if known is None or day is None:
        raise AssimilationRefused("There is nothing to end.", case=case_ref)
    held = lock(known)
    first = Quarter(held.first_year, held.first_number)
    if day < first.first_day:
        raise AssimilationRefused("The end lies before the assimilation.", case=case_ref, on=day)
    inputs = AssimilationInputs(start=first.first_day, resumed_on=resumed_on, end=recovered_on)
    last: Quarter | None = calculate_assimilation(inputs).result["last_quarter"]
    beyond = list_covered(held, after=last or first.shift(-1))
    for one in beyond:
        reason = f"{name_reason(held)}: over on {day}"
        set_coverage(held.party, one, Coverage.DUE, reason=reason, by=by, now=clock.now())
    why = AssimilationEnd.RESUMED if resumed_on else AssimilationEnd.RECOVERED
    kept = last if last is not None and last >= first else first.shift(-1)
    for name, value in {**write_last(kept, why), "ended_on": day}.items():
        setattr(held, name, value)
    held.save()
    cover(held, on=on, by=by)
    return Ended(last if last is not None and last >= first else None, beyond)


def list_covered(held: Assimilation, *, after: Quarter) -> list[Quarter]:
    """Quarters of this assimilation that are covered beyond one."""
    rows = QuarterStatus.objects.filter(
        person=held.party,
        superseded_at=None,
        coverage=Coverage.ASSIMILATED,
        coverage_reason=name_reason(held),
    )
    found: Iterable[Quarter] = (Quarter(one.year, one.number) for one in rows)
    return sorted(one for one in found if one > after)


def lock(key: int) -> Assimilation:
    """The grant under lock, after its person, as every act locks them."""
    lock_party(Party.objects.get(assimilations=key))
    return Assimilation.objects.select_for_update(of=("self",)).select_related("party").get(pk=key)
