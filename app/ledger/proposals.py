"""Acts that need two persons: a finance officer proposes with a reason, a second person decides.

Manual entries, write-offs, what a debit of the bank account was that nobody ordered, and that it was not that after all
(`bank.debits`), and the remission of surcharges that were paid (`remissions`).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from app.ledger import closing
from app.ledger.entries import Act, Line, check_amount, post, require_reason
from app.ledger.errors import (
    AccountUnknown,
    EntryUnbalanced,
    FourEyesRequired,
    ProposalClosed,
    ProposalOutdated,
)
from app.ledger.models import Account, Entry, Proposal, Receivable
from app.ledger.receivables import find_receivable, lock
from app.ledger.states import EntryKind, ProposalKind, ProposalState
from workflows import clock


def propose_entry(
    lines: Sequence[tuple[str, Decimal]], *, on: date, key: str, by: str, reason: str
) -> Proposal:
    """Propose an entry on accounts open to manual entries: pairs of account and signed amount that sum to nought.

    Raises EntryUnbalanced, AccountUnknown, ReasonMissing.
    """
    if len(lines) < 2 or sum((amount for _, amount in lines), Decimal(0)) != 0:
        raise EntryUnbalanced()
    for account, amount in lines:
        check_amount(abs(amount))
        if not Account.objects.filter(code=account, is_manual=True).exists():
            raise AccountUnknown(account=account)
    act = {"value_on": on.isoformat(), "lines": [[account, str(amount)] for account, amount in lines]}
    return propose(ProposalKind.MANUAL, act, key=key, by=by, reason=reason)


def propose_write_off(receivable: Receivable, *, key: str, by: str, reason: str) -> Proposal:
    """Propose to write off what is owed; one that waits is answered again. Raises ReceivableClosed, ReasonMissing."""
    closing.require_open(receivable)
    decided = Proposal.objects.filter(kind=ProposalKind.WRITE_OFF, act__receivable=receivable.ref)
    turn = decided.exclude(state=ProposalState.PROPOSED).count()
    act = {"receivable": receivable.ref, "amount": str(receivable.total)}
    return propose(ProposalKind.WRITE_OFF, act, key=f"{key}:{turn}", by=by, reason=reason)


def propose(kind: ProposalKind, act: Mapping[str, object], *, key: str, by: str, reason: str) -> Proposal:
    defaults = {
        "kind": kind,
        "act": dict(act),
        "reason": require_reason(reason),
        "proposed_by": by,
        "proposed_at": clock.now(),
    }
    return Proposal.objects.get_or_create(key=key, defaults=defaults)[0]


@transaction.atomic
def approve(proposal: Proposal, *, on: date, by: str, reason: str = "") -> Proposal:
    """Do what was proposed. Raises FourEyesRequired, ProposalClosed, ProposalOutdated, ReceivableClosed."""
    held = decide(proposal, ProposalState.APPROVED, by=by, reason=reason)
    held.entry = DEEDS[ProposalKind(held.kind)](held, on, by)
    held.save()
    return held


def write_off(proposal: Proposal, on: date, by: str) -> Entry:
    receivable, key = find_receivable(proposal.act["receivable"]), name_act(proposal)
    require_no_more(receivable, proposal)
    closing.write_off(receivable, on=on, key=key, by=by, reason=proposal.reason)
    return Entry.objects.get(idempotency_key=key)


def require_no_more(receivable: Receivable, proposal: Proposal) -> None:
    """Raises ProposalOutdated when more is owed than whoever agrees has seen; older proposals told no sum."""
    seen = proposal.act.get("amount")
    if seen is not None and lock(receivable).total > Decimal(seen):
        raise ProposalOutdated(proposal=proposal.pk, receivable=receivable.ref)


def book_lines(proposal: Proposal, on: date, by: str) -> Entry:
    lines = [Line(account, Decimal(amount)) for account, amount in proposal.act["lines"]]
    act = Act(key=name_act(proposal), booked_on=on, by=by, reason=proposal.reason)
    value_on = date.fromisoformat(proposal.act["value_on"])
    return post(act, EntryKind.MANUAL, lines, value_on=value_on, text=proposal.reason)


def explain_debit(proposal: Proposal, on: date, by: str) -> Entry:
    from app.ledger.bank.debits import close_debit

    entry = book_lines(proposal, on, by)
    close_debit(proposal, entry, by=by)
    return entry


def take_back_explanation(proposal: Proposal, on: date, by: str) -> Entry:
    from app.ledger.bank.debits import reopen_debit

    return reopen_debit(proposal, Act(key=name_act(proposal), booked_on=on, by=by, reason=proposal.reason))


def remit(proposal: Proposal, on: date, by: str) -> Entry:
    from app.ledger.remissions import remit_paid

    return remit_paid(proposal, on=on, by=by)


DEEDS: dict[ProposalKind, Callable[[Proposal, date, str], Entry]] = {
    ProposalKind.MANUAL: book_lines,
    ProposalKind.WRITE_OFF: write_off,
    ProposalKind.DEBIT: explain_debit,
    ProposalKind.TAKE_BACK: take_back_explanation,
    ProposalKind.REMISSION: remit,
}


def name_act(proposal: Proposal) -> str:
    """The key of what the proposal books."""
    return f"proposal:{proposal.pk}"


@transaction.atomic
def refuse(proposal: Proposal, *, by: str, reason: str) -> Proposal:
    """Turn it down. Raises FourEyesRequired, ProposalClosed, ReasonMissing."""
    held = decide(proposal, ProposalState.REFUSED, by=by, reason=require_reason(reason))
    held.save()
    if held.kind in {ProposalKind.DEBIT, ProposalKind.TAKE_BACK}:
        from app.ledger.bank.debits import keep_as_it_is

        keep_as_it_is(held, by=by, reason=reason)
    return held


def decide(proposal: Proposal, state: ProposalState, *, by: str, reason: str) -> Proposal:
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if held.state != ProposalState.PROPOSED:
        raise ProposalClosed(proposal=held.pk, state=held.state)
    if by == held.proposed_by:
        raise FourEyesRequired(proposal=held.pk)
    held.state, held.decided_by, held.decided_at, held.decision_reason = state, by, clock.now(), reason
    return held
