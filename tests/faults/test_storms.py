"""F12, F34: many timers at once, and a bulk run whose workers keep dying."""

import signal
import time

from tests.faults.fund import Fund, wait_for
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


def test_f12_a_storm_of_timers_drains_while_people_work(fund: Fund) -> None:
    publish("storm", *one_wait("PT0S"))
    publish("sample", *one_task())
    prepare("storm", 600)
    worker = fund.worker("--processes", "1")
    wait_for(HumanTask.objects.exists, what="the storm has begun")
    waits = []
    for _ in range(20):
        task = HumanTask.objects.get(instance=api.start("sample", {}, by=actors.system("test")))
        begun = time.monotonic()
        api.complete(task.id, {}, by=actors.system("test"))
        waits.append(time.monotonic() - begun)
    wait_for(lambda: not Timer.objects.exists(), seconds=60, what="the storm is over")
    assert fund.open_tasks() == 600
    assert sorted(waits)[18] < 0.5
    assert worker.poll() is None


def test_f34_a_bulk_run_whose_workers_are_killed_starts_each_case_once(fund: Fund) -> None:
    publish("sample", *one_task())
    run = prepare("sample", 2500)
    seen = 0
    for kill in ("bulk_item:300", "bulk_before_commit:1", "bulk_item:1200", "after_bulk_commit:1"):
        assert fund.worker(fault=kill).wait(30) == -signal.SIGKILL
        started = bulk.progress(run).started
        assert started >= seen
        seen = started
    fund.worker()
    wait_for(lambda: bulk.progress(run).waiting == 0, seconds=60, what="all lines are done")
    assert bulk.progress(run).started == 2500
    assert ProcessInstance.objects.values("business_key").distinct().count() == 2500
    assert not Incident.objects.exists()
