"""Debts that end without being paid: written off as irrecoverable, lowered, or cancelled because never due."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from app.ledger import chart, plans, surcharges
from app.ledger.credits import repeat, standing_shares, unpay
from app.ledger.entries import Act, Line, check_amount, owe, post, require_reason, reverse
from app.ledger.errors import BalanceTooSmall, ReceivableClosed
from app.ledger.lives import ReceivableLife
from app.ledger.models import Entry, Receivable
from app.ledger.queries import claimed
from app.ledger.receivables import lock, refresh_state
from app.ledger.states import Component, EntryKind, ReceivableKind, ReceivableState
from app.ledger.tidings import tell_settled
from app.registers.quarters import Quarter
from workflows import clock

ZERO = Decimal("0.00")


@transaction.atomic
def write_off(
    receivable: Receivable, *, key: str, by: str, reason: str, on: date | None = None
) -> Receivable:
    """Remove what is still owed from the books as irrecoverable, today unless `on` says.

    Two persons must have looked at it: the caller's process or `proposals` sees to that. Raises ReceivableClosed,
    ReasonMissing.
    """
    held = lock(receivable)
    if Entry.objects.filter(idempotency_key=key).exists():
        return held
    require_open(held)
    act = Act(
        key=key,
        booked_on=on or clock.today(),
        by=by,
        reason=require_reason(reason),
        case_ref=held.case_ref,
    )
    owed = [owe(held, component, -amount) for component, amount in held.amounts.items()]
    post(
        act,
        EntryKind.WRITE_OFF,
        [*owed, Line(chart.WRITTEN_OFF, held.total)],
        text=f"{held.ref} {held.period}",
    )
    held.refresh_from_db()
    ReceivableLife(held, by=by, reason=reason).write_off()
    tell_settled(held)
    return held


@transaction.atomic
def reduce_receivable(
    receivable: Receivable,
    *,
    principal: Decimal,
    fee: Decimal,
    on: date,
    key: str,
    by: str,
    reason: str,
    trace: Mapping[str, Any] | None = None,
) -> Receivable:
    """Lower what was claimed to new amounts, as from the first day: too high surcharges are taken back.

    What was paid beyond pays what is overdue, and is credit beyond. Raises BalanceTooSmall for higher amounts.
    """
    held = lock(receivable)
    if Entry.objects.filter(idempotency_key__startswith=f"{key}/adjust:").exists():
        return held
    if held.state not in surcharges.FOLLOWED:
        raise ReceivableClosed(receivable=held.ref, state=held.state)
    act = Act(key=key, booked_on=on, by=by, reason=require_reason(reason), case_ref=held.case_ref)
    for component, wanted in ((Component.PRINCIPAL, principal), (Component.FEE, fee)):
        lower(held, component, check_amount(wanted, may_be_nought=True), act)
    if trace is not None:
        held.trace = dict(trace)
        held.save(update_fields=["trace"])
    surcharges.correct(held, act)
    plans.count_payments([held], act)
    return refresh_state(held, by=by, reason=reason)


def lower(receivable: Receivable, component: Component, wanted: Decimal, act: Act) -> None:
    """Bring one component down to what is wanted, freeing first what was paid of the difference."""
    less = claimed(receivable, component) - wanted
    if less < 0:
        raise BalanceTooSmall(receivable=receivable.ref, component=component.value, asked=wanted)
    if less == 0:
        return
    undone = take_back(receivable, component, less, act)
    revenue = chart.find_revenue(component, receivable.kind)
    party = receivable.party_id if revenue == chart.CREDIT else None
    post(
        act,
        EntryKind.ADJUSTMENT,
        [owe(receivable, component, -less), Line(revenue, less, party)],
        key=act.part(f"adjust:{component.value}"),
        value_on=receivable.booked_on,
        text=f"{receivable.ref} {receivable.period}",
    )
    for entry in reversed(undone):
        own = replace(act, key=act.part(f"repeat:{component.value}"))
        after = replace(own, key=own.part(f"again:{entry.pk}"))  # a debt may be corrected after each
        for share in repeat(entry, receivable, own):
            surcharges.correct(share.receivable, after)
            plans.count_payments([share.receivable], after)
    receivable.refresh_from_db()


def take_back(receivable: Receivable, component: Component, less: Decimal, act: Act) -> list[Entry]:
    """Undo the newest payments of the receivable until so much of the component is unpaid; what was undone."""
    undone: list[Entry] = []
    paying = standing_shares().filter(postings__receivable=receivable).distinct()
    for entry in paying.order_by("-value_on", "-id"):
        if receivable.amounts[component] >= less:
            break
        unpay(entry, act)
        receivable.refresh_from_db()
        undone.append(entry)
    return undone


@transaction.atomic
def cancel_receivable(receivable: Receivable, *, on: date, key: str, by: str, reason: str) -> Receivable:
    """Take a claim back that was not due (an exemption, an assimilated quarter).

    What was paid on it pays what is overdue, and is credit beyond. Raises ReasonMissing.
    """
    held = lock(receivable)
    if held.state == ReceivableState.CANCELLED:
        return held
    act = Act(key=key, booked_on=on, by=by, reason=require_reason(reason), case_ref=held.case_ref)
    for entry in Entry.objects.filter(
        kind=EntryKind.WRITE_OFF, postings__receivable=held, reversed_by__isnull=True
    ).distinct():
        reverse(entry, act)
    for surcharge in surcharges.live(held):
        surcharges.withdraw(surcharge, held, act)
    held.refresh_from_db()
    for component in Component:
        if component is not Component.SURCHARGE:
            lower(held, component, ZERO, act)
    ReceivableLife(held, by=by, reason=reason).cancel()
    plans.count_payments([held], act)
    tell_settled(held)
    return held


@transaction.atomic
def cancel_contributions(
    reasons: Mapping[tuple[int, Quarter], str], *, on: date, by: str
) -> list[Receivable]:
    """Take back what was called of these parties for these quarters, each for its reason: they are not due.

    Told twice it is done once: what is cancelled is not looked at again.
    """
    from app.ledger.cancelling import cancel_untouched

    rows = Receivable.objects.filter(
        kind=ReceivableKind.CONTRIBUTION,
        party__in={party for party, _quarter in reasons},
        year__in={quarter.year for _party, quarter in reasons},
        quarter__isnull=False,
    ).exclude(state=ReceivableState.CANCELLED)
    places = {
        one: (one.party_id, Quarter(one.year, one.quarter or 1))
        for one in rows.defer("trace").order_by("party_id", "id")
    }
    found = {one.pk: (one, reasons[place]) for one, place in places.items() if place in reasons}
    plain = cancel_untouched({key: reason for key, (_, reason) in found.items()}, on=on, by=by)
    done = {one.pk for one in plain}
    return plain + [
        cancel_receivable(one, on=on, key=f"not due:{one.ref}", by=by, reason=reason)
        for key, (one, reason) in found.items()
        if key not in done
    ]


def require_open(receivable: Receivable) -> None:
    if receivable.state != ReceivableState.OPEN:
        raise ReceivableClosed(receivable=receivable.ref, state=receivable.state)
