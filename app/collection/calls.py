"""Preparing, approving, pausing and cancelling a call. The list is frozen first; a second person approves that list.

A quarter is called once for everybody, and again for those who became liable in it, or due again, after that.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from viewflow.fsm import TransitionNotAllowed

from app.affiliation.models import QuarterStatus
from app.affiliation.queries import list_liable
from app.collection.call_life import CallLife
from app.collection.errors import (
    CalledAlready,
    CallStateRefused,
    CallUnknown,
    PopulationChanged,
    SecondPersonNeeded,
)
from app.collection.models import CallLine, CallState, LineState, QuarterlyCall
from app.contributions.arithmetic.categories import Coverage
from app.ledger.states import ReceivableState
from app.registers.quarters import Quarter
from workflows.actors import Actor

PREVIOUS = """
UPDATE collection_callline line SET previous = before.amount
FROM collection_callline before JOIN collection_quarterlycall call ON call.id = before.call_id
WHERE line.call_id = %s AND before.party_id = line.party_id AND before.amount IS NOT NULL
  AND call.year = %s AND call.quarter = %s AND call.state <> 'cancelled'
"""


@transaction.atomic
def prepare_call(quarter: Quarter, *, by: Actor, now: datetime, case_ref: str = "") -> QuarterlyCall:
    """Freeze who is liable in the quarter and not called yet.

    Raises CalledAlready while another call of the quarter goes on, and once all of it are called.
    """
    try:
        with transaction.atomic():
            call = QuarterlyCall.objects.create(
                year=quarter.year,
                quarter=quarter.number,
                due_on=quarter.last_day,
                case_ref=case_ref,
                checksum="",
                prepared_by=str(by),
                prepared_at=now,
            )
    except IntegrityError as error:
        if "call_one_at_a_time" not in str(error):
            raise
        raise refuse(quarter) from error
    freeze(call, quarter)
    if call.population == 0 and list_finished(quarter).exists():
        raise refuse(quarter)
    return call


def refuse(quarter: Quarter) -> CalledAlready:
    return CalledAlready(f"The quarter {quarter} has been called already.", quarter=str(quarter))


def list_finished(quarter: Quarter) -> QuerySet[QuarterlyCall]:
    calls = QuarterlyCall.objects.filter(year=quarter.year, quarter=quarter.number)
    return calls.filter(state=CallState.FINISHED)


def list_called(quarter: Quarter) -> QuerySet[CallLine]:
    """The lines of the quarter that stand: booked, or nothing due.

    Not those whose quarter has become due again since (an assimilation that ended earlier): their claim was cancelled,
    or never made.
    """
    due_again = QuarterStatus.objects.filter(
        person=OuterRef("party"),
        year=quarter.year,
        number=quarter.number,
        superseded_at=None,
        coverage=Coverage.DUE,
        decided_at__gt=OuterRef("call__finished_at"),
    )
    lines = CallLine.objects.filter(call__year=quarter.year, call__quarter=quarter.number)
    unclaimed = Q(state=LineState.NOTHING_DUE) | Q(receivable__state=ReceivableState.CANCELLED)
    standing = lines.filter(state__in=[LineState.BOOKED, LineState.NOTHING_DUE])
    return standing.exclude(unclaimed & Exists(due_again))


def freeze(call: QuarterlyCall, quarter: Quarter) -> None:
    """Write one line a liable party and the checksum over them; what was called before stands beside.

    Whom an earlier call of the quarter has booked, cancelled or finished, stays booked and is not called again; who was
    affiliated since, or could not be assessed then, is.
    """
    digest = sha256()
    wanted = list_liable(quarter).exclude(pk__in=list_called(quarter).values("party"))
    numbered = enumerate(wanted.values_list("pk", flat=True).iterator(chunk_size=5000), start=1)
    count = 0
    with connection.wrap_database_errors, connection.cursor() as cursor:
        rows = [(number, party) for number, party in numbered]
        statement = "COPY collection_callline (call_id, number, party_id, state, case_ref, error) FROM STDIN"
        with cursor.copy(statement) as copy:
            for number, party in rows:
                copy.write_row((call.pk, number, party, LineState.WAITING.value, "", ""))
                digest.update(f"{party}\n".encode())
                count = number
        before = quarter.shift(-1)
        cursor.execute(PREVIOUS, [call.pk, before.year, before.number])
    call.population, call.checksum = count, digest.hexdigest()
    call.save(update_fields=["population", "checksum"])


def approve_call(call_id: int, *, checksum: str, by: Actor, now: datetime) -> QuarterlyCall:
    """Let it run. Raises SecondPersonNeeded, PopulationChanged, CallStateRefused."""

    def approve(call: QuarterlyCall) -> None:
        if call.checksum != checksum:
            raise PopulationChanged(call=str(call))
        if call.prepared_by == str(by):
            raise SecondPersonNeeded(call=str(call))
        CallLife(call).approve(str(by), now)

    return _move(call_id, approve)


def pause_call(call_id: int) -> QuarterlyCall:
    return _move(call_id, lambda call: CallLife(call).pause())


def resume_call(call_id: int) -> QuarterlyCall:
    return _move(call_id, lambda call: CallLife(call).resume())


def cancel_call(call_id: int, *, now: datetime) -> QuarterlyCall:
    """Stop for good: what was booked stays booked. Lines that wait are not called; those in work are waited for."""

    def cancel(call: QuarterlyCall) -> None:
        CallLife(call).cancel(now)
        call.save(update_fields=["state", "finished_at"])
        held = call.lines.filter(state=LineState.WAITING).select_for_update(of=("self",))
        list(held.order_by("number").values_list("pk"))

    return _move(call_id, cancel)


def finish_call(call_id: int, *, now: datetime) -> QuarterlyCall:
    """The notices are handed over."""
    return _move(call_id, lambda call: CallLife(call).finish(now))


def retry_failed(call_id: int) -> int:
    """Let the lines that failed be tried again; the number of them. A booked call runs again for them."""
    with transaction.atomic():
        call = lock_call(call_id)
        if call.state == CallState.BOOKED:
            CallLife(call).book_more()
            call.save(update_fields=["state"])
        elif call.state not in (CallState.RUNNING, CallState.PAUSED):
            raise CallStateRefused(f"The call {call} is {call.state}.", call=str(call))
        failed = CallLine.objects.filter(call=call, state=LineState.FAILED)
        return failed.update(state=LineState.WAITING, error="")


def lock_call(call_id: int) -> QuarterlyCall:
    found = QuarterlyCall.objects.select_for_update().filter(pk=call_id).first()
    if found is None:
        raise CallUnknown(call=call_id)
    return found


def find_call(quarter: Quarter) -> QuarterlyCall | None:
    """The call of a quarter that counts."""
    calls = QuarterlyCall.objects.filter(year=quarter.year, quarter=quarter.number)
    return calls.exclude(state=CallState.CANCELLED).first()


@transaction.atomic
def _move(call_id: int, act: Callable[[QuarterlyCall], None]) -> QuarterlyCall:
    call = lock_call(call_id)
    try:
        act(call)
    except TransitionNotAllowed as error:
        raise CallStateRefused(
            f"The call {call} is {call.state}.", call=str(call), state=call.state
        ) from error
    call.save()
    return call
