"""What the fund pays of its own accord, as a benefit: a charge of the fund, paid out as refunds are.

It is proposed here, approved by a second person, ordered in a payment batch under four eyes again, and booked when the
bank has executed it: see `app.ledger.refunds`. A benefit never pays the party's own debts by itself (Judicial Code
art. 1410), so its credit is left alone, and what comes back from the bank is to be paid again. Only what was paid
without right is kept back from it, by a part: see `app.ledger.withholdings`.
"""

from datetime import date
from decimal import Decimal

from django.db import transaction

from app.ledger import chart
from app.ledger.closing import cancel_receivable
from app.ledger.entries import Act, Line, check_amount, hold, lock_account, post, reverse
from app.ledger.models import Entry, Receivable, Refund
from app.ledger.receivables import Claim, book_many
from app.ledger.states import EntryKind, ReceivableKind, RefundKind
from app.ledger.withholdings import settle_kept, share_benefit, write_lines
from app.people.models import Party

BENEFITS, LATE_INTEREST = "6200", "6210"


@transaction.atomic
def propose_payout(
    party: Party,
    *,
    benefit: Decimal,
    interest: Decimal,
    on: date,
    key: str,
    by: str,
    reason: str,
    case_ref: str = "",
    pay_by: date | None = None,
) -> Refund:
    """Propose to pay a benefit with its interest, or interest alone; the same one for the same key.

    What is kept back of the benefit for an undue one is booked on that debt; the rest is paid. `pay_by` is the last
    day to pay it, by the law of the benefit. Raises AmountRefused.
    """
    lock_account(party.pk)
    known = Refund.objects.filter(key=key).first()
    if known is not None:
        return known
    check_amount(benefit, may_be_nought=interest > 0)
    check_amount(interest, may_be_nought=True)
    kept = share_benefit(party, benefit, on=on)
    withheld = sum((one.amount for one in kept), Decimal("0.00"))
    payout = Refund.objects.create(
        key=key,
        party=party,
        amount=benefit + interest - withheld,
        withheld=withheld,
        kind=RefundKind.BENEFIT,
        noticed_on=on,
        proposed_by=by,
        reason=reason,
        pay_by=pay_by,
    )
    act = Act(key=f"{key}/propose", booked_on=on, by=by, reason=reason, case_ref=case_ref)
    lines = [
        Line(BENEFITS, benefit),
        Line(LATE_INTEREST, interest),
        Line(chart.REFUNDS, -payout.amount, party.pk),
        *write_lines(kept),
    ]
    post(act, EntryKind.REFUND, lines, text=f"{payout.ref} {reason}")
    settle_kept(kept, by=by)
    return payout


@transaction.atomic
def claim_back(
    party: Party,
    *,
    amount: Decimal,
    due_on: date,
    on: date,
    key: str,
    by: str,
    reason: str,
    case_ref: str = "",
) -> Receivable:
    """Book what was paid without right as owed to the fund: its charge becomes smaller, the party owes it."""
    claim = Claim(
        party=party,
        kind=ReceivableKind.RECOVERY,
        year=on.year,
        due_on=due_on,
        principal=amount,
        key=key,
        booked_on=on,
        legal_basis="Law of 11 April 1995 (Charter of the insured), arts 15 and 17",
        case_ref=case_ref,
        by=by,
    )
    receivable = book_many([claim], offset=False)[0]
    act = Act(key=f"{key}/charge", booked_on=on, by=by, reason=reason, case_ref=case_ref)
    post(act, EntryKind.REFUND, [hold(party.pk, -amount), Line(BENEFITS, -amount)], text=receivable.ref)
    return receivable


@transaction.atomic
def cancel_claim_back(receivable: Receivable, *, on: date, by: str, reason: str, key: str) -> Receivable:
    """What was claimed back was due after all: the fund's charge grows again, and the party owes nothing of it."""
    lock_account(receivable.party_id)
    charge = Entry.objects.get(idempotency_key=f"{receivable.key}/charge")
    reverse(charge, Act(key=key, booked_on=on, by=by, reason=reason), key=f"{receivable.key}/uncharge")
    return cancel_receivable(receivable, on=on, key=key, by=by, reason=reason)
