"""Running a call: chunk by chunk each line is assessed, booked and followed by a recovery case, all in one
transaction a chunk. Killed at any moment, it goes on with the lines that still wait.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
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
from app.recovery.starting import PROCESS, describe_start, find_sued
from app.registers.quarters import Quarter
from workflows import faults
from workflows.actors import Actor
from workflows.clock import BRUSSELS

log = structlog.get_logger(__name__)
CHUNK = 500
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
    lines = list(waiting.select_related("party", "call")[:size])
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
    for (line, assessed), receivable in zip(due, receivables, strict=True):
        line.state, line.receivable, line.case_ref = LineState.BOOKED, receivable, receivable.case_ref
        line.amount = assessed.payable
    follow([line for line, _ in due], by=by)


def follow(lines: Sequence[CallLine], *, by: Actor) -> None:
    """Open a recovery case for each receivable; one that a credit has covered needs none."""
    pairs = [(line, one) for line in lines if (one := line.receivable) and one.state == ReceivableState.OPEN]
    sued = find_sued({line.party_id for line, _ in pairs})
    openings = [
        make_opening(line, receivable, sued_before=line.party_id in sued) for line, receivable in pairs
    ]
    open_cases(PROCESS, openings, by=by)


def make_opening(line: CallLine, receivable: Receivable, *, sued_before: bool) -> Opening:
    receivable.party = line.party  # known already: no query for each line
    data = describe_start(receivable, sued_before=sued_before)
    known = {"party_name": line.party.name, "language": line.party.language}
    return Opening(
        reference=line.case_ref,
        party=line.party,
        subject=f"{line.call} · {line.amount}",
        data={**data, **known},
    )


def today(now: datetime) -> date:
    return now.astimezone(BRUSSELS).date()


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
        booked_on=today(now),
        trace=assessed.trace,
        legal_basis=LEGAL_BASIS,
        first_claimed_on=today(now),
        case_ref=reference,
        by=str(by),
    )


def count_waiting(call_id: int) -> int:
    return CallLine.objects.filter(call=call_id, state=LineState.WAITING).count()
