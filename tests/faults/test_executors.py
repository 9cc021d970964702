"""The same work on both executors: the embedded one, and Celery over Redis and over RabbitMQ's quorum queues."""

import time

import pytest
from django.conf import LazySettings

from tests.faults import broker
from tests.faults.fund import Fund, wait_for
from tests.workflows.jobs.models import one_call, one_wait, publish
from workflows import actors, api, hints
from workflows.models import Incident, Job

BY = actors.system("test")


def test_operations_and_timers_are_done_once(fund: Fund, executor: str) -> None:
    publish("paying", *one_call("outside.pay"))
    publish("waiting", *one_wait("PT1S"))
    for _ in range(10):
        api.start("paying", {}, by=BY)
        api.start("waiting", {}, by=BY)
    wait_for(lambda: fund.open_tasks() == 20, seconds=40, what="20 tokens arrive")
    assert fund.effects() == (10, 10)


def test_an_operation_that_kills_its_worker_ends_as_an_incident(fund: Fund, executor: str) -> None:
    publish("crashing", *one_call("outside.crash"))
    publish("paying", *one_call("outside.pay"))
    api.start("crashing", {}, by=BY)
    api.start("paying", {}, by=BY)
    wait_for(lambda: Incident.objects.exists() and fund.open_tasks() == 1, seconds=60, what="one incident")
    assert "WorkerCrashed" in Incident.objects.get().message
    assert Job.objects.get(operation="outside.crash").state == "failed"


@pytest.mark.parametrize("url", broker.BROKERS)
def test_f6_repeated_and_forged_hints_do_no_harm(fund: Fund, settings: LazySettings, url: str) -> None:
    broker.require(url)
    publish("paying", *one_call("outside.pay"))
    with broker.publishing_to(url, settings) as made:
        broker.empty(made)
        for _ in range(5):
            api.start("paying", {}, by=BY)
            hints.publish(["timers", "operations", "bulk", "operations", "operations"])
        for forged in ("", "payroll", {"$gt": ""}, None, 7):
            made.send_task("workflows.work", args=[forged], queue="operations")
        made.send_task("workflows.work", args=[], kwargs={"sql": "drop"}, queue="operations")
        broker.start_worker(fund, url, VIGIE_POLLING="off")
        wait_for(lambda: fund.open_tasks() == 5, seconds=40, what="5 tokens arrive")
    assert fund.effects() == (5, 5)


def test_f4_a_dead_broker_fails_no_request_and_loses_no_job(fund: Fund, settings: LazySettings) -> None:
    publish("paying", *one_call("outside.pay"))
    broker.start_worker(fund, broker.NOWHERE)
    with broker.publishing_to(broker.NOWHERE, settings):
        begun = time.monotonic()
        api.start("paying", {}, by=BY)
        assert time.monotonic() - begun < 3
    # Three programs load Vigie one after the other before the first of them looks: on a busy machine for half a minute.
    wait_for(lambda: fund.live_workers() == 1, seconds=90, what="the poller has loaded")
    wait_for(lambda: fund.open_tasks() == 1, seconds=30, what="the job is found by polling")


@pytest.mark.parametrize("url", broker.BROKERS)
def test_f5_an_emptied_broker_loses_no_job(fund: Fund, settings: LazySettings, url: str) -> None:
    broker.require(url)
    publish("paying", *one_call("outside.pay"))
    with broker.publishing_to(url, settings) as made:
        for _ in range(10):
            api.start("paying", {}, by=BY)
        broker.empty(made)
    broker.start_worker(fund, url)
    wait_for(lambda: fund.open_tasks() == 10, seconds=40, what="10 tokens arrive")
    assert fund.effects() == (10, 10)
