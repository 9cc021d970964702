"""What the process of a quarterly call may ask."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.cases.models import Case
from app.collection import booking, calls, notices
from app.collection.errors import SecondPersonNeeded
from app.collection.models import CallLine, CallState, LineState, QuarterlyCall
from app.registers.quarters import Quarter
from workflows import api
from workflows.actors import Actor
from workflows.models import Queue
from workflows.operations import Call, operation

SYSTEM = api.system("collection")
#: One turn of a loop works so many seconds; its job may take as long as a chunk more.
TURN = 20.0
LIMIT = timedelta(seconds=120)


@dataclass(frozen=True)
class Prepared:
    call_ref: str
    population: int
    checksum: str
    due_on: date


@dataclass(frozen=True)
class Approved:
    same_person: bool


@dataclass(frozen=True)
class Standing:
    """`state` of the call; lines that wait and lines that failed."""

    state: str
    waiting: int
    failed: int


@dataclass(frozen=True)
class Noticed:
    unnoticed: int


def write_ref(call: QuarterlyCall) -> str:
    """`2026Q1/3`: the quarter and the number of the call."""
    return f"{call}/{call.pk}"


def read_ref(text: str) -> int:
    return int(text.rpartition("/")[2])


def describe(call_id: int) -> Standing:
    lines = CallLine.objects.filter(call=call_id)
    call = QuarterlyCall.objects.get(pk=call_id)
    return Standing(
        call.state,
        lines.filter(state=LineState.WAITING).count(),
        lines.filter(state=LineState.FAILED).count(),
    )


@operation("collection.prepare_call", queue=Queue.BULK, timeout=LIMIT)
def prepare_call(call: Call, *, year: int, quarter: int) -> Prepared:
    """Freeze who is called; made once for a case."""
    known = QuarterlyCall.objects.filter(case_ref=call.case_ref).exclude(case_ref="").first()
    made = known or calls.prepare_call(
        Quarter(year, quarter), by=find_opener(call), now=call.now, case_ref=call.case_ref
    )
    return Prepared(write_ref(made), made.population, made.checksum, made.due_on)


@operation("collection.approve_call")
def approve_call(call: Call, *, call_ref: str, checksum: str, approval: str) -> Approved:
    """Let the call run on the word of whoever did the task `approval`; never of the one who prepared it."""
    key = read_ref(call_ref)
    if QuarterlyCall.objects.get(pk=key).state == CallState.RUNNING:
        return Approved(same_person=False)
    by = read_actor(api.find_performer(call.case_ref, approval, otherwise=str(SYSTEM)))
    try:
        calls.approve_call(key, checksum=checksum, by=by, now=call.now)
    except SecondPersonNeeded:
        return Approved(same_person=True)
    return Approved(same_person=False)


@operation("collection.run_call", queue=Queue.BULK, timeout=LIMIT)
def run_call(call: Call, *, call_ref: str) -> Standing:
    """Assess, book and follow lines for one turn."""
    booking.run_call(read_ref(call_ref), by=SYSTEM, now=call.now, seconds=TURN)
    return describe(read_ref(call_ref))


@operation("collection.retry_failed")
def retry_failed(call: Call, *, call_ref: str) -> Standing:  # noqa: ARG001  the shape of an operation
    """Put the lines that failed back among those that wait."""
    calls.retry_failed(read_ref(call_ref))
    return describe(read_ref(call_ref))


@operation("collection.make_notices", queue=Queue.LETTERS, timeout=LIMIT)
def make_notices(call: Call, *, call_ref: str) -> Noticed:
    """Make the notices of booked lines for one turn."""
    return Noticed(notices.make_notices(read_ref(call_ref), now=call.now, seconds=TURN))


@operation("collection.finish_call")
def finish_call(call: Call, *, call_ref: str) -> Standing:
    """Close the call once its notices are handed over."""
    key = read_ref(call_ref)
    if QuarterlyCall.objects.get(pk=key).state != CallState.FINISHED:
        calls.finish_call(key, now=call.now)
    return describe(key)


@operation("collection.cancel_call")
def cancel_call(call: Call, *, call_ref: str) -> Standing:
    """Cancel a call; what it has booked stays."""
    key = read_ref(call_ref)
    if QuarterlyCall.objects.get(pk=key).state != CallState.CANCELLED:
        calls.cancel_call(key, now=call.now)
    return describe(key)


def find_opener(call: Call) -> Actor:
    """Who opened the case of the call."""
    case = Case.objects.filter(reference=call.case_ref).first()
    return read_actor(case.opened_by) if case else SYSTEM


def read_actor(text: str) -> Actor:
    """An actor as histories write it, `user:12`."""
    kind, _, name = text.partition(":")
    return api.user(int(name)) if kind == "user" and name.isdigit() else api.system(name or kind)
