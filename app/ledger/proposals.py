"""Manual entries and write-offs: a finance officer proposes with a reason, a second person decides."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from django.db import transaction

from app.ledger import closing
from app.ledger.entries import Act, Line, check_amount, post, require_reason
from app.ledger.errors import AccountUnknown, EntryUnbalanced, FourEyesRequired, ProposalClosed
from app.ledger.models import Account, Entry, Proposal, Receivable
from app.ledger.receivables import find_receivable
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
    """Propose to write off what is owed. Raises ReceivableClosed, ReasonMissing."""
    closing.require_open(receivable)
    return propose(ProposalKind.WRITE_OFF, {"receivable": receivable.ref}, key=key, by=by, reason=reason)


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
    """Do what was proposed. Raises FourEyesRequired, ProposalClosed, ReceivableClosed."""
    held = decide(proposal, ProposalState.APPROVED, by=by, reason=reason)
    key = f"proposal:{held.pk}"
    if held.kind == ProposalKind.WRITE_OFF:
        receivable = find_receivable(held.act["receivable"])
        closing.write_off(receivable, on=on, key=key, by=by, reason=held.reason)
        held.entry = Entry.objects.get(idempotency_key=key)
    else:
        lines = [Line(account, Decimal(amount)) for account, amount in held.act["lines"]]
        act = Act(key=key, booked_on=on, by=by, reason=held.reason)
        value_on = date.fromisoformat(held.act["value_on"])
        held.entry = post(act, EntryKind.MANUAL, lines, value_on=value_on, text=held.reason)
    held.save()
    return held


@transaction.atomic
def refuse(proposal: Proposal, *, by: str, reason: str) -> Proposal:
    """Turn it down. Raises FourEyesRequired, ProposalClosed, ReasonMissing."""
    held = decide(proposal, ProposalState.REFUSED, by=by, reason=require_reason(reason))
    held.save()
    return held


def decide(proposal: Proposal, state: ProposalState, *, by: str, reason: str) -> Proposal:
    held = Proposal.objects.select_for_update().get(pk=proposal.pk)
    if held.state != ProposalState.PROPOSED:
        raise ProposalClosed(proposal=held.pk, state=held.state)
    if by == held.proposed_by:
        raise FourEyesRequired(proposal=held.pk)
    held.state, held.decided_by, held.decided_at, held.decision_reason = state, by, clock.now(), reason
    return held
