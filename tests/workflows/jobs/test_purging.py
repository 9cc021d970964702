"""Rows that have done their work go away after their time, and nothing else does."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection

from tests.workflows.jobs.models import one_call, one_task, publish
from workflows import actors, api, clock, invariants, outbox, purging
from workflows.models import InboxMessage, Incident, Job, OutboxMessage, ProcessInstance
from workflows.purging import purge
from workflows.worker import Worker

pytestmark = pytest.mark.django_db
BY = actors.system("test")
NOW = datetime(2026, 5, 12, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _kept(settings: LazySettings) -> None:
    settings.KEEP_DONE_DAYS, settings.KEEP_SENT_DAYS = 400, 90
    clock.begin(NOW)


def make_job(instance: ProcessInstance | None, number: int, *, age: int, state: str = "done") -> Job:
    done = None if state in ("ready", "failed") else NOW - timedelta(days=age)
    return Job.objects.create(
        instance=instance, engine_job=str(number), operation="outside.pay", state=state, created_at=NOW,
        idempotency_key=f"old:{number}", due_at=NOW, done_at=done,
    )  # fmt: skip


def end_of_case(age: int) -> ProcessInstance:
    publish("sample", *one_task())
    case = api.start("sample", {}, by=BY)
    api.cancel(case.id, "done", by=BY)
    ProcessInstance.objects.filter(id=case.id).update(ended_at=NOW - timedelta(days=age))
    return case


def test_jobs_of_a_case_ended_long_ago_go_and_its_history_stays() -> None:
    case = end_of_case(401)
    make_job(case, 1, age=500)
    told = len(api.history(case.id))
    assert purge()["jobs"] == 1
    assert not Job.objects.exists()
    assert len(api.history(case.id)) == told
    assert list(invariants.check()) == []


def test_jobs_of_a_case_that_runs_or_ended_lately_stay() -> None:
    case = end_of_case(399)
    make_job(case, 1, age=500)
    running = api.start("sample", {}, by=BY)
    make_job(running, 2, age=500)
    assert purge()["jobs"] == 0


@pytest.mark.parametrize("state", ["ready", "failed"])
def test_a_job_that_is_not_done_stays_however_old(state: str) -> None:
    make_job(None, 1, age=900, state=state)
    assert purge()["jobs"] == 0


def test_an_incident_outlives_its_job() -> None:
    job = make_job(None, 1, age=500, state="cancelled")
    Incident.objects.create(
        job=job, kind="operation_failed", message="x", opened_at=NOW, state="resolved", resolved_at=NOW
    )
    assert purge()["jobs"] == 1
    assert Incident.objects.get().job is None
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def post(key: str, **more: Any) -> None:
    OutboxMessage.objects.create(topic="x", key=key, payload={}, created_at=NOW, due_at=NOW, **more)


def test_sent_postings_go_and_waiting_or_parked_ones_stay() -> None:
    old = NOW - timedelta(days=91)
    post("sent", sent_at=old)
    post("lately", sent_at=NOW - timedelta(days=89))
    post("waiting")
    post("parked", parked_at=old)
    assert purge()["postings"] == 1
    assert set(OutboxMessage.objects.values_list("key", flat=True)) == {"lately", "waiting", "parked"}


def take(source: str, outcome: str, age: int) -> None:
    moment = NOW - timedelta(days=age)
    InboxMessage.objects.create(
        source=source, message_id=f"{outcome}{age}", name="answer", received_at=moment, outcome=outcome,
        delivered_at=moment if outcome == "delivered" else None, expires_at=moment,
    )  # fmt: skip


def test_messages_from_outside_are_recognised_for_the_longer_time() -> None:
    take("register", "delivered", 399)
    take("register", "delivered", 401)
    take("register", "expired", 401)
    assert purge()["messages"] == 2
    assert api.receive("register", "delivered399", "answer", "", {}).outcome == "delivered"


def test_messages_between_cases_go_with_the_postings() -> None:
    take("instance:7", "delivered", 91)
    take("instance:7", "delivered", 89)
    assert purge()["own messages"] == 1


@pytest.mark.parametrize("outcome", ["buffered", "ambiguous", "failed"])
def test_a_message_nobody_has_dealt_with_stays(outcome: str) -> None:
    take("register", outcome, 900)
    assert not any(purge().values())


def test_it_goes_in_small_batches_and_stops_when_its_time_is_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(purging, "BATCH", 2)
    for number in range(5):
        post(str(number), sent_at=NOW - timedelta(days=200))
    assert purge(patience=0)["postings"] == 0
    assert len(purging.take_batch(purging.Purge("postings", purging.POSTINGS, 90))) == 2
    assert purge()["postings"] == 3


def test_a_key_that_was_purged_is_not_asked_for_again() -> None:
    """The same operation of the same case has another key each time it is asked for."""
    publish("paying", *one_call("outside.absent"))
    keys = set()
    for _ in range(2):
        case = api.start("paying", {}, by=BY)
        keys |= set(Job.objects.filter(instance=case).values_list("idempotency_key", flat=True))
    assert len(keys) == 2


def test_the_worker_does_it() -> None:
    post("sent", sent_at=NOW - timedelta(days=91))
    Worker().drain()
    outbox.run_due()
    assert not OutboxMessage.objects.filter(key="sent").exists()


PLANTED = 3000
PLANT = {
    "jobs": """INSERT INTO workflows_job (operation, engine_job, node_id, inputs, queue, state, idempotency_key, due_at,
        attempts, lock_owner, last_error, created_at, done_at)
        SELECT 'outside.pay', '', '', '{}', 'operations', 'done', 'planted:' || n, now(), 1, '', '', now(),
            workflows_now() FROM generate_series(1, %s) n""",
    "postings": """INSERT INTO workflows_outboxmessage (topic, key, payload, created_at, sent_at, attempts, due_at,
        last_error) SELECT 'x', 'planted:' || n, '{}', now(), workflows_now(), 1, now(), ''
        FROM generate_series(1, %s) n""",
    "messages": """INSERT INTO workflows_inboxmessage (source, message_id, kind, name, correlation, payload,
        received_at, delivered_at, outcome) SELECT 'register', 'planted:' || n, 'message', 'answer', '', '{}', now(),
        workflows_now(), 'delivered' FROM generate_series(1, %s) n""",
}  # fmt: skip
INDEXES = {"jobs": "job_done", "postings": "outbox_sent", "messages": "inbox_done"}


@pytest.mark.parametrize("name", INDEXES)
def test_what_is_not_past_its_time_is_not_even_read(name: str) -> None:
    """An idle round over a hundred thousand done jobs once took three seconds."""
    one = next(one for one in purging.list_purges() if one.name == name)
    after, after_id = purging.BEGINNING
    values = {"days": one.days, "own": one.own, "batch": 500, "after": after, "after_id": after_id}
    with connection.cursor() as cursor:
        cursor.execute(PLANT[name], [PLANTED])
        cursor.execute("ANALYZE workflows_job, workflows_outboxmessage, workflows_inboxmessage")
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS off, TIMING off) {one.statement}", values)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert f"Index Scan using {INDEXES[name]}" in plan
    assert f"Removed by Filter: {PLANTED}" not in plan
    assert not re.search(r"Seq Scan on workflows_(job|outboxmessage|inboxmessage)", plan)
