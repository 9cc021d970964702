"""Debits of the fund's account that nobody ordered: one person says what they were, a second one agrees or not.

Until both have, the debit waits among the movements in suspense. An explanation is taken back by two persons too.
"""

from django.db import transaction

from app.ledger import chart, proposals
from app.ledger.bank.booking import key_of
from app.ledger.bank.errors import AlreadyDecided
from app.ledger.bank.suspense import count_decisions, decide, lock_waiting, record
from app.ledger.bank_models import BankDecision, BankTransaction, MovementState
from app.ledger.entries import Act, reverse
from app.ledger.errors import AccountUnknown
from app.ledger.models import Account, Entry, Proposal
from app.ledger.states import ProposalKind, ProposalState


def list_accounts() -> "list[Account]":
    """What a debit may have been: the accounts open to manual entries, but for the bank itself."""
    return list(Account.objects.filter(is_manual=True).exclude(code=chart.BANK))


@transaction.atomic
def explain_debit(movement: BankTransaction, account: str, *, by: str, reason: str) -> Proposal:
    """Propose the account that a debit belongs to; it waits in suspense until a second person has approved.

    Raises AlreadyDecided for anything but a debit that waits, AccountUnknown, ReasonMissing.
    """
    held = lock_waiting(movement)
    if held.amount >= 0:
        raise AlreadyDecided("Only a debit can be explained like this.")
    if find_proposal(held) is not None:
        raise AlreadyDecided("This was proposed already; a second person decides.")
    if account not in {one.code for one in list_accounts()}:
        raise AccountUnknown(account=account)
    act = {
        "movement": held.pk,
        "value_on": held.value_on.isoformat(),
        "lines": [[account, str(-held.amount)], [chart.SUSPENSE, str(held.amount)]],
    }
    key = f"{key_of(held)}/explain:{count_decisions(held)}"
    proposal = proposals.propose(ProposalKind.DEBIT, act, key=key, by=by, reason=reason)
    record(held, "propose", by=by, detail={"proposal": proposal.pk, "account": account}, reason=reason)
    return proposal


@transaction.atomic
def propose_taking_back(movement: BankTransaction, *, by: str, reason: str) -> Proposal:
    """Propose that a debit was not what two persons said; it stands until a second person has agreed.

    Raises AlreadyDecided for anything but an explained debit, ReasonMissing.
    """
    held = BankTransaction.objects.select_for_update().get(pk=movement.pk)
    explanation = find_explanation(held)
    if explanation is None:
        raise AlreadyDecided("This cannot be undone.")
    if find_proposal(held) is not None:
        raise AlreadyDecided("This was proposed already; a second person decides.")
    key = f"{key_of(held)}/take_back:{count_decisions(held)}"
    act = {"movement": held.pk, "entry": explanation.detail["entry"]}
    proposal = proposals.propose(ProposalKind.TAKE_BACK, act, key=key, by=by, reason=reason)
    record(held, "takeback", by=by, detail={"proposal": proposal.pk}, reason=reason)
    return proposal


def find_explanation(movement: BankTransaction) -> BankDecision | None:
    """The decision by which a debit left suspense, if it is out of it."""
    if movement.state != MovementState.NOTED:
        return None
    return movement.decisions.filter(detail__has_key="entry").last()


def find_proposal(movement: BankTransaction) -> Proposal | None:
    """The explanation, or its taking back, that waits for a second person."""
    kinds = [ProposalKind.DEBIT, ProposalKind.TAKE_BACK]
    waiting = Proposal.objects.filter(kind__in=kinds, state=ProposalState.PROPOSED)
    return waiting.filter(act__movement=movement.pk).first()


def close_debit(proposal: Proposal, entry: Entry, *, by: str) -> None:
    """A second person agreed: the debit waits no more. Raises AlreadyDecided."""
    held = lock_waiting(BankTransaction(pk=proposal.act["movement"]))
    detail = {"entry": entry.pk, "proposal": proposal.pk, "account": proposal.act["lines"][0][0]}
    decide(held, MovementState.NOTED, "explain", by=by, detail=detail, reason=proposal.reason)


def reopen_debit(proposal: Proposal, act: Act) -> Entry:
    """A second person agreed: its entry is reversed and the debit waits again. Raises AlreadyDecided."""
    held = BankTransaction.objects.select_for_update().get(pk=proposal.act["movement"])
    explanation = find_explanation(held)
    if explanation is None or explanation.detail["entry"] != proposal.act["entry"]:
        raise AlreadyDecided
    entry = reverse(Entry.objects.get(pk=proposal.act["entry"]), act)
    detail = {"proposal": proposal.pk}
    decide(held, MovementState.SUSPENSE, "undo", by=act.by, detail=detail, reason=act.reason)
    return entry


def keep_as_it_is(proposal: Proposal, *, by: str, reason: str) -> None:
    """A second person did not agree: the debit goes on waiting, or its explanation stands."""
    movement = BankTransaction.objects.get(pk=proposal.act["movement"])
    record(movement, "refuse", by=by, detail={"proposal": proposal.pk}, reason=reason)
