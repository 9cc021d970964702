"""A process is suspended and goes on while workers of both executors run, one of which is killed meanwhile.

Without a broker that answers, the tests of that broker are skipped with the reason; the embedded executor always runs.
"""

import subprocess
from collections.abc import Callable, Iterator

import pytest
from django.conf import LazySettings

from tests.faults import broker
from tests.faults.fund import Child, Fund, wait_for
from tests.workflows.engine.drawing import ended, flows, started, user
from tests.workflows.jobs.models import calls, one_call, one_wait, publish
from workflows import actors, api, suspensions
from workflows.models import HumanTask, Incident, Job, ProcessInstance, Timer

BY = actors.operator(1, "Otto")
Process = Child | subprocess.Popen[bytes]
#: Starts a worker whose slow operation takes so many seconds.
Begin = Callable[[float], Process]


@pytest.fixture(params=["embedded", *broker.BROKERS])
def begin(request: pytest.FixtureRequest, fund: Fund, settings: LazySettings) -> Iterator[Begin]:
    if request.param == "embedded":
        yield lambda seconds: fund.worker(SLOW_SECONDS=seconds)
        return
    broker.require(request.param)
    with broker.publishing_to(request.param, settings) as made:
        broker.empty(made)
        # Hints must do the work: nothing polls.
        yield lambda seconds: broker.start_worker(
            fund, request.param, VIGIE_POLLING="off", SLOW_SECONDS=str(seconds)
        )


def kill(fund: Fund, process: Process) -> None:
    if isinstance(process, Child):
        process.kill()
        process.wait(10)
    else:
        fund.kill(process)


def suspend() -> None:
    suspensions.suspend("faulty", "The table of amounts is wrong", holds_running=True, by=BY)


def go_on() -> None:
    suspensions.resume("faulty", "The table is mended", by=BY)


def arrived(process: str) -> int:
    return HumanTask.objects.filter(state="ready", instance__definition_key=process).count()


def wait_for_others(count: int) -> None:
    """Work of the other process that came later is done: what was taken before it would be under way by now."""
    for _ in range(2):
        api.start("sound", {}, by=BY)
    wait_for(lambda: arrived("sound") == count, seconds=90, what="the other process goes on")


def test_what_was_queued_waits_while_others_go_on_and_is_done_once(fund: Fund, begin: Begin) -> None:
    publish("faulty", *one_call("outside.pay"))
    publish("sound", *one_call("outside.pay"))
    for _ in range(20):  # more than a batch: the others stand behind them
        api.start("faulty", {}, by=BY)
    suspend()
    begin(0)
    wait_for_others(2)
    assert (arrived("faulty"), fund.effects()) == (0, (2, 2))
    assert set(Job.objects.exclude(state="done").values_list("state", "attempts")) == {("ready", 0)}
    go_on()
    wait_for(lambda: arrived("faulty") == 20, seconds=40, what="everything goes on")
    assert fund.effects() == (22, 22)


def test_a_timer_due_meanwhile_waits_and_fires_once(fund: Fund, begin: Begin) -> None:
    publish("faulty", *one_wait("PT0S"))
    publish("sound", *one_wait("PT0S"))
    for _ in range(3):
        api.start("faulty", {}, by=BY)
    suspend()
    begin(0)
    wait_for_others(2)
    assert (arrived("faulty"), set(Timer.objects.values_list("attempts", flat=True))) == (0, {0})
    go_on()
    wait_for(lambda: arrived("faulty") == 3, seconds=40, what="the timers fire")
    assert not Timer.objects.exists()


def publish_two_calls() -> None:
    """faulty: started → slow → booked → checked → ended."""
    publish(
        "faulty", started(), calls("outside.pay_slowly", "slow"), calls("outside.pay"), user("checked"),
        ended(), flows("started > slow > booked > checked > ended"),
    )  # fmt: skip


def wait_until_called() -> None:
    wait_for(lambda: Job.objects.filter(started_at__isnull=False).exists(), seconds=90, what="it is called")


def test_a_call_under_way_ends_and_the_next_one_waits(fund: Fund, begin: Begin) -> None:
    publish_two_calls()
    publish("sound", *one_call("outside.pay"))
    case = api.start("faulty", {}, by=BY)
    begin(3)
    wait_until_called()
    suspend()
    wait_for(lambda: Job.objects.filter(state="done").exists(), what="its result is entered")
    wait_for_others(2)
    assert list(case.jobs.order_by("id").values_list("state", "attempts")) == [("done", 1), ("ready", 0)]
    go_on()
    wait_for(lambda: arrived("faulty") == 1, seconds=40, what="the case goes on")
    assert fund.effects() == (4, 4)


def test_a_worker_killed_meanwhile_loses_and_repeats_nothing(fund: Fund, begin: Begin) -> None:
    publish_two_calls()
    publish("sound", *one_call("outside.pay"))
    api.start("faulty", {}, by=BY)
    doomed = begin(60)
    wait_until_called()
    suspend()
    kill(fund, doomed)
    begin(0)
    wait_for_others(2)
    wait_for(
        lambda: not Job.objects.filter(state="locked").exists(), what="the dead worker's lease has ended"
    )
    assert (arrived("faulty"), fund.effects()) == (0, (2, 2))
    go_on()
    wait_for(lambda: arrived("faulty") == 1, seconds=40, what="the case goes on")
    assert (fund.effects(), Incident.objects.count(), ProcessInstance.objects.count()) == ((4, 4), 0, 3)
