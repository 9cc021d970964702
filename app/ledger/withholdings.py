"""An undue benefit paid back out of later ones: a part of each is kept back, and booked on the debt.

The part is UNDUE.OFFSET_RATE of the benefit at most, whatever the number of debts (Judicial Code art. 1410 §4), also
after fraud. Nothing is kept back before the last day to pay, while a plan is kept for the debt, or while something else
bars it (`bars`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from django.db import transaction

from app.ledger.credits import ORDER, fill
from app.ledger.entries import CENT, Line, lock_account
from app.ledger.errors import WithholdingRefused
from app.ledger.models import BenefitWithholding, Entry, PlanDebt, Receivable
from app.ledger.queries import in_order
from app.ledger.receivables import refresh_state
from app.ledger.states import ReceivableKind, ReceivableState
from app.people.models import Party
from app.registers.figures import Figures

OFFSET_RATE = "UNDUE.OFFSET_RATE"
ZERO = Decimal("0.00")
#: What else stands in the way of keeping back for a debt; added by apps above the books.
bars: list[Callable[[Receivable], bool]] = []


@dataclass(frozen=True)
class Kept:
    """What of one benefit goes to one debt, EUR."""

    receivable: Receivable
    amount: Decimal


@transaction.atomic
def begin_withholding(receivable: Receivable, *, on: date, by: str, case_ref: str = "") -> BenefitWithholding:
    """Keep back for a debt from now on, once for the debt. Raises WithholdingRefused.

    Only what was paid without right is kept back from benefits, and not before its last day to pay has passed.
    """
    lock_account(receivable.party_id)
    known = BenefitWithholding.objects.filter(receivable=receivable).first()
    if known is not None:
        return known
    if receivable.kind != ReceivableKind.RECOVERY or on <= receivable.due_on:
        raise WithholdingRefused(receivable=receivable.ref)
    return BenefitWithholding.objects.create(
        receivable=receivable, begun_on=on, begun_by=by, case_ref=case_ref
    )


def find_rate(on: date) -> Decimal:
    """The part of a benefit that may be kept back at most, on a day."""
    return Decimal(Figures(on).take(OFFSET_RATE))


def share_benefit(party: Party, benefit: Decimal, *, on: date) -> list[Kept]:
    """What of a benefit is kept back for which debt, the oldest first; cut to the cent below, never above the part."""
    owed = Receivable.objects.filter(
        party=party, state=ReceivableState.OPEN, withholding__begun_on__lte=on
    ).select_related("party")
    standing = [one for one in in_order(owed) if not is_barred(one)]
    if not standing or benefit <= 0:
        return []
    left = (benefit * find_rate(on)).quantize(CENT, rounding=ROUND_DOWN)
    kept = []
    for one in standing:
        part = min(left, one.total)
        if part > 0:
            kept.append(Kept(one, part))
            left -= part
    return kept


def is_barred(receivable: Receivable) -> bool:
    """Whether the debt is paid in instalments, or something else stands in the way."""
    in_plan = PlanDebt.objects.filter(receivable=receivable, is_active=True).exists()
    return in_plan or any(bar(receivable) for bar in bars)


def write_lines(kept: list[Kept]) -> list[Line]:
    """The postings that take what is kept off the debts."""
    return [line for one in kept for line in fill(one.receivable, one.amount, ORDER)]


def settle_kept(kept: list[Kept], *, by: str) -> None:
    """What is owed no more after the booking is settled, and its process is told."""
    for one in kept:
        refresh_state(one.receivable, by=by, reason="kept back")


def reopen_kept(proposed: Entry, *, by: str) -> None:
    """The order was taken back, and with it what it had paid: those debts are open again."""
    debts = Receivable.objects.filter(pk__in=proposed.postings.values("receivable"))
    for one in debts:
        refresh_state(one, by=by, reason="payment taken back")
