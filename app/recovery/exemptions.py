"""Applying what INASTI decides: contributions exempted (art. 17 AR 38), surcharges remitted (art. 48 RGS)."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db import transaction

from app.affiliation.coverages import set_coverage
from app.affiliation.models import Coverage
from app.affiliation.queries import status_of
from app.contributions.arithmetic.categories import Category
from app.ledger.closing import cancel_receivable, reduce_receivable
from app.ledger.models import Receivable
from app.ledger.queries import claimed
from app.ledger.remissions import propose_remission, read_paid
from app.ledger.states import Component
from app.ledger.surcharges import waive_surcharges
from app.people.models import Party
from app.recovery.exemption_windows import count_active_quarters, find_window, is_active
from app.recovery.solution_facts import find_category, list_claims
from app.registers.quarters import Quarter
from workflows.actors import system
from workflows.calendars import load_calendar
from workflows.clock import BRUSSELS
from workflows.deadlines import roll_forward
from workflows.operations import Call

ZERO, CENT, WHOLE = Decimal("0.00"), Decimal("0.01"), Decimal(100)
BY = system("process")
#: Categories that pay as main only above a limit; below it there is nothing to be exempted from.
BELOW_MAIN = (Category.STUDENT, Category.ART37)


def read_facts(
    party: Party, quarters: Sequence[Quarter], requested_on: date, settlement_received_on: date | None
) -> dict[str, Any]:
    """What D24 asks. A window that ends on a day off runs until the next working day."""
    calendar = load_calendar()
    windows = [find_window(party, one, settlement_received_on) for one in quarters]
    in_time = [one for one in windows if requested_on <= roll_forward(one.last_day, calendar)[0]]
    claims = list_claims(party, quarters)
    last = quarters[-1] if quarters else Quarter.of(requested_on)
    status = status_of(party, last)
    category = str(status.category) if status else find_category(party, requested_on)
    return {
        "category": category,
        "provisional_at_main": category not in BELOW_MAIN or is_charged(claims),
        "quarters_active": count_active_quarters(party, requested_on),
        "still_active": is_active(party, requested_on),
        "quarters_in_time": [str(one.quarter) for one in in_time],
        "quarters_late": [str(one.quarter) for one in windows if one not in in_time],
        "window_ends_on": min((one.last_day for one in in_time), default=None),
        "receivables": [one.ref for one in claims],
        "amount_concerned": sum((one.total for one in claims), ZERO),
    }


def is_charged(claims: Sequence[Receivable]) -> bool:
    """Whether a student or art. 37 member is claimed as much as main: then the trace used the brackets."""
    steps = [step["key"] for one in claims for step in (one.trace or {}).get("steps", [])]
    return "bracket" in steps


@transaction.atomic
def apply(
    party: Party, quarters: Sequence[Quarter], share: Decimal, *, call: Call, reason: str
) -> tuple[Decimal, Decimal]:
    """Exempt the quarters for `share` percent; what was taken back and what is left to pay.

    A whole exemption changes the coverage and cancels the claim; a part lowers contribution and fee, and the
    coverage stays due.
    """
    before = sum((one.total for one in list_claims(party, quarters)), ZERO)
    for quarter in quarters if share >= WHOLE else ():
        set_coverage(party, quarter, Coverage.EXEMPT, reason=reason, by=BY, now=call.now)
    for one in list_claims(party, quarters):
        take_back(one, share, call=call, reason=reason)
    left = sum((one.total for one in list_claims(party, quarters)), ZERO)
    return before - left, left


def take_back(receivable: Receivable, share: Decimal, *, call: Call, reason: str) -> None:
    on = call.now.astimezone(BRUSSELS).date()
    act: dict[str, Any] = {"on": on, "by": str(BY), "reason": reason}
    key = f"{call.idempotency_key}:{receivable.ref}"
    if share >= WHOLE:
        cancel_receivable(receivable, key=key, **act)
        return
    kept = (WHOLE - share) / WHOLE
    principal = part(claimed(receivable, Component.PRINCIPAL), kept)
    fee = part(claimed(receivable, Component.FEE), kept)
    reduce_receivable(receivable, principal=principal, fee=fee, key=key, **act)


def part(amount: Decimal, share: Decimal) -> Decimal:
    return (amount * share).quantize(CENT, ROUND_HALF_UP)


@transaction.atomic
def waive(
    receivables: Sequence[Receivable], share: Decimal, *, call: Call, reason: str
) -> tuple[Decimal, Decimal]:
    """Waive `share` percent of the surcharges still owed; what was waived and what of these debts is left."""
    waived = left = ZERO
    for one in receivables:
        wanted = part(one.surcharge, share / WHOLE)
        after = one
        if wanted > 0:
            after = waive_surcharges(
                one,
                on=call.now.astimezone(BRUSSELS).date(),
                key=f"{call.idempotency_key}:{one.ref}",
                by=str(BY),
                reason=reason,
                amount=wanted,
            )
            after.refresh_from_db()
        waived += one.surcharge - after.surcharge
        left += after.total
    return waived, left


@transaction.atomic
def propose_refunds(
    receivables: Sequence[Receivable], share: Decimal, *, call: Call, by: str, reason: str
) -> Decimal:
    """Propose to pay back `share` percent of the surcharges that were paid, EUR, once for the call."""
    proposed = ZERO
    for one in receivables:
        wanted = part(read_paid(one), share / WHOLE)
        if wanted > 0:
            key = f"{call.idempotency_key}:{one.ref}:paid"
            proposal = propose_remission(one, key=key, by=by, reason=reason, amount=wanted)
            proposed += Decimal(proposal.act["amount"])
    return proposed
