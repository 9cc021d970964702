"""Running a call: chunk by chunk each line is assessed, booked and followed by a recovery case, all in one
transaction a chunk. Killed at any moment, it goes on with the lines that still wait.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import structlog
from django.db import transaction

from app.cases.opening_many import Opening, open_cases, reserve_references
from app.collection.assessment import Assessed, assess_many
from app.collection.call_life import CallLife
from app.collection.calls import lock_call
from app.collection.models import CallLine, CallState, LineState, QuarterlyCall
from app.ledger.models import Receivable
from app.ledger.receivables import Claim, book_many
from app.ledger.references import references_for
from app.ledger.states import ReceivableKind, ReceivableState
from app.registers.quarters import Quarter
from workflows import faults
from workflows.actors import Actor

log = structlog.get_logger(__name__)
CHUNK = 500
#: The process that follows each receivable until it is paid.
PROCESS = "recovery"
LEGAL_BASIS = "AR 38 arts 11, 12, 15"


@dataclass(frozen=True)
class Progress:
    """What one run of chunks did; `waiting` lines are left, `state` says whether they may be gone on with."""

    done: int
    waiting: int
    state: str


def run_call(call_id: int, *, by: Actor, now: datetime, seconds: float = 20.0) -> Progress:
    """Book chunks for about so many seconds, or until none waits, or the call is paused or cancelled."""
    begun, done = time.monotonic(), 0
    while time.monotonic() - begun < seconds:
        count = run_chunk(call_id, by=by, now=now)
        if count == 0:
            break
        done += count
    call = QuarterlyCall.objects.get(pk=call_id)
    return Progress(done, count_waiting(call_id), call.state)


@transaction.atomic
def run_chunk(call_id: int, *, by: Actor, now: datetime, size: int = CHUNK) -> int:
    """One chunk in one transaction; the number of lines settled, 0 when there is nothing to do."""
    begun = time.monotonic()
    call = lock_call(call_id)
    if call.state != CallState.RUNNING:
        return 0
    waiting = CallLine.objects.filter(call=call, state=LineState.WAITING).order_by("number")
    lines = list(waiting.select_related("party")[:size])
    if not lines:
        CallLife(call).end_booking()
    else:
        settle(call, lines, by=by, now=now)
    call.seconds += time.monotonic() - begun
    call.save()
    faults.point("call_before_commit")
    return len(lines)


def settle(call: QuarterlyCall, lines: Sequence[CallLine], *, by: Actor, now: datetime) -> None:
    """Assess the lines, book what is due and open its cases; a line that cannot be assessed says why and hurts no
    other."""
    quarter = Quarter(call.year, call.quarter)
    assessed = assess_many([line.party for line in lines], quarter, by=by, now=now)
    due: list[tuple[CallLine, Assessed]] = []
    for line in lines:
        found = assessed[line.party_id]
        if isinstance(found, str):
            line.state, line.error = LineState.FAILED, found[:2000]
        elif found.payable == 0:
            line.state, line.amount = LineState.NOTHING_DUE, Decimal("0.00")
        else:
            due.append((line, found))
    if due:
        book(call, due, by=by, now=now)
    CallLine.objects.bulk_update(
        lines, ["state", "amount", "receivable", "case_ref", "error"], batch_size=500
    )


def book(call: QuarterlyCall, due: Sequence[tuple[CallLine, Assessed]], *, by: Actor, now: datetime) -> None:
    references = reserve_references(PROCESS, len(due))
    claims = [
        make_claim(call, line, assessed, reference, by, now)
        for (line, assessed), reference in zip(due, references, strict=True)
    ]
    receivables = book_many(claims)
    references_for([[one] for one in receivables])
    openings = []
    for (line, assessed), receivable in zip(due, receivables, strict=True):
        line.state, line.receivable, line.case_ref = LineState.BOOKED, receivable, receivable.case_ref
        line.amount = assessed.payable
        if receivable.state == ReceivableState.OPEN:  # one a credit has covered needs no following
            openings.append(make_opening(call, line, receivable))
        else:
            line.case_ref = ""
    open_cases(PROCESS, openings, by=by)


def make_claim(
    call: QuarterlyCall, line: CallLine, assessed: Assessed, reference: str, by: Actor, now: datetime
) -> Claim:
    return Claim(
        party=line.party,
        kind=ReceivableKind.CONTRIBUTION.value,
        year=call.year,
        quarter=call.quarter,
        due_on=assessed.due_on,
        principal=assessed.principal,
        fee=assessed.fee,
        key=f"contribution:{line.party_id}:{call}",
        booked_on=now.date(),
        trace=assessed.trace,
        legal_basis=LEGAL_BASIS,
        first_claimed_on=now.date(),
        case_ref=reference,
        by=str(by),
    )


def make_opening(call: QuarterlyCall, line: CallLine, receivable: Receivable) -> Opening:
    return Opening(
        reference=receivable.case_ref,
        party=line.party,
        subject=f"{call} · {line.amount}",
        data={"receivable_ref": receivable.ref, "due_on": receivable.due_on},
    )


def count_waiting(call_id: int) -> int:
    return CallLine.objects.filter(call=call_id, state=LineState.WAITING).count()
