"""Surcharges that were remitted after they had been paid: what was paid comes back as credit, then as a refund.

One person proposes, a second one decides; the refund that follows is again approved by somebody else than proposed it.
Open debts are set off before anything is refunded.
"""

from contextlib import suppress
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.db.models import Sum

from app.ledger import chart, proposals
from app.ledger.credits import offset_credit, release
from app.ledger.entries import Act, Line, check_amount, owe, post
from app.ledger.errors import BalanceTooSmall, NothingToRefund
from app.ledger.models import Entry, Posting, Proposal, Receivable
from app.ledger.receivables import find_receivable, lock
from app.ledger.refunds import propose_refund
from app.ledger.statements import paying
from app.ledger.states import Component, EntryKind, ProposalKind

ZERO = Decimal("0.00")


def read_paid(receivable: Receivable) -> Decimal:
    """What of a receivable's surcharges was paid, EUR, less what came back already."""
    rows = Posting.objects.filter(paying(), receivable=receivable, component=Component.SURCHARGE)
    total: Decimal | None = rows.aggregate(total=Sum("amount"))["total"]
    return -(total or ZERO)


def propose_remission(
    receivable: Receivable, *, key: str, by: str, reason: str, amount: Decimal | None = None
) -> Proposal:
    """Propose to remit surcharges that were paid: all of them unless `amount` says how much, EUR.

    Raises BalanceTooSmall when less was paid, AmountRefused, ReasonMissing.
    """
    paid = read_paid(receivable)
    wanted = paid if amount is None else check_amount(amount)
    require_paid(receivable, wanted)
    act = {"receivable": receivable.ref, "amount": str(wanted)}
    return proposals.propose(ProposalKind.REMISSION, act, key=key, by=by, reason=reason)


def require_paid(receivable: Receivable, wanted: Decimal) -> None:
    paid = read_paid(receivable)
    if not ZERO < wanted <= paid:
        raise BalanceTooSmall(receivable=receivable.ref, owed=paid, asked=wanted)


@transaction.atomic
def remit_paid(proposal: Proposal, *, on: date, by: str) -> Entry:
    """What the approved proposal says: the payment is freed, the surcharge waived, the credit proposed for refund.

    Raises BalanceTooSmall when less is paid by now than was proposed.
    """
    held, wanted = lock(find_receivable(proposal.act["receivable"])), Decimal(proposal.act["amount"])
    require_paid(held, wanted)
    act = Act(
        key=proposals.name_act(proposal),
        booked_on=on,
        by=by,
        reason=proposal.reason,
        case_ref=held.case_ref,
    )
    release(held, Component.SURCHARGE, wanted, act, value_on=on)
    lines = [owe(held, Component.SURCHARGE, -wanted), Line(chart.WAIVED, wanted)]
    entry = post(act, EntryKind.WAIVER, lines, text=f"{held.ref} {held.period}")
    offset_credit(held.party, on=on, key=act.part("offset"), by=by)
    with suppress(NothingToRefund):  # other debts took all of it
        propose_refund(
            held.party,
            on=on,
            key=act.part("refund"),
            by=proposal.proposed_by,
            reason=proposal.reason,
            amount=wanted,
        )
    return entry
