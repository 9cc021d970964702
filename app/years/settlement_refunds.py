"""The refunds of a run of settlements: one proposal, approved as a whole by another person than who let the run go."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet

from app.ledger.entries import lock_accounts
from app.ledger.lives import RefundLife
from app.ledger.models import Refund
from app.ledger.states import RefundState
from app.years.errors import RefundsChanged, SecondPersonNeeded
from app.years.settlement_models import SettlementRun
from workflows import faults
from workflows.actors import Actor

CHUNK = 500
DECIDED = ("state", "decided_by", "decided_at", "decision_reason")


@dataclass(frozen=True)
class Proposal:
    """The refunds of a run that nobody has decided: how many, EUR together, and what is approved."""

    count: int
    total: Decimal
    checksum: str


def list_proposed(run_id: int) -> QuerySet[Refund]:
    return Refund.objects.filter(regularisation__run=run_id, state=RefundState.PROPOSED).order_by("id")


def read_proposal(run_id: int) -> Proposal:
    rows = list(list_proposed(run_id).values_list("pk", "party_id", "amount"))
    digest = sha256("".join(f"{key}:{party}:{amount}\n" for key, party, amount in rows).encode())
    return Proposal(len(rows), sum((amount for *_, amount in rows), Decimal("0.00")), digest.hexdigest())


def approve_refunds(run_id: int, *, checksum: str, by: Actor, now: datetime) -> int:
    """Approve all refunds of the proposal that was looked at; how many were. Killed, it goes on when it is done again.

    Raises SecondPersonNeeded, RefundsChanged.
    """
    accept(run_id, checksum=checksum, by=by, now=now)
    done = 0
    while count := approve_chunk(run_id, by=by, now=now):
        faults.point("refunds_between_chunks")
        done += count
    return done


@transaction.atomic
def accept(run_id: int, *, checksum: str, by: Actor, now: datetime) -> None:
    """Keep the word of the second person. One who has said it of this proposal goes on with it."""
    run = SettlementRun.objects.select_for_update().get(pk=run_id)
    if run.refunds_checksum == checksum and run.refunds_approved_by == str(by):
        return
    if str(by) == run.approved_by:
        raise SecondPersonNeeded(run=str(run))
    if read_proposal(run_id).checksum != checksum:
        raise RefundsChanged(run=str(run))
    run.refunds_checksum, run.refunds_approved_by, run.refunds_approved_at = checksum, str(by), now
    run.save(update_fields=["refunds_checksum", "refunds_approved_by", "refunds_approved_at"])


@transaction.atomic
def approve_chunk(run_id: int, *, by: Actor, now: datetime) -> int:
    """Some refunds in one transaction, each as `refunds.approve_refund` does."""
    parties = list(list_proposed(run_id).values_list("party", flat=True)[:CHUNK])
    lock_accounts(parties)
    wanted = list_proposed(run_id).filter(party__in=parties)
    rows = list(wanted.select_for_update(of=("self",)))
    for refund in rows:
        RefundLife(refund, by=str(by), reason="", now=now).approve()
    Refund.objects.bulk_update(rows, DECIDED, batch_size=500)
    return len(rows)
