"""F32, F33: workers that are told to stop, and schedulers of any number."""

import signal
import time
from collections.abc import Callable

import pytest

from tests.faults.fund import Fund, wait_for
from tests.faults.sizes import SIZES
from tests.workflows.jobs.models import one_call, publish
from workflows import actors, api
from workflows.models import Job

BY = actors.system("test")


def stop_under_load(fund: Fund) -> float:
    """Start a worker, tell it to stop while it works; the seconds until it has."""
    before = fund.effects()[0]
    worker = fund.worker("--processes", "1", SLOW_SECONDS=0.2)
    wait_for(lambda: fund.effects()[0] > before, what="the worker is at work")
    begun = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(30) == 0
    taken = time.monotonic() - begun
    assert taken < 30
    assert not Job.objects.filter(state="locked").exists()
    return taken


def test_f32_deployments_under_load_use_up_no_attempt(fund: Fund, measured: Callable[[str], None]) -> None:
    jobs = 10 * SIZES.stops
    publish("sample", *one_call("outside.pay_slowly"))
    for _ in range(jobs):
        api.start("sample", {}, by=BY)
    slowest = max(stop_under_load(fund) for _ in range(SIZES.stops))
    fund.worker(SLOW_SECONDS=0)
    wait_for(lambda: fund.open_tasks() == jobs, what="the rest is done")
    assert fund.effects() == (jobs, jobs)
    measured(
        f"F32: {SIZES.stops} stops under load, the slowest took {slowest:.1f} s; {jobs} jobs, one attempt each"
    )
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_f32_work_that_cannot_finish_in_time_is_given_back(fund: Fund) -> None:
    publish("sample", *one_call("outside.pay_slowly"))
    api.start("sample", {}, by=BY)
    worker = fund.worker(SLOW_SECONDS=20, GRACE_SECONDS=1)
    wait_for(lambda: Job.objects.filter(started_at__isnull=False).exists(), what="the job has begun")
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) == 0
    job = Job.objects.get()
    assert (job.state, job.attempts) == ("ready", 0)


@pytest.mark.usefixtures("ticking")
@pytest.mark.parametrize("schedulers", [2, 5])
def test_f33_each_slot_is_done_once_by_any_number_of_schedulers(fund: Fund, schedulers: int) -> None:
    fund.worker("--processes", str(schedulers), "--poll", "0.1", "--no-listen")
    slots = "SELECT count(*) FROM workflows_periodicslot WHERE name = 'tick' AND done_at IS NOT NULL"
    wait_for(lambda: fund.count(slots) >= 3, what="three slots")
    fund.end()
    assert fund.count(slots) == fund.count("SELECT count(*) FROM tick")


@pytest.mark.usefixtures("ticking")
def test_f33_without_a_scheduler_nothing_is_done_and_nothing_lost(fund: Fund) -> None:
    slots = "SELECT count(*) FROM workflows_periodicslot WHERE name = 'tick'"
    assert fund.count(slots) == 0
    assert fund.worker("--once").wait(20) == 0
    assert fund.count(slots) == 1


def test_a_resting_worker_is_woken_by_a_commit(fund: Fund) -> None:
    publish("sample", *one_call("outside.pay"))
    fund.worker("--processes", "0", "--poll", "60")
    wait_for(lambda: fund.live_workers() == 1, what="the worker lives")
    listening = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND query = 'LISTEN vigie_work'"
    wait_for(lambda: fund.count(listening, fund.name) == 1, what="the worker rests")
    api.start("sample", {}, by=BY)
    wait_for(lambda: fund.open_tasks() == 1, seconds=10, what="the job is done long before the next look")


def test_a_worker_that_grew_too_large_ends(fund: Fund) -> None:
    worker = fund.worker(WORKER_MEMORY_MEGABYTES=10)
    assert worker.wait(20) == 0


def test_a_stopped_worker_leaves_no_sign_of_life(fund: Fund) -> None:
    worker = fund.worker()
    wait_for(lambda: fund.live_workers() == 1, what="the worker lives")
    worker.terminate()
    assert worker.wait(20) == 0
    assert fund.live_workers() == 0
