"""What the process of an authority's request may ask."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from app.statistics import quality, requests
from app.statistics.errors import CellBetrayed, SecondPersonNeeded
from app.statistics.models import QualityReport, Repeats
from app.statistics.recurrence import open_next
from workflows import api
from workflows.models import Queue
from workflows.operations import BusinessError, Call, operation

SYSTEM = "system:statistics"


@dataclass(frozen=True)
class Registered:
    """The day by which the authority is answered."""

    due_on: date


@dataclass(frozen=True)
class Certified:
    """`agrees` with the books to the cent; `difference` in words where it does not."""

    snapshot: str
    agrees: bool
    difference: str


@dataclass(frozen=True)
class Produced:
    """The output by its number, and how many cells it does not tell."""

    output: int
    suppressed: int


@dataclass(frozen=True)
class Validated:
    """`same_person` when whoever produced the table wanted to validate it: then nothing was, no more than where it
    betrays a cell together with tables told before; `betrayed` says which."""

    same_person: bool
    betrayed: str


@dataclass(frozen=True)
class Quality:
    """Of a month: how many indicators are `worse` than the month before, `faults` in the books, all of it in words."""

    worse: int
    faults: int
    told: str


@dataclass(frozen=True)
class Noted:
    """The state of the request afterwards."""

    state: str


@operation("statistics.register_request")
def register_request(
    call: Call,
    *,
    authority: str,
    question: str,
    legal_basis: str,
    purpose: str,
    output_format: str,
    received_on: date,
    due_on: date,
    reference: str | None = None,
    repeats: str | None = None,
) -> Registered:
    """Keep what an authority asks, with its law, its purpose and its day."""
    asked = requests.Asked(
        authority=authority,
        reference=reference or "",
        question=question,
        legal_basis=legal_basis,
        purpose=purpose,
        format=output_format,
        received_on=received_on,
        due_on=due_on,
        repeats=Repeats(repeats or "") if repeats != "once" else Repeats.NEVER,
    )
    return Registered(requests.register(call.case_ref, asked).due_on)


@operation("statistics.take_snapshot", queue=Queue.BULK, timeout=timedelta(seconds=300))
def take_snapshot(
    call: Call, *, query: str, first_day: date, last_day: date, definition: str, why: str | None = None
) -> Certified:
    """Define the answer on the word of whoever did the task `definition`, take the certified snapshot of the period,
    and hold it against the books."""
    by = api.find_performer(call.case_ref, definition, otherwise=SYSTEM)
    requests.define(
        call.case_ref, query=query, first_day=first_day, last_day=last_day, why=why or "", by=by, now=call.now
    )
    snapshot = requests.certify(call.case_ref, by=by, now=call.now)
    differences = [
        f"{name}: {found['difference']} EUR"
        for name, found in snapshot.reconciliation.items()
        if found["difference"] not in ("0.00", "-0.00")
    ]
    return Certified(str(snapshot), snapshot.agrees, "; ".join(differences))


@operation("statistics.produce_table", queue=Queue.BULK, timeout=timedelta(seconds=120))
def produce_table(call: Call, *, check: str, definition: str) -> Produced:
    """Make the table once the task `check` said it is lawful; it is the table of whoever did the task `definition`."""
    requests.check(call.case_ref, by=api.find_performer(call.case_ref, check, otherwise=SYSTEM))
    by = api.find_performer(call.case_ref, definition, otherwise=SYSTEM)
    output = requests.produce(call.case_ref, by=by, now=call.now)
    return Produced(output.number, output.suppressed)


@operation("statistics.validate_table")
def validate_table(call: Call, *, validation: str, approved: bool = True) -> Validated:
    """Let the table leave on the word of whoever did the task `validation`; never of the one who produced it, and not
    where a cell that may not be told could be computed with what was told before."""
    if not approved:
        return Validated(same_person=False, betrayed="")
    by = api.find_performer(call.case_ref, validation, otherwise=SYSTEM)
    try:
        requests.validate(call.case_ref, by=by)
    except SecondPersonNeeded:
        return Validated(same_person=True, betrayed="")
    except CellBetrayed as refusal:
        return Validated(same_person=False, betrayed=str(refusal))
    return Validated(same_person=False, betrayed="")


@operation("statistics.record_delivery")
def record_delivery(call: Call, *, delivered_on: date) -> Noted:
    """Note the day on which the authority was sent the table."""
    return Noted(requests.deliver(call.case_ref, on=delivered_on).state)


@operation("statistics.record_receipt")
def record_receipt(call: Call, *, receipt: str) -> Noted:
    """Keep the authority's receipt and close the request; one that comes again opens its next case."""
    if not receipt.strip():
        raise BusinessError("no_receipt", "A receipt says something.")
    row = requests.close(call.case_ref, receipt=receipt.strip())
    if row.repeats:
        open_next(row, now=call.now)
    return Noted(row.state)


@operation("statistics.decline_request")
def decline_request(call: Call, *, why: str) -> Noted:
    """Note that the request is not answered, and why."""
    return Noted(requests.decline(call.case_ref, why=why).state)


@operation("statistics.report_quality", queue=Queue.BULK, timeout=timedelta(seconds=300))
def report_quality(call: Call, *, month: date) -> Quality:
    """Count the month that has ended, once, and tell it. Refuses with MONTH_NOT_COUNTED one that was never counted."""
    quality.report(call.now)
    made = QualityReport.objects.filter(month=month).first()
    if made is None:
        raise BusinessError("MONTH_NOT_COUNTED", f"The data were not counted at the end of {month:%Y-%m}.")
    before = QualityReport.objects.filter(month__lt=month).order_by("-month").first()
    lines = [f"{one.title}: {tell_figure(*one.months[0])}" for one in quality.list_lines([made])]
    return Quality(quality.compare(made, before), made.figures[quality.BOOKS][0], "\n".join(lines))


def tell_figure(wrong: int, of: int, share: Decimal | None) -> str:
    return str(wrong) if share is None else f"{wrong} / {of} ({share} %)"
