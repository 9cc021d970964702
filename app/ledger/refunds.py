"""Refunds: open debts are set off first, what is left is proposed, approved by a second person, then paid.

SLA-64: an overpaid contribution is back within twenty working days of the day the credit was noticed.
"""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from django.db import transaction

from app.ledger import chart
from app.ledger.credits import offset_credit
from app.ledger.entries import Act, Line, check_amount, hold, lock_account, post, require_reason, reverse
from app.ledger.errors import FourEyesRequired, NothingToRefund, RefundUnknown
from app.ledger.lives import RefundLife
from app.ledger.models import Entry, Refund
from app.ledger.queries import credit_of
from app.ledger.states import EntryKind, RefundKind, RefundState
from app.ledger.tidings import tell_refund
from app.ledger.withholdings import reopen_kept
from app.people.models import Party
from workflows import clock
from workflows.calendars import load_calendar
from workflows.deadlines import Term, Unit, compute

WORKING_DAYS = 20
#: Refunds that can be ordered at the bank: approved, or sent back by the payee's bank.
PAYABLE = (RefundState.APPROVED, RefundState.RETURNED)
#: Who is told, in the transaction of the act, that a refund was refused; added by apps above the books.
refusal_listeners: list[Callable[[Refund], None]] = []
#: Who is told, in the same way, that one was paid, and on which day that was booked.
payment_listeners: list[Callable[[Refund, date], None]] = []


@transaction.atomic
def propose_refund(
    party: Party,
    *,
    on: date,
    key: str,
    by: str,
    reason: str = "",
    amount: Decimal | None = None,
    noticed_on: date | None = None,
) -> Refund:
    """Propose to pay back a party's credit (all of it, or `amount`), after open debts were set off.

    The amount leaves the credit at once, so it pays nothing else. Raises NothingToRefund.
    """
    lock_account(party.pk)
    known = Refund.objects.filter(key=key).first()
    if known is not None:
        return known
    offset_credit(party, on=on, key=f"{key}/offset", by=by)
    credit = credit_of(party)
    wanted = credit if amount is None else min(check_amount(amount), credit)
    if wanted <= 0:
        raise NothingToRefund(party=party.reference)
    refund = Refund.objects.create(
        key=key, party=party, amount=wanted, noticed_on=noticed_on or on, proposed_by=by, reason=reason
    )
    act = Act(key=f"{key}/propose", booked_on=on, by=by, reason=reason)
    lines = [hold(party.pk, -wanted), Line(chart.REFUNDS, -wanted, party.pk)]
    post(act, EntryKind.REFUND, lines, text=refund.ref)
    return refund


@transaction.atomic
def approve_refund(refund: Refund, *, by: str, reason: str = "") -> Refund:
    """A second person approves; it can then go into a payment batch. Raises FourEyesRequired."""
    held = lock_refund(refund)
    if held.state == RefundState.PROPOSED:
        require_other(held, by)
        RefundLife(held, by=by, reason=reason, now=clock.now()).approve()
        held.save()
    return held


@transaction.atomic
def refuse_refund(refund: Refund, *, on: date, by: str, reason: str) -> Refund:
    """A second person refuses: the amount is the party's free credit again, a benefit the fund's own.

    Raises FourEyesRequired.
    """
    held = lock_refund(refund)
    if held.state == RefundState.REFUSED:
        return held
    require_other(held, by)
    RefundLife(held, by=by, reason=require_reason(reason), now=clock.now()).refuse()
    held.save()
    proposed = Entry.objects.get(idempotency_key=f"{held.key}/propose")
    reverse(proposed, Act(key=f"{held.key}/refuse", booked_on=on, by=by, reason=reason))
    if held.kind == RefundKind.CREDIT:
        offset_credit(held.party, on=on, key=f"{held.key}/refuse/offset", by=by)
    else:
        reopen_kept(proposed, by=by)
    for told in refusal_listeners:
        told(held)
    tell_refund(held)
    return held


def list_pending(party_id: int) -> list[Refund]:
    """Credit of a party that waits to leave, the newest first."""
    states = [RefundState.PROPOSED, RefundState.APPROVED]
    return list(
        Refund.objects.filter(party=party_id, kind=RefundKind.CREDIT, state__in=states).order_by("-id")
    )


def withdraw_refund(refund: Refund, act: Act) -> Refund:
    """The payment it came from is taken back, in this transaction: the amount is the party's credit again.

    Its order leaves a batch that has not gone to the bank. One that went is paid: then nothing changes here.
    """
    from app.ledger.bank.open_orders import take_out

    held = lock_refund(refund)
    if held.state not in (RefundState.PROPOSED, RefundState.APPROVED) or not take_out(held.orders.all()):
        return held
    RefundLife(held, by="bank", now=clock.now()).withdraw()
    held.save()
    reverse(Entry.objects.get(idempotency_key=f"{held.key}/propose"), act)
    tell_refund(held)
    return held


@transaction.atomic
def pay_refund(
    refund: Refund, *, on: date, key: str = "", by: str = "bank", value_on: date | None = None
) -> Refund:
    """The bank executed it: the money left the account. Told twice it is booked once."""
    held = lock_refund(refund)
    if held.state == RefundState.PAID:
        return held
    RefundLife(held, by=by).pay(value_on or on)
    held.save()
    act = Act(key=key or name_payment(held), booked_on=on, by=by)
    lines = [Line(chart.REFUNDS, held.amount, held.party_id), Line(chart.BANK, -held.amount)]
    post(act, EntryKind.REFUND, lines, value_on=value_on, text=held.ref)
    for told in payment_listeners:
        told(held, on)
    tell_refund(held)
    return held


def name_payment(refund: Refund) -> str:
    """The key of the payment; another one for each time that it came back."""
    before = Entry.objects.filter(idempotency_key__startswith=f"{refund.key}/back:").count()
    return f"{refund.key}/pay/{before + 1}" if before else f"{refund.key}/pay"


@transaction.atomic
def take_back_benefit(refund: Refund, *, on: date, key: str, value_on: date) -> Refund:
    """A benefit that was paid came back: the fund owes it to the payee still, and may order it anew.

    It is no credit of the payee, so it pays none of the payee's debts (Judicial Code art. 1410). Told twice it is
    booked once.
    """
    held = lock_refund(refund)
    act = Act(key=f"{held.key}/back:{key}", booked_on=on, by="bank")
    if Entry.objects.filter(idempotency_key=act.key).exists():
        return held
    RefundLife(held, by="bank").come_back()
    held.save()
    lines = [Line(chart.BANK, held.amount), Line(chart.REFUNDS, -held.amount, held.party_id)]
    post(act, EntryKind.REFUND, lines, value_on=value_on, text=held.ref)
    return held


def due_on(refund: Refund) -> date:
    """The last day to pay: a credit back (SLA-64), a benefit by its own law (SLA-61, SLA-62)."""
    if refund.pay_by is not None:
        return refund.pay_by
    return compute(refund.noticed_on, Term(WORKING_DAYS, Unit.WORKING_DAYS), calendar=load_calendar()).day


def require_other(refund: Refund, by: str) -> None:
    if by == refund.proposed_by:
        raise FourEyesRequired(refund=refund.ref)


def lock_refund(refund: Refund) -> Refund:
    lock_account(refund.party_id)
    return Refund.objects.select_for_update(of=("self",)).select_related("party").get(pk=refund.pk)


def find_refund(ref: str) -> Refund:
    """The refund named `F0000001`. Raises RefundUnknown."""
    digits = ref.removeprefix("F")
    if not (ref.startswith("F") and digits.isascii() and digits.isdigit() and len(digits) < 18):
        raise RefundUnknown(ref=ref)
    try:
        return Refund.objects.select_related("party").get(id=int(digits))
    except Refund.DoesNotExist as error:
        raise RefundUnknown(ref=ref) from error
