"""Regularisations (P19): incomes of a year told for many at once; each weighed, settled, retested, written to."""

from collections import defaultdict
from datetime import UTC, datetime
from time import perf_counter, process_time

from django.db import connection
from django.db.models import Count

from app.collection import booking, calls
from app.collection.models import CallState, QuarterlyCall
from app.correspondence import press
from app.ledger.proofs import list_faults
from app.registers.quarters import Quarter
from app.years.models import Regularisation, RegularisationState
from app.years.opening import open_waiting
from benchmarks import population
from benchmarks.calls import spent_by_press
from benchmarks.database import analyse
from benchmarks.measuring import Chapter, Scale, profile
from benchmarks.people import worker_of
from workflows import actors, catalogue, execution, jobs
from workflows.models import Incident
from workflows.models.job import Queue

CASES, A_YEAR = 5_000, 200_000
#: A night, with two workers that have a core each.
HOURS = 8
YEAR = population.INCOME_YEAR
BY = actors.system("benchmark")
EARLIER = """
    INSERT INTO contributions_income (party_id, year, amount, kind, source, received_on, note, recorded_at, recorded_by)
    SELECT party_id, year - 3, round(amount * (80 + id %% 40) / 100, 2), kind, source, received_on, note, recorded_at,
           recorded_by
    FROM contributions_income WHERE year = %s
"""


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Regularisations (P19): a year of 200,000")
    count = scale.count(CASES, 4)
    catalogue.deploy(
        ["recovery", "quarterly_call", "refund_follow", "regularisation"], by=BY, now=datetime.now(UTC)
    )
    population.settle(count)
    with connection.cursor() as cursor:
        cursor.execute(EARLIER, [YEAR])
    for number in range(1, 5):
        call_quarter(Quarter(YEAR, number))
    analyse(*connection.introspection.table_names())
    spent = measure(chapter, count)
    report_exactness(chapter, count)
    hours = spent * A_YEAR / 3600
    chapter.figures["settlements"] = spent
    chapter.add(
        "200,000 cases, from the income to the letter",
        f"{hours:,.1f} hours of one core",
        f"≤ {HOURS} hours on two cores",
        hours <= 2 * HOURS,
    )
    return chapter


def call_quarter(quarter: Quarter) -> None:
    now = datetime.now(UTC)
    call = calls.prepare_call(quarter, by=worker_of(0), now=now)
    calls.approve_call(call.pk, checksum=call.checksum, by=worker_of(1), now=now)
    while QuarterlyCall.objects.get(pk=call.pk).state == CallState.RUNNING:
        booking.run_call(call.pk, by=BY, now=now)


def measure(chapter: Chapter, count: int) -> float:
    """Processor seconds a case, the letters' typesetting included."""
    begun, own = perf_counter(), process_time()
    opened = open_waiting(by=BY, now=datetime.now(UTC))
    opening, pressed = process_time() - own, spent_by_press()
    spent: dict[str, float] = defaultdict(float)
    chapter.profile = profile(lambda: work_off(spent)) if count <= 200 else ""
    work_off(spent)
    own, pressed = process_time() - own, spent_by_press() - pressed
    press.end_press()
    each = (own + pressed) / opened
    chapter.add(f"{opened:,} cases in one process", f"{each:.3f} s of processor each", "–", None)
    seconds = perf_counter() - begun
    chapter.notes.append(
        f"By the clock {seconds / opened:.3f} s; opening {opening / opened * 1000:.1f} ms, the press "
        f"{pressed / opened * 1000:.1f} ms a case; PostgreSQL's share is not in it."
    )
    chapter.notes += [f"{name}: {total / opened * 1000:.1f} ms" for name, total in sorted(spent.items())]
    return each


def work_off(spent: dict[str, float]) -> None:
    """Run every job there is; what each kind takes of the processor is added up."""
    while sum(work_queue(queue, spent) for queue in Queue):
        pass


def work_queue(queue: Queue, spent: dict[str, float]) -> int:
    claimed = jobs.claim(queue, owner="benchmark", limit=50)
    for job in claimed:
        begun = process_time()
        execution.run(job)
        spent[job.operation] += process_time() - begun
    return len(claimed)


def report_exactness(chapter: Chapter, count: int) -> None:
    settled = Regularisation.objects.filter(state=RegularisationState.SETTLED)
    outcomes = dict(settled.values_list("outcome").annotate(Count("id")))
    incidents, faults = Incident.objects.count(), len(list(list_faults()))
    chapter.notes.append(f"Outcomes: {outcomes}; waiting for a person: {count - settled.count()}.")
    chapter.add("Incidents · faults in the books", f"{incidents} · {faults}", "0 · 0", not incidents + faults)
