"""What one case, one lock or one lost connection holds up is that one thing: whatever else is due is done in time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from tests.workflows.jobs import offered
from tests.workflows.jobs.models import one_call, publish
from workflows import (
    actors,
    api,
    clashes,
    clock,
    execution,
    jobs,
    operations,
    outbox,
    periodic,
    running,
    worker,
)
from workflows.errors import InstanceBusy
from workflows.models import Job, OutboxMessage, ProcessInstance, Queue
from workflows.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)
BY = actors.system("test")
HOLD = "SELECT 1 FROM workflows_processinstance WHERE id = ANY(%s) FOR UPDATE"


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Short waits for locks, and no duties but those of a test."""
    monkeypatch.setattr(running, "WORKER_LOCK_TIMEOUT", "20ms")
    monkeypatch.setattr(worker, "LOCK_TIMEOUT", "50ms")
    monkeypatch.setattr(periodic, "_register", {})


@contextmanager
def elsewhere() -> Iterator[psycopg.Connection]:
    """A connection of somebody else, who does not end the transaction."""
    given = connection.settings_dict
    login = {
        "host": given["HOST"],
        "port": given["PORT"],
        "user": given["USER"],
        "password": given["PASSWORD"],
    }
    known = {key: value for key, value in login.items() if value}
    with psycopg.connect(dbname=given["NAME"], **known) as other:
        yield other


def begin(count: int, *, overdue: timedelta = timedelta(0)) -> list[ProcessInstance]:
    publish("sample", *one_call("trial.book"))
    cases = [api.start("sample", {}, by=BY) for _ in range(count)]
    Job.objects.update(due_at=clock.now() - overdue)
    return cases


def cut() -> None:
    """End this process's connection behind its back."""
    with elsewhere() as other:
        other.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])


def states(cases: list[ProcessInstance]) -> list[str]:
    return [case.jobs.get().state for case in cases]


def test_a_case_somebody_holds_keeps_no_other_case_waiting() -> None:
    cases = begin(2)
    with elsewhere() as other:
        other.execute(HOLD, [[cases[0].id]])
        Worker().round()
        assert states(cases) == ["ready", "done"]


def test_overdue_jobs_that_cannot_be_had_stand_back_behind_those_that_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(worker, "JOB_BATCH", 2)
    cases = begin(3, overdue=timedelta(hours=1))
    with elsewhere() as other:
        other.execute(HOLD, [[case.id for case in cases[:2]]])
        one = Worker()
        for _ in range(2):
            one.round()
        assert states(cases) == ["ready", "ready", "done"]


def test_a_call_whose_case_was_held_is_not_called_again() -> None:
    cases = begin(1)
    with elsewhere() as other:
        other.execute(HOLD, [[cases[0].id]])
        Worker().round()
    assert (Job.objects.get().attempts, Job.objects.get().due_at > clock.now()) == (0, True)
    Job.objects.update(due_at=clock.now())
    Worker().round()
    assert (states(cases), len(offered.calls)) == (["done"], 1)


def test_a_lock_waited_for_in_vain_is_not_waited_for_again() -> None:
    tries: list[int] = []

    def wait() -> None:
        tries.append(1)
        raise InstanceBusy()

    with pytest.raises(clashes.ClashUnresolved):
        clashes.retry_clashes(wait)
    assert len(tries) == 1


def test_a_promise_that_cannot_be_had_keeps_no_job_waiting() -> None:
    cases = begin(1)
    with elsewhere() as other:
        other.execute("LOCK TABLE workflows_servicelevelclock IN ACCESS EXCLUSIVE MODE")
        Worker([Queue.TIMERS, Queue.OPERATIONS]).round()
    assert states(cases) == ["done"]


def test_a_duty_that_waits_for_a_lock_keeps_no_job_waiting() -> None:
    cases = begin(1)

    @periodic.periodic("waits", every=timedelta(hours=1))
    def wait() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(4711)")

    with elsewhere() as other:
        other.execute("SELECT pg_advisory_lock(4711)")
        Worker([Queue.TIMERS, Queue.OPERATIONS]).round()
        assert states(cases) == ["done"]


def test_jobs_claimed_over_a_connection_that_is_lost_are_done_long_before_their_lease_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cases = begin(2)
    run, lost = execution.run, list[int]()

    def lose_first(job: jobs.ClaimedJob) -> execution.Ending:
        if not lost:
            lost.append(job.id)
            cut()
        return run(job)

    monkeypatch.setattr(execution, "run", lose_first)
    one = Worker([Queue.OPERATIONS])
    one.attempt(one.drain)
    assert states(cases) == ["done", "done"]
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_postings_claimed_over_a_connection_that_is_lost_are_handed_over_long_before_their_lease_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "_register", {})
    taken: list[str] = []

    def take(posting: outbox.Posting) -> None:
        if not taken:
            cut()
        taken.append(posting.key)
        OutboxMessage.objects.exists()

    outbox.topic("letter", retry=operations.Retry())(take)
    for key in ("k1", "k2", "k3"):
        outbox.post("letter", {}, key=key, now=clock.now())
    one = Worker([Queue.OPERATIONS])
    one.attempt(one.drain)
    assert taken == ["k1", "k2", "k3"]


def test_a_round_leaves_a_transaction_that_an_alarm_left_open() -> None:
    begin(1)
    connection.connection.autocommit = False
    connection.connection.execute("SELECT 1")
    Worker([Queue.OPERATIONS]).round()
    with elsewhere() as other:
        assert other.execute("SELECT state FROM workflows_job").fetchall() == [("done",)]
