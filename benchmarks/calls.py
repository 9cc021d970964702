"""The quarterly call of 200,000 affiliates (P18): assessed, booked, referenced, followed by a case; and its notices."""

import os
from datetime import UTC, datetime
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import perf_counter, process_time

from django.db import connection

from app.cases.models import Case
from app.collection import booking, calls, notices
from app.collection.models import CallLine, CallState, LineState, QuarterlyCall
from app.correspondence import press
from app.ledger.models import Receivable, ReferenceTarget
from app.ledger.proofs import list_faults
from app.registers.quarters import Quarter
from benchmarks import plans, population
from benchmarks.database import analyse
from benchmarks.measuring import Chapter, Scale, profile, work_together
from benchmarks.people import worker_of
from benchmarks.workers import peak_bytes
from workflows import actors, catalogue

AFFILIATES = 200_000
NOTICES = 1_000
WORKERS = 2
MINUTES, MEGABYTES, NOTICE_RATE = 20, 300, 50
QUARTER = Quarter(2026, 4)
BY = actors.system("benchmark")


def run(scale: Scale) -> Chapter:
    chapter = Chapter("The quarterly call (P18): 200,000 affiliates")
    count = scale.count(AFFILIATES, 60)
    catalogue.deploy(["recovery", "quarterly_call"], by=BY, now=datetime.now(UTC))
    population.settle(count)
    call, prepared = prepare()
    crew = work_together(WORKERS, lambda _number: work(call.pk))
    report_booking(chapter, call, count, prepared + crew.seconds, crew.results)
    report_exactness(chapter, call)
    report_plans(chapter, count)
    report_notices(chapter, call, scale.count(NOTICES, 10))
    if chapter.misses:
        chapter.profile = explain(call)
    return chapter


def prepare() -> tuple[QuarterlyCall, float]:
    """A call frozen and approved by a second person, and how many seconds that took."""
    begun = perf_counter()
    now = datetime.now(UTC)
    call = calls.prepare_call(QUARTER, by=worker_of(0), now=now)
    calls.approve_call(call.pk, checksum=call.checksum, by=worker_of(1), now=now)
    return call, perf_counter() - begun


def work(call_id: int) -> tuple[int, float]:
    """What a worker does until the call is booked; its largest resident memory, bytes, and processor seconds."""
    begun = process_time()
    while QuarterlyCall.objects.get(pk=call_id).state == CallState.RUNNING:
        booking.run_call(call_id, by=BY, now=datetime.now(UTC))
    return peak_bytes(os.getpid()), process_time() - begun


def report_booking(
    chapter: Chapter, call: QuarterlyCall, count: int, seconds: float, results: list[tuple[int, float]]
) -> None:
    rate = count / seconds
    chapter.figures["calls"] = rate
    minutes = AFFILIATES / rate / 60
    chapter.add(
        f"{count:,} affiliates, {WORKERS} workers, without notices",
        f"{seconds:,.0f} s = {rate:,.0f}/s; 200,000 in {minutes:.1f} min",
        f"200,000 in ≤ {MINUTES} min",
        minutes <= MINUTES,
    )
    peak, spent = max(peak for peak, _ in results), sum(spent for _, spent in results)
    told = f"{peak / 1e6:,.0f} MB resident at most"
    chapter.add("Largest worker", told, f"≤ {MEGABYTES} MB", peak <= MEGABYTES * 1e6)
    failed = CallLine.objects.filter(call=call, state=LineState.FAILED).count()
    chapter.notes.append(f"Lines that could not be assessed: {failed}.")
    chapter.notes.append(
        f"Of the processors the workers took {spent / count * 1000:.1f} ms a line; PostgreSQL's share is not in it."
    )


def report_exactness(chapter: Chapter, call: QuarterlyCall) -> None:
    """One receivable, one case and one reference for each booked line, and books that prove."""
    lines = CallLine.objects.filter(call=call, state=LineState.BOOKED)
    booked = lines.count()
    found = [
        Receivable.objects.filter(call_line__call=call).values("party").distinct().count(),
        Case.objects.filter(reference__in=lines.values("case_ref")).count(),
        ReferenceTarget.objects.filter(receivable__call_line__call=call).count(),
    ]
    faults = list(list_faults())
    chapter.add(
        "Booked lines · receivables · cases · references · faults in the books",
        " · ".join(f"{one:,}" for one in (booked, *found, len(faults))),
        "all alike, 0",
        found == [booked] * 3 and not faults,
    )


def report_plans(chapter: Chapter, count: int) -> None:
    """The plans of one more chunk, for people who came since, with the tables as full as the call has made them."""
    population.settle(booking.CHUNK)
    analyse(*connection.introspection.table_names())
    again = calls.prepare_call(QUARTER.shift(-1), by=worker_of(0), now=datetime.now(UTC))
    calls.approve_call(again.pk, checksum=again.checksum, by=worker_of(1), now=datetime.now(UTC))
    looked, scans = plans.list_scans(lambda: booking.run_chunk(again.pk, by=BY, now=datetime.now(UTC)))
    chapter.add(
        f"Statements of a chunk that read a table of over {plans.LARGE:,} rows from end to end",
        f"{len(scans)} of {looked}",
        "0",
        not scans if count > plans.LARGE else None,
    )
    chapter.notes += scans


def report_notices(chapter: Chapter, call: QuarterlyCall, count: int) -> None:
    """Notices made and kept, in one process with its press, by the time of the processors they took together."""
    notices.make_chunk(call.pk, now=datetime.now(UTC))
    made, own, begun, before = 0, process_time(), perf_counter(), spent_by_press()
    while made < count:
        made += notices.make_chunk(call.pk, now=datetime.now(UTC))
    seconds, own, pressed = perf_counter() - begun, process_time() - own, spent_by_press() - before
    press.end_press()
    rate = made / (own + pressed)
    chapter.figures["notices"] = rate
    chapter.add(
        f"{made:,} due notices: looked up, typeset (PDF/UA-1, QR, trace), kept",
        f"{rate:,.0f}/s of one core's time; {made / seconds:,.0f}/s by the clock",
        f"≥ {NOTICE_RATE}/s on one core",
        rate >= NOTICE_RATE,
    )
    told = f"Of a notice {own / made * 1000:.1f} ms are ours, {pressed / made * 1000:.1f} ms the press's."
    chapter.notes.append(told)


def spent_by_press() -> float:
    """Seconds of processor time of the press that runs and of those that it replaced."""
    ended = getrusage(RUSAGE_CHILDREN)
    over = ended.ru_utime + ended.ru_stime
    running = press._kept.press
    if running is None:
        return over
    return over + spent_by(running.process.pid)


def spent_by(process: int) -> float:
    """Seconds of processor time of a process that runs."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def explain(call: QuarterlyCall) -> str:
    """Where the time of some more notices goes."""
    return profile(lambda: notices.make_chunk(call.pk, now=datetime.now(UTC)))
