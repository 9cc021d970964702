"""Bulk starts: prepared by one, approved by another, each case once."""

from collections.abc import Iterator

import pytest
from django.db import IntegrityError, connection, transaction

from tests.workflows.jobs.models import one_task, one_wait, publish
from workflows import actors, api, bulk, clock
from workflows.bulk import BulkRefused, BulkStateRefused, FourEyesNeeded, ListChanged, Start
from workflows.models import BulkItem, BulkRun, HumanTask, ProcessInstance, Timer
from workflows.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
MARIE, PAUL = actors.user(1, "Marie"), actors.user(2, "Paul")
DECLARED = {"process": "sample", "variables": {"amount": {"type": "number"}}}


def starts(count: int) -> Iterator[Start]:
    return (
        Start(business_key=f"2026/{line}", case_ref=f"case {line}", data={"amount": line})
        for line in range(1, count + 1)
    )


def prepare(count: int = 3) -> BulkRun:
    publish("sample", *one_task(), manifest=DECLARED)
    return bulk.prepare("recovery May", "sample", starts(count), by=MARIE, now=clock.now())


def approve(run: BulkRun) -> None:
    bulk.approve(run.id, checksum=run.checksum, by=PAUL, now=clock.now())


def test_an_approved_list_starts_each_case_once(worker: Worker) -> None:
    run = prepare()
    approve(run)
    worker.drain()
    assert bulk.progress(run.id) == bulk.Progress(total=3, waiting=0, started=3, failed=0)
    assert ProcessInstance.objects.filter(business_key="2026/2", case_ref="case 2").count() == 1
    assert BulkRun.objects.get().state == "done"


def test_a_bulk_start_writes_the_rows_a_single_start_writes(worker: Worker) -> None:
    approve(prepare(1))
    worker.drain()
    instance = ProcessInstance.objects.get()
    task = HumanTask.objects.get(instance=instance)
    assert (instance.rev, task.node_id, task.candidates.count()) == (1, "checked", 1)
    single = api.start("sample", {"amount": 1}, by=MARIE)
    kinds = [[event.kind for event in api.history(one.id)] for one in (instance, single)]
    assert kinds[0] == kinds[1]
    api.complete(task.id, {}, by=actors.system("test"))


def test_nothing_starts_before_approval(worker: Worker) -> None:
    prepare()
    worker.drain()
    assert not ProcessInstance.objects.exists()


def test_the_preparer_cannot_approve() -> None:
    run = prepare()
    with pytest.raises(FourEyesNeeded):
        bulk.approve(run.id, checksum=run.checksum, by=MARIE, now=clock.now())


def test_the_database_too_wants_four_eyes() -> None:
    run = prepare()
    with pytest.raises(IntegrityError, match="bulk_four_eyes"), transaction.atomic():
        BulkRun.objects.filter(id=run.id).update(approved_by=run.prepared_by, approved_at=clock.now())


def test_a_list_is_approved_as_it_was_seen() -> None:
    run = prepare()
    with pytest.raises(ListChanged):
        bulk.approve(run.id, checksum="0" * 64, by=PAUL, now=clock.now())


def test_a_wrong_line_refuses_the_whole_list() -> None:
    publish("sample", *one_task(), manifest=DECLARED)
    wrong = [Start(business_key="1", data={"amount": 1}), Start(business_key="2", data={"amount": "much"})]
    with pytest.raises(BulkRefused, match="Line 2"):
        bulk.prepare("recovery", "sample", wrong, by=MARIE, now=clock.now())
    assert not BulkRun.objects.exists()


def test_a_key_twice_refuses_the_whole_list() -> None:
    publish("sample", *one_task())
    with pytest.raises(BulkRefused, match="twice"):
        bulk.prepare("r", "sample", [Start(business_key="1")] * 2, by=MARIE, now=clock.now())
    assert not BulkItem.objects.exists()


def test_a_case_started_before_fails_alone(worker: Worker) -> None:
    run = prepare()
    api.start("sample", {}, by=MARIE, business_key="2026/2")
    approve(run)
    worker.drain()
    assert bulk.progress(run.id) == bulk.Progress(total=3, waiting=0, started=2, failed=1)
    assert "already been started" in BulkItem.objects.get(state="failed").error


def test_a_paused_run_goes_on_where_it_stopped(worker: Worker) -> None:
    run = prepare()
    approve(run)
    bulk.pause(run.id)
    worker.drain()
    assert bulk.progress(run.id).started == 0
    bulk.resume(run.id)
    worker.drain()
    assert bulk.progress(run.id).started == 3


def test_a_cancelled_run_never_starts_again(worker: Worker) -> None:
    run = prepare()
    approve(run)
    bulk.cancel(run.id, "wrong quarter", now=clock.now())
    with pytest.raises(BulkStateRefused):
        bulk.resume(run.id)
    worker.drain()
    assert not ProcessInstance.objects.exists()


def test_timers_of_bulk_starts_fire(worker: Worker) -> None:
    publish("sample", *one_wait("P30D"))
    run = bulk.prepare("r", "sample", starts(2), by=MARIE, now=clock.now())
    approve(run)
    worker.drain()
    assert Timer.objects.count() == 2


def test_a_line_that_kills_its_worker_each_time_is_given_up(worker: Worker) -> None:
    run = prepare()
    approve(run)
    BulkItem.objects.filter(line=2).update(attempts=4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    worker.drain()
    assert "worker's death" in BulkItem.objects.get(line=2).error
    assert bulk.progress(run.id).started == 2
