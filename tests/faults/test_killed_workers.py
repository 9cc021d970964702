"""F1, F13, F14, F30: workers that die, operations that kill them, workers that come back too late."""

import signal
import time
from collections.abc import Callable
from random import Random

from tests.faults.fund import Fund, wait_for
from tests.faults.sizes import SIZES
from tests.workflows.jobs.models import one_call, publish
from workflows import actors, api, history_checks, seals
from workflows.models import HistoryCheck, HumanTask, Incident, Job

BY = actors.system("test")


def begin(operation: str, count: int, key: str = "sample") -> None:
    publish(key, *one_call(operation))
    for _ in range(count):
        api.start(key, {}, by=BY)


def test_f1_a_worker_killed_at_any_moment_loses_and_repeats_nothing(fund: Fund) -> None:
    begin("outside.pay", 30)
    moments = ("before_effect", "during_effect", "after_effect", "before_commit", "after_commit")
    doomed = [fund.worker(fault=f"{moment}:1") for moment in moments]
    for process in doomed:
        assert process.wait(20) == -signal.SIGKILL
    fund.worker()
    wait_for(lambda: fund.open_tasks() == 30, what="all tokens arrive")
    effects, calls = fund.effects()
    assert effects == 30
    assert 30 <= calls <= 35
    assert Job.objects.filter(state="done").count() == 30


def test_f1_workers_killed_at_random_lose_and_repeat_nothing(
    fund: Fund, measured: Callable[[str], None]
) -> None:
    jobs, chance = 10 * SIZES.kills, Random(20260512)
    begin("outside.pay_slowly", jobs)
    for _ in range(SIZES.kills):
        worker = fund.worker("--processes", "0", "--poll", "0.1", SLOW_SECONDS=0.01)
        time.sleep(chance.uniform(0.15, 0.5))
        worker.kill()
        assert worker.wait(20) == -signal.SIGKILL
    fund.worker(SLOW_SECONDS=0)
    wait_for(lambda: fund.open_tasks() == jobs, seconds=40, what="all tokens arrive")
    effects, calls = fund.effects()
    assert effects == jobs
    assert calls <= jobs + SIZES.kills
    measured(f"F1: {SIZES.kills} workers killed at random; {jobs} jobs, {effects} effects, {calls} calls")


def test_f13_a_poisoned_job_ends_as_an_incident_and_others_go_on(fund: Fund) -> None:
    begin("outside.poison", 2, key="poisoned")
    begin("outside.pay", 10)
    fund.worker()
    wait_for(lambda: fund.open_tasks() == 10 and Incident.objects.count() == 2, what="10 arrive, 2 incidents")
    assert set(Job.objects.filter(operation="outside.poison").values_list("attempts", flat=True)) == {3}


def test_f14_an_operation_that_kills_its_worker_ends_as_an_incident(fund: Fund) -> None:
    begin("outside.crash", 1, key="crashing")
    begin("outside.pay", 10)
    fund.worker("--processes", "1", "--poll", "0.2")
    wait_for(
        lambda: Incident.objects.count() == 1 and fund.open_tasks() == 10, seconds=40, what="one incident"
    )
    assert "WorkerCrashed" in Incident.objects.get().message
    assert Job.objects.get(operation="outside.crash").attempts == 4
    assert set(Job.objects.filter(operation="outside.pay").values_list("state", flat=True)) == {"done"}
    assert fund.effects()[0] == 11


def test_f30_a_worker_that_slept_past_its_lease_does_no_harm(fund: Fund) -> None:
    begin("outside.pay", 1)
    sleeper = fund.worker(fault="after_effect:1:stop")
    wait_for(lambda: fund.effects()[0] == 1, what="the effect of the sleeper")
    fund.worker()
    wait_for(lambda: fund.open_tasks() == 1, what="another worker takes over")
    sleeper.send_signal(signal.SIGCONT)
    wait_for(lambda: fund.live_workers() == 2, what="the sleeper lives on")
    assert fund.effects() == (1, 2)
    assert HumanTask.objects.count() == 1
    kinds = [event.kind for event in api.history(HumanTask.objects.get().instance_id)]
    assert kinds.count("job_done") == 1


def test_f30_a_worker_frozen_in_a_transaction_keeps_nothing_from_the_others(fund: Fund) -> None:
    begin("outside.pay", 1)
    sleeper = fund.worker(fault="before_commit:1:stop")
    wait_for(lambda: fund.effects()[0] == 1, what="the effect of the sleeper")
    fund.worker()
    wait_for(
        lambda: fund.open_tasks() == 1, seconds=30, what="its transaction is ended and its job taken over"
    )
    sleeper.send_signal(signal.SIGCONT)
    wait_for(lambda: fund.live_workers() == 2, what="the sleeper lives on")
    assert fund.effects() == (1, 2)


def test_a_verification_of_the_history_outlives_its_worker(fund: Fund) -> None:
    publish("sample", *one_call("outside.pay"))
    for _ in range(3):
        api.start("sample", {}, by=BY)
        seals.seal()
    check = history_checks.ask(by=BY)
    assert fund.worker(fault="in_history_check:2").wait(20) == -signal.SIGKILL
    fund.worker()
    wait_for(
        lambda: HistoryCheck.objects.get(pk=check.pk).state == "whole", seconds=40, what="the check ends"
    )
    assert HistoryCheck.objects.get(pk=check.pk).seals_done >= 3
