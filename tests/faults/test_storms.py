"""F12, F34: many timers at once, and a bulk run whose workers keep dying."""

import signal
import time
from collections.abc import Callable
from itertools import cycle, islice

from django.db.models.functions import Now

from tests.faults.fund import Fund, wait_for
from tests.faults.sizes import SIZES
from tests.workflows.jobs.models import one_task, one_wait, publish
from workflows import actors, api, bulk, clock
from workflows.bulk import Start
from workflows.models import HumanTask, Incident, ProcessInstance, Timer

MARIE, PAUL = actors.user(1), actors.user(2)


def prepare(key: str, count: int) -> int:
    starts = (Start(business_key=f"{key}/{line}") for line in range(count))
    run = bulk.prepare(key, key, starts, by=MARIE, now=clock.now())
    bulk.approve(run.id, checksum=run.checksum, by=PAUL, now=clock.now())
    return run.id


def work(fund: Fund, rounds: int) -> float:
    """People start and complete tasks; the 95th percentile of the seconds a completion took."""
    waits = []
    for _ in range(rounds):
        task = HumanTask.objects.get(instance=api.start("sample", {}, by=actors.system("test")))
        begun = time.monotonic()
        api.complete(task.id, {}, by=actors.system("test"))
        waits.append(time.monotonic() - begun)
    return sorted(waits)[round(0.95 * rounds) - 1]


def test_f12_a_storm_of_timers_drains_while_people_work(fund: Fund, measured: Callable[[str], None]) -> None:
    publish("storm", *one_wait("P1D"))
    publish("sample", *one_task())
    prepare("storm", SIZES.timers)
    worker = fund.worker("--processes", "1")
    wait_for(lambda: Timer.objects.count() == SIZES.timers, seconds=60, what="all wait")
    idle = work(fund, 20)
    Timer.objects.update(due_at=Now())
    begun = time.monotonic()
    wait_for(HumanTask.objects.filter(state="ready").exists, what="the storm has begun")
    busy = work(fund, 20)
    wait_for(lambda: not Timer.objects.exists(), seconds=60, what="the storm is over")
    rate = SIZES.timers / (time.monotonic() - begun)
    assert fund.open_tasks() == SIZES.timers
    assert busy < max(0.5, 2 * idle)
    assert worker.poll() is None
    measured(
        f"F12: {SIZES.timers} timers due at once fired at {rate:.0f}/s; "
        f"p95 of a completion {busy * 1000:.0f} ms meanwhile, {idle * 1000:.0f} ms before"
    )


KILLS = ("bulk_item:300", "bulk_before_commit:1", "bulk_item:1200", "after_bulk_commit:1")


def test_f34_a_bulk_run_whose_workers_are_killed_starts_each_case_once(
    fund: Fund, measured: Callable[[str], None]
) -> None:
    publish("sample", *one_task())
    run = prepare("sample", SIZES.lines)
    seen = 0
    begun = time.monotonic()
    for kill in islice(cycle(KILLS), SIZES.kills):
        assert fund.worker(fault=kill).wait(30) == -signal.SIGKILL
        started = bulk.progress(run).started
        assert started >= seen
        seen = started
    fund.worker()
    wait_for(lambda: bulk.progress(run).waiting == 0, seconds=60, what="all lines are done")
    taken = time.monotonic() - begun
    assert bulk.progress(run).started == SIZES.lines
    assert ProcessInstance.objects.values("business_key").distinct().count() == SIZES.lines
    assert not Incident.objects.exists()
    measured(f"F34: {SIZES.lines} lines, {SIZES.kills} workers killed, {SIZES.lines / taken:.0f}/s over all")
