"""F2: connections killed in any statement; the worker goes on without being started again."""

import time

from tests.faults.fund import Fund, wait_for
from tests.faults.sizes import SIZES
from tests.workflows.jobs.models import one_call, one_wait, publish
from workflows import actors, api
from workflows.models import Job, Timer

BY = actors.system("test")


def test_f2_killed_connections_lose_and_repeat_nothing(fund: Fund) -> None:
    publish("sample", *one_call("outside.pay"))
    jobs = 5 * SIZES.cuts
    for _ in range(jobs):
        api.start("sample", {}, by=BY)
    worker = fund.worker()
    wait_for(lambda: fund.effects()[0] >= 3, what="the worker is at work")
    for _ in range(SIZES.cuts):
        fund.kill_backends(but=fund.backend())
        time.sleep(0.15)
    wait_for(lambda: fund.open_tasks() == jobs, seconds=30, what="all tokens arrive")
    assert fund.effects()[0] == jobs
    assert worker.poll() is None
    assert Job.objects.filter(state="done").count() == jobs


def test_f2_timers_survive_killed_connections(fund: Fund) -> None:
    publish("sample", *one_wait("PT0S"))
    for _ in range(200):
        api.start("sample", {}, by=BY)
    fund.worker()
    wait_for(lambda: fund.open_tasks() > 0, what="the worker is at work")
    for _ in range(4):
        fund.kill_backends(but=fund.backend())
        time.sleep(0.1)
    wait_for(lambda: fund.open_tasks() == 200, seconds=30, what="all timers fire")
    assert not Timer.objects.exists()
