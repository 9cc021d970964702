"""Claims, leases and fences."""

from datetime import timedelta

import pytest
from django.db import connection

from tests.workflows.engine.drawing import ended, flows, node, started
from tests.workflows.jobs import offered
from tests.workflows.jobs.models import calls, one_call, publish
from workflows import actors, api, execution, jobs
from workflows.execution import Ending
from workflows.jobs import LeaseLost
from workflows.models import Incident, Job, Queue
from workflows.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
BY = actors.system("test")


def begin(count: int = 1) -> None:
    publish("sample", *one_call("trial.book"))
    for _ in range(count):
        api.start("sample", {}, by=BY)


def end_leases() -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE workflows_job SET locked_until = statement_timestamp() - interval '1 second'")


def test_an_attempt_counts_when_the_job_is_claimed() -> None:
    begin()
    jobs.claim(Queue.OPERATIONS, owner="one", limit=10)
    assert Job.objects.get().attempts == 1


def test_a_batch_takes_one_job_of_an_instance() -> None:
    parts = (
        started(),
        node("parallelGateway", "split"),
        calls("trial.book", "left"),
        calls("trial.book", "right"),
    )
    ends = (ended("left_end"), ended("right_end"))
    publish("sample", *parts, *ends, flows("started > split > left > left_end", "split > right > right_end"))
    api.start("sample", {}, by=BY)
    assert len(jobs.claim(Queue.OPERATIONS, owner="one", limit=10)) == 1
    assert len(jobs.claim(Queue.OPERATIONS, owner="one", limit=10)) == 1


def test_a_released_job_has_not_used_its_attempt() -> None:
    begin()
    [job] = jobs.claim(Queue.OPERATIONS, owner="one", limit=10)
    jobs.release([job.id], owner="one")
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("ready", 0)


def test_a_lease_that_ended_before_the_job_began_costs_no_attempt() -> None:
    begin()
    jobs.claim(Queue.OPERATIONS, owner="one", limit=10)
    end_leases()
    assert jobs.sweep() == 1
    assert Job.objects.get().attempts == 0


def test_a_lease_that_ended_after_the_job_began_costs_its_attempt() -> None:
    begin()
    [job] = jobs.claim(Queue.OPERATIONS, owner="one", limit=10)
    jobs.begin(job)
    end_leases()
    jobs.sweep()
    assert (Job.objects.get().state, Job.objects.get().attempts) == ("ready", 1)


def test_a_late_worker_delivers_nothing() -> None:
    begin()
    [late] = jobs.claim(Queue.OPERATIONS, owner="late", limit=10)
    jobs.begin(late)
    end_leases()
    jobs.sweep()
    [prompt] = jobs.claim(Queue.OPERATIONS, owner="prompt", limit=10)
    assert execution.run(prompt) is Ending.DONE
    assert execution.run(late) is Ending.LOST
    assert list(offered.calls.values()) == [1]


def test_a_late_worker_may_not_even_begin() -> None:
    begin()
    [late] = jobs.claim(Queue.OPERATIONS, owner="late", limit=10)
    end_leases()
    jobs.sweep()
    with pytest.raises(LeaseLost):
        jobs.begin(late)


def test_a_job_whose_worker_died_each_time_ends_as_an_incident() -> None:
    begin()
    for _ in range(3):
        [job] = jobs.claim(Queue.OPERATIONS, owner="doomed", limit=10)
        jobs.begin(job)
        end_leases()
        jobs.sweep()
    Worker().drain()
    assert "WorkerCrashed" in Incident.objects.get().message
    assert not offered.calls


def test_a_job_of_a_cancelled_instance_delivers_nothing() -> None:
    begin()
    [job] = jobs.claim(Queue.OPERATIONS, owner="one", limit=10)
    assert job.instance_id is not None
    api.cancel(job.instance_id, "withdrawn", by=BY)
    assert execution.run(job) is Ending.LOST


def test_the_heartbeat_extends_the_lease() -> None:
    begin()
    [job] = jobs.claim(Queue.OPERATIONS, owner="one", limit=10)
    end_leases()
    assert jobs.renew([job.id], owner="one") == 1
    assert jobs.sweep() == 0


def test_a_foreign_lease_cannot_be_extended() -> None:
    begin()
    [job] = jobs.claim(Queue.OPERATIONS, owner="one", limit=10)
    assert jobs.renew([job.id], owner="two") == 0


def test_a_job_outside_any_process_is_added_once_a_key() -> None:
    from workflows import clock

    now = clock.now()
    assert jobs.enqueue("trial.book", {}, key="salary 2026-05", now=now)
    assert not jobs.enqueue("trial.book", {}, key="salary 2026-05", now=now + timedelta(seconds=1))
    Worker().drain()
    assert offered.calls == {"salary 2026-05": 1}
