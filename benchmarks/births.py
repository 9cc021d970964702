"""Rights found by the fund itself: a birth told of each of 200,000 people, and the same looked for once more.

Everybody is a mother whose quarter after the birth was called already: each exemption is granted and its claim taken
back, which is the most that a birth can make the fund do by itself. Of the first ten thousand a case follows the claim
and is told; the claims of the others are booked as a call books them, without its cases, which take longer to make than
all that is measured.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from time import perf_counter, process_time

from django.db import connection

from app.affiliation.categories import decide_many
from app.affiliation.models import Coverage, QuarterStatus
from app.benefits.detection import Report, detect_rights
from app.benefits.detection_models import Detection, DetectionOutcome
from app.collection import booking, calls
from app.collection.models import CallState, QuarterlyCall
from app.ledger.models import Receivable
from app.ledger.proofs import list_faults
from app.people.models import Party
from app.registers.quarters import Quarter
from benchmarks import population
from benchmarks.database import analyse
from benchmarks.measuring import Chapter, Scale, profile
from benchmarks.people import worker_of
from benchmarks.settlements import call_quarter
from workflows import actors, catalogue

PEOPLE, FOLLOWED, MINUTES = 200_000, 10_000, 10
#: Born in the quarter before the one that is called and, of a right, exempted.
#: Not a quarter that the chapter of the calls, which comes before in the same database, calls.
CALLED = Quarter(2026, 2)
BORN_IN, FOUND_ON = CALLED.shift(-1), CALLED.last_day.replace(month=5, day=2)
BY = actors.system("benchmark")
CHUNK = 1000
BIRTHS = """
    INSERT INTO benefits_lifefact (party_id, kind, happened_on, facts, source, reference, recorded_at)
    SELECT id, 'birth', %(born)s::date + (id %% 80)::int, '{"parent": "mother"}', 'BCSS', 'bench-' || id, now()
    FROM people_party WHERE id = ANY(%(parties)s)
"""


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Rights found by the fund: a birth of each of 200,000 people")
    count = scale.count(PEOPLE, 10)
    prepare(count)
    first, seconds, spent = time_detection()
    again, _seconds, _spent = time_detection()
    minutes = seconds / count * PEOPLE / 60
    chapter.figures["births"] = count / seconds
    chapter.add(
        f"{count:,} births weighed by every detector, granted, claims taken back",
        f"{seconds:,.0f} s = {count / seconds:,.0f}/s; 200,000 in {minutes:.1f} min",
        f"200,000 in ≤ {MINUTES} min",
        minutes <= MINUTES,
    )
    chapter.notes.append(
        f"Of the processor {spent / count * 1000:.2f} ms a birth; PostgreSQL's share is not in it."
    )
    chapter.notes.append(f"Outcomes: {tell(first)}.")
    report_exactness(chapter, count, again)
    if chapter.misses:
        chapter.profile = explain(count)
    return chapter


def prepare(count: int) -> None:
    """Everybody decided for the quarters that a birth asks for, called for the one after it, and told of."""
    catalogue.deploy(["recovery", "quarterly_call"], by=BY, now=datetime.now(UTC))
    followed = min(count, FOLLOWED)
    parties = decide(followed)
    call(CALLED)
    if count > followed:
        others = decide(count - followed)
        for start in range(0, len(others), CHUNK):
            chosen = Party.objects.filter(pk__in=others[start : start + CHUNK]).order_by("pk")
            call_quarter(CALLED, list(chosen))
        parties += others
    tell_births(parties)
    analyse(*connection.introspection.table_names())


def decide(count: int) -> list[int]:
    """So many new people, their quarters decided."""
    parties = list(population.settle(count))
    for start in range(0, count, CHUNK):
        chosen = parties[start : start + CHUNK]
        decide_many(chosen, CALLED.shift(-5), CALLED, by=BY, now=datetime.now(UTC))
    return parties


def call(quarter: Quarter) -> None:
    now = datetime.now(UTC)
    made = calls.prepare_call(quarter, by=worker_of(0), now=now)
    calls.approve_call(made.pk, checksum=made.checksum, by=worker_of(1), now=now)
    while QuarterlyCall.objects.get(pk=made.pk).state == CallState.RUNNING:
        booking.run_call(made.pk, by=BY, now=datetime.now(UTC))


def tell_births(parties: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(BIRTHS, {"born": BORN_IN.first_day, "parties": list(parties)})


def time_detection() -> tuple[Report, float, float]:
    """What was found, seconds by the clock and of the processor."""
    begun, own = perf_counter(), process_time()
    report = detect_rights(FOUND_ON)
    return report, perf_counter() - begun, process_time() - own


def tell(report: Report) -> str:
    found: Counter[str] = Counter()
    for counts in report.counts.values():
        found.update(counts)
    return ", ".join(f"{name} {number:,}" for name, number in sorted(found.items()))


def report_exactness(chapter: Chapter, count: int, again: Report) -> None:
    """Each birth exempted once, each claim taken back, nothing weighed a second time, and books that prove."""
    exempted = QuarterStatus.objects.filter(coverage=Coverage.BIRTH_EXEMPT, superseded_at=None).count()
    granted = Detection.objects.filter(detector="birth_exemption", outcome=DetectionOutcome.GRANTED).count()
    cancelled = Receivable.objects.filter(state="cancelled").count()
    twice, faults = tell(again) or "0", len(list(list_faults()))
    chapter.add(
        "Granted · exempted quarters · claims taken back · weighed again · faults in the books",
        f"{granted:,} · {exempted:,} · {cancelled:,} · {twice} · {faults}",
        "all alike, 0, 0",
        granted == exempted == cancelled == count and twice == "0" and not faults,
    )


def explain(count: int) -> str:
    """Where the time goes, on a few more people."""
    act: Callable[[], object] = lambda: detect_rights(FOUND_ON)  # noqa: E731
    prepare_more = min(count, 2000)
    population.settle(prepare_more)
    return profile(act)
