"""Bulk start of 200,000 cases through the real code: a list prepared, approved by another, worked off by workers."""

from datetime import UTC, datetime
from time import perf_counter

from benchmarks import models
from benchmarks.measuring import Chapter, Scale, profile
from benchmarks.people import worker_of
from benchmarks.workers import Workers, wait_until
from workflows import bulk, bulk_running
from workflows.models import BulkRun, BulkState, ProcessInstance

KEY = "bench_wait"
CASES = 200_000
WORKERS = 2
MINUTES, MEGABYTES = 10, 200


def run(scale: Scale) -> Chapter:
    chapter = Chapter("Bulk start of 200,000 cases (each one is run by the engine up to its timer)")
    count = scale.count(CASES, 50)
    prepared, worked, peak = start_many(count)
    total = prepared + worked
    rate = count / total
    full = CASES / rate / 60
    chapter.figures["bulk"] = rate
    chapter.add(
        f"{count:,} cases, {WORKERS} workers",
        f"{total:,.1f} s ({prepared:,.1f} s to write and approve the list) = {rate:,.0f}/s",
        f"200,000 in ≤ {MINUTES} min",
        full <= MINUTES,
    )
    chapter.add(
        "Largest worker",
        f"{peak / 1e6:,.0f} MB resident at most",
        f"≤ {MEGABYTES} MB",
        peak <= MEGABYTES * 1e6,
    )
    if chapter.misses:
        prepare(500)
        chapter.profile = profile(lambda: bulk_running.run_chunk(owner="profile"))
    return chapter


def start_many(count: int) -> tuple[float, float, int]:
    """Start `count` cases by a bulk run: seconds for the list, seconds for the work, bytes of the largest worker."""
    with Workers(WORKERS, "bulk") as workers:
        begun = perf_counter()
        run_id = prepare(count)
        prepared = perf_counter() - begun
        worked = wait_until(
            lambda: BulkRun.objects.get(id=run_id).state == BulkState.DONE, 1800, "the list is worked off"
        )
        started = bulk.progress(run_id).started
        if started != count:
            raise RuntimeError(f"Of {count} cases {started} were started.")
        return prepared, worked, workers.look()


def prepare(count: int) -> int:
    """A list written and approved."""
    models.publish(KEY, models.one_wait(KEY))
    first = ProcessInstance.objects.filter(definition_key=KEY).count()
    now = datetime.now(UTC)
    starts = (
        bulk.Start(
            business_key=f"{first + number}",
            case_ref=f"R-{first + number}",
            data={"party": f"{number:010d}", "amount": 812},
        )
        for number in range(count)
    )
    run = bulk.prepare("Recovery", KEY, starts, by=worker_of(0), now=now)
    bulk.approve(run.id, checksum=run.checksum, by=worker_of(1), now=now)
    return run.id
