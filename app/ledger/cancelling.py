"""Many claims that were not due, taken back together: those that nothing has happened to yet.

A claim without a payment, a surcharge, costs, a change or a plan is cancelled by a handful of statements whatever their
number, with the same entries, states and changes as one at a time. What something has happened to takes the long way
(`closing.cancel_receivable`), which undoes it in order.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from app.ledger import chart
from app.ledger.entries import lock_accounts, require_reason
from app.ledger.lives import cancel_many
from app.ledger.models import Entry, PlanDebt, Posting, Receivable, Surcharge
from app.ledger.receivables import POSTING, Row
from app.ledger.states import Component, EntryKind, ReceivableState
from app.ledger.tidings import Told, tell_many
from app.registers.copying import copy_columns, copy_rows, take_ids
from workflows import clock

PARTS = (Component.PRINCIPAL, Component.FEE)


@transaction.atomic
def cancel_untouched(reasons: Mapping[int, str], *, on: date, by: str) -> list[Receivable]:
    """Cancel those of these claims that nothing has happened to, each for its reason; the ones cancelled.

    `reasons` by the key of the claim. Raises ReasonMissing.
    """
    for reason in reasons.values():
        require_reason(reason)
    parties = Receivable.objects.filter(pk__in=reasons).values_list("party", flat=True)
    lock_accounts(set(parties))
    rows = Receivable.objects.select_for_update(of=("self",)).filter(
        pk__in=reasons, state=ReceivableState.OPEN
    )
    held = list(rows.select_related("party").defer("trace").order_by("pk"))
    plain = leave_touched(held)
    if plain:
        take_back(plain, reasons, on=on, by=by, now=clock.now())
        cancel_many([(one, by, reasons[one.pk]) for one in plain], now=clock.now())
        tell_many([Told.settled(one) for one in plain])
    return plain


def leave_touched(held: Sequence[Receivable]) -> list[Receivable]:
    """Those with nothing but their own booking."""
    keys = [one.pk for one in held]
    other = Posting.objects.filter(receivable__in=keys).exclude(entry__kind=EntryKind.BOOKING)
    touched = {
        *other.values_list("receivable", flat=True),
        *Surcharge.objects.filter(receivable__in=keys).values_list("receivable", flat=True),
        *PlanDebt.objects.filter(receivable__in=keys).values_list("receivable", flat=True),
    }
    return [one for one in held if one.pk not in touched and not one.amounts[Component.COST]]


def take_back(
    plain: Sequence[Receivable], reasons: Mapping[int, str], *, on: date, by: str, now: datetime
) -> None:
    """One entry a component of each, as `closing.lower` posts them."""
    parts = [(one, part, one.amounts[part]) for one in plain for part in PARTS if one.amounts[part]]
    keys = take_ids(Entry, len(parts))
    entries = [
        Entry(
            id=key,
            booked_on=on,
            value_on=one.booked_on,
            kind=EntryKind.ADJUSTMENT.value,
            text=f"{one.ref} {one.period}",
            idempotency_key=f"not due:{one.ref}/adjust:{part.value}",
            by=by,
            reason=reasons[one.pk],
            case_ref=one.case_ref,
            made_at=now,
        )
        for (one, part, _), key in zip(parts, keys, strict=True)
    ]
    copy_rows(Entry, entries)
    rows = (
        row
        for (one, part, amount), key in zip(parts, keys, strict=True)
        for row in lower(one, part, amount, key)
    )
    copy_columns(Posting, POSTING, rows)


def lower(one: Receivable, part: Component, amount: Decimal, entry: int) -> Iterable[Row]:
    revenue = chart.find_revenue(part, one.kind)
    party = one.party_id if revenue == chart.CREDIT else None
    yield entry, chart.RECEIVABLE[part], one.party_id, one.pk, part.value, -amount
    yield entry, revenue, party, None, None, amount
