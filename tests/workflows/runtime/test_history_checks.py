"""The whole history is verified in the background: progress kept, stopped, gone on after a worker's death."""

import pytest

from tests.factories.workflows import SYSTEM, launch
from tests.workflows.runtime.test_history import sealed, tamper
from workflows import clock, execution, history_checks, jobs, seals
from workflows.errors import CheckRuns
from workflows.models import HistoryCheck, HistoryEvent, HistorySeal, Job, Queue
from workflows.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


def ask() -> HistoryCheck:
    return history_checks.ask(by=SYSTEM)


def verify() -> HistoryCheck:
    ask()
    Worker(queues=[Queue.BULK]).drain()
    return HistoryCheck.objects.get()


def test_a_whole_history_is_told_with_its_figures() -> None:
    sealed()
    launch()
    check = verify()
    assert (check.state, check.seals_done, check.seals_total) == ("whole", 2, 2)
    assert check.events + check.unsealed == HistoryEvent.objects.count()
    assert check.ended_at is not None


def test_a_changed_line_is_told_with_its_seal() -> None:
    sealed()
    tamper("UPDATE workflows_historyevent SET actor = 'user:99' WHERE kind = 'task_completed'")
    check = verify()
    assert (check.state, check.broken_seal) == ("broken", HistorySeal.objects.order_by("pk")[1].pk)
    assert "an event was changed" in check.broken


def test_a_line_between_the_seals_is_told() -> None:
    sealed()
    tamper("UPDATE workflows_historyseal SET count = 0 WHERE false")
    tamper(
        "INSERT INTO workflows_historyevent (instance_id, rev, at, actor, kind, node_id, token_id, data, xact)"
        " SELECT instance_id, rev, at, actor, kind, node_id, token_id, data, 0 FROM workflows_historyevent LIMIT 1"
    )
    check = verify()
    assert check.state == "broken"


def test_seals_made_meanwhile_do_not_count_as_lost() -> None:
    sealed()
    ask()
    launch()
    seals.seal()
    Worker(queues=[Queue.BULK]).drain()
    check = HistoryCheck.objects.get()
    assert (check.state, check.seals_done) == ("whole", 2)


def test_two_at_once_are_refused() -> None:
    sealed()
    ask()
    with pytest.raises(CheckRuns):
        ask()


def test_a_piece_ends_in_time_and_the_next_goes_on_behind_it() -> None:
    sealed()
    check = ask()
    history_checks.run_piece(check.pk, seconds=0)
    check.refresh_from_db()
    assert (check.state, check.seals_done) == ("running", 1)
    assert Job.objects.count() == 2
    history_checks.run_piece(check.pk, seconds=60)
    check.refresh_from_db()
    assert (check.state, check.seals_done) == ("whole", 2)


def test_a_stopped_check_stays_where_it_was() -> None:
    sealed()
    check = ask()
    history_checks.run_piece(check.pk, seconds=0)
    assert history_checks.stop(check.pk, by=SYSTEM)
    Worker(queues=[Queue.BULK]).drain()
    check.refresh_from_db()
    assert (check.state, check.seals_done, check.ended_by) == ("stopped", 1, str(SYSTEM))
    assert not history_checks.stop(check.pk, by=SYSTEM)


def test_after_a_stop_another_check_begins_anew() -> None:
    sealed()
    history_checks.stop(ask().pk, by=SYSTEM)
    ask()
    Worker(queues=[Queue.BULK]).drain()
    assert list(HistoryCheck.objects.order_by("pk").values_list("state", flat=True)) == ["stopped", "whole"]


def test_what_a_dead_worker_left_is_done_by_the_next() -> None:
    sealed()
    ask()
    claimed = jobs.claim(Queue.BULK, owner="dead", limit=1)[0]
    jobs.begin(claimed)
    Job.objects.update(locked_until=clock.ask_database().replace(year=2000))
    jobs.sweep()
    Worker(queues=[Queue.BULK]).drain()
    assert HistoryCheck.objects.get().state == "whole"
    assert execution.run(claimed) is execution.Ending.LOST
