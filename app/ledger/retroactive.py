"""Surcharges that a settlement claims for the past (art. 11 AR 38).

They are booked on its supplement and lowered when the income is corrected; they accrue no further, its own do.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction

from app.ledger.closing import lower
from app.ledger.entries import Act, require_reason
from app.ledger.models import Entry, Receivable
from app.ledger.queries import claimed
from app.ledger.receivables import add_component, lock, refresh_state
from app.ledger.states import Component


def book_retroactive(
    receivable: Receivable, amount: Decimal, *, on: date, key: str, by: str, reason: str
) -> Receivable:
    """Claim the surcharges on what a reduced provisional contribution lacked; once for the key."""
    component = Component.SURCHARGE
    return add_component(receivable, component, amount, key=key, on=on, by=by, reason=reason)


@transaction.atomic
def lower_retroactive(
    receivable: Receivable, wanted: Decimal, *, on: date, key: str, by: str, reason: str
) -> Receivable:
    """Bring them down to `wanted`; what was paid of the difference pays what is overdue, and is credit beyond."""
    held = lock(receivable)
    act = Act(key=key, booked_on=on, by=by, reason=require_reason(reason), case_ref=held.case_ref)
    if Entry.objects.filter(idempotency_key=act.part(f"adjust:{Component.SURCHARGE.value}")).exists():
        return held
    lower(held, Component.SURCHARGE, wanted, act)
    return refresh_state(held, by=by, reason=reason)


def read_retroactive(receivable: Receivable) -> Decimal:
    """What of them is claimed now."""
    return claimed(receivable, Component.SURCHARGE)
