"""Running a call: chunk by chunk each line is assessed, booked and followed by a recovery case, all in one
transaction a chunk. Killed at any moment, it goes on with the lines that still wait.

Several workers may run one call: each claims lines no other holds, and the one that finds none left ends the booking.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

import structlog
from django.db import connection, transaction
from django.db.models import F

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
from workflows.parameters import hold_book

log = structlog.get_logger(__name__)
#: Two workers end their turns together but for a chunk: a small one keeps both busy.
CHUNK = 250
LEGAL_BASIS = "AR 38 arts 11, 12, 15"
WRITE = """
UPDATE collection_callline line
SET state = new.state, amount = new.amount, receivable_id = new.receivable, case_ref = new.case_ref, error = new.error
FROM unnest(%s::bigint[], %s::text[], %s::numeric[], %s::bigint[], %s::text[], %s::text[])
    AS new(id, state, amount, receivable, case_ref, error)
WHERE line.id = new.id
"""


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
        if count == 0 and not await_others(call_id):
            break
        done += count
    worked = time.monotonic() - begun
    QuarterlyCall.objects.filter(pk=call_id).update(seconds=F("seconds") + worked)
    call = QuarterlyCall.objects.get(pk=call_id)
    return Progress(done, count_waiting(call_id), call.state)


def run_chunk(call_id: int, *, by: Actor, now: datetime, size: int = CHUNK) -> int:
    """One chunk in one transaction; the number of lines settled, 0 when there is none that nobody else holds."""
    with transaction.atomic(), hold_book():
        lines = claim_lines(call_id, size)
        if lines:
            settle(lines[0].call, lines, by=by, now=now)
            faults.point("call_before_commit")
    faults.point("call_after_commit")
    if not lines:
        end_booking(call_id)
    return len(lines)


def claim_lines(call_id: int, size: int) -> list[CallLine]:
    """The next lines of a running call, locked until the transaction ends; those another worker holds are left.

    State and lines are read by one statement: who cancels changes the state and then waits for the lines held.
    """
    waiting = CallLine.objects.filter(call=call_id, call__state=CallState.RUNNING, state=LineState.WAITING)
    claimed = waiting.select_for_update(of=("self",), skip_locked=True).order_by("number")
    return list(claimed.select_related("party", "call")[:size])


@transaction.atomic
def end_booking(call_id: int) -> None:
    """Close the booking once no line waits, not even in another worker's hands."""
    call = lock_call(call_id)
    if call.state == CallState.RUNNING and count_waiting(call_id) == 0:
        CallLife(call).end_booking()
        call.save(update_fields=["state"])


def await_others(call_id: int) -> bool:
    """Whether the call still runs and has lines that wait, once a line that another worker holds is free again."""
    running = CallLine.objects.filter(call=call_id, call__state=CallState.RUNNING, state=LineState.WAITING)
    with transaction.atomic():
        list(running.select_for_update(of=("self",)).order_by("number").values_list("pk")[:1])
    return running.exists()


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
    write_lines(lines)


def write_lines(lines: Sequence[CallLine]) -> None:
    columns = zip(
        *((one.pk, one.state, one.amount, one.receivable_id, one.case_ref, one.error) for one in lines),
        strict=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [list(column) for column in columns])


def book(call: QuarterlyCall, due: Sequence[tuple[CallLine, Assessed]], *, by: Actor, now: datetime) -> None:
    references = reserve_references(PROCESS, len(due))
    claims = [
        make_claim(call, line, assessed, reference, key, by, now)
        for (line, assessed), reference, key in zip(due, references, name_claims(call, due), strict=True)
    ]
    receivables = book_many(claims)
    references_for([[one] for one in receivables])
    for (line, assessed), receivable in zip(due, receivables, strict=True):
        line.state, line.receivable, line.case_ref = LineState.BOOKED, receivable, receivable.case_ref
        line.amount = assessed.payable
    follow([line for line, _ in due], by=by)


def name_claims(call: QuarterlyCall, due: Sequence[tuple[CallLine, Assessed]]) -> list[str]:
    """A claim of a party and quarter is made once; anew, under another name, where the first was cancelled."""
    keys = [f"contribution:{line.party_id}:{call}" for line, _assessed in due]
    known = set(Receivable.objects.filter(key__in=keys).values_list("key", flat=True))
    return [f"{key}/{call.pk}" if key in known else key for key in keys]


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
    data = describe_start(receivable, sued_before=sued_before, claimed=line.amount)
    known = {"party_name": line.party.name, "language": line.party.language}
    return Opening(
        reference=line.case_ref,
        party=line.party,
        data={**data, **known},
    )


def today(now: datetime) -> date:
    return now.astimezone(BRUSSELS).date()


def make_claim(
    call: QuarterlyCall,
    line: CallLine,
    assessed: Assessed,
    reference: str,
    key: str,
    by: Actor,
    now: datetime,
) -> Claim:
    return Claim(
        party=line.party,
        kind=ReceivableKind.CONTRIBUTION.value,
        year=call.year,
        quarter=call.quarter,
        due_on=assessed.due_on,
        principal=assessed.principal,
        fee=assessed.fee,
        key=key,
        booked_on=today(now),
        trace=assessed.trace,
        legal_basis=LEGAL_BASIS,
        first_claimed_on=today(now),
        case_ref=reference,
        by=str(by),
    )


def count_waiting(call_id: int) -> int:
    return CallLine.objects.filter(call=call_id, state=LineState.WAITING).count()
