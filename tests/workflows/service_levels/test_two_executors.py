"""Two workers and a person at the same instant: every rung once, no deadlock."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.db import connection, transaction

from tests.workflows.service_levels.conftest import ANSWER, MONDAY, Case, build
from workflows import clock, service_levels
from workflows.engine.values import EventKind
from workflows.models import OutboxMessage, ProcessInstance

JUNE = datetime(2026, 6, 1, 6, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def cases() -> list[Case]:
    from workflows.history import ensure_months

    clock.begin(MONDAY)
    ensure_months(MONDAY.date(), JUNE.date())
    found = [build(ANSWER) for _ in range(20)]
    with transaction.atomic():
        for case in found:
            case.start()
    clock.move_to(JUNE)
    return found


def run_at_once(*jobs) -> None:
    barrier = Barrier(len(jobs))

    def run(job) -> None:
        barrier.wait(10)
        try:
            job()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in [pool.submit(run, job) for job in jobs]:
            done.result(60)


def drain() -> None:
    while service_levels.check_due(JUNE, limit=3):
        pass


def test_each_rung_fires_once_with_four_workers(cases):
    run_at_once(*[drain] * 4)
    drain()
    assert OutboxMessage.objects.count() == 20 * 4
    assert {tuple(case.list_history()) for case in cases} == {
        ("started", "warned", "breached", "escalated", "escalated")
    }


def test_an_answer_at_the_instant_of_the_breach_wins_or_loses_whole(cases):
    def answer() -> None:
        for case in cases:
            with transaction.atomic():
                ProcessInstance.objects.select_for_update(no_key=True).get(id=case.instance.id)
                case.happen(EventKind.NODE_COMPLETED, "answer_reader", at=JUNE)

    run_at_once(drain, drain, answer)
    assert {case.clock.state for case in cases} == {"met_late"}
    assert OutboxMessage.objects.count() == 20 * 4
