"""ADR 0054: a page that dies while it finishes a task, or takes one back, has done it whole or not at all."""

import signal
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from app.accounts.models import User
from tests.faults.fund import Fund, wait_for
from tests.workflows.engine.drawing import ended, flows, started, user
from tests.workflows.jobs.models import calls, publish
from workflows import actors, api
from workflows.models import CompletionCopy, HistoryEvent, HumanTask, Job, ProcessInstance

ANNA = actors.user(1, "Anna")
GRACE = api.Grace(timedelta(minutes=5), {"answer": "yes, as typed"})
#: More statements than either act makes.
MOST = 200


@pytest.fixture
def task(fund: Fund) -> HumanTask:
    """started → check → booked (paid outside) → after → ended, at its first task."""
    User.objects.create(pk=1, username="anna")
    publish(
        "sample",
        started(),
        user("check"),
        calls("outside.pay"),
        user("after"),
        ended(),
        flows("started > check > booked > after > ended"),
    )
    api.start("sample", {}, by=ANNA)
    return HumanTask.objects.get()


def look() -> dict[str, Any]:
    """All that a completion and a taking back change, by its state."""
    return {
        "tasks": sorted(HumanTask.objects.values_list("node_id", "state", "draft_rev")),
        "jobs": sorted(Job.objects.values_list("operation", "state")),
        "copies": CompletionCopy.objects.count(),
        "revision": ProcessInstance.objects.get().rev,
        "lines": HistoryEvent.objects.count(),
    }


def kill_at_each_statement(fund: Fund, do: Callable[[], object]) -> tuple[dict[str, Any], int]:
    """Do it again and again, killed one statement later each time, until something of it stands: what, and how often
    nothing did. After its commit, a page may still be killed while it tells others; then it stands whole.
    """
    before = look()
    for number in range(1, MOST):
        code, stands = fund.act(do, die_before=number).wait(20), look()
        assert code in (0, -signal.SIGKILL)
        if code == 0 or stands != before:
            return stands, number - 1
    raise AssertionError("it never came to its end")


def finish(task: HumanTask, grace: api.Grace = GRACE) -> None:
    api.complete(task.id, {"answer": "yes"}, by=ANNA, grace=grace)


def take_back(task: HumanTask) -> None:
    api.take_back(task.id, by=ANNA)


def test_a_page_killed_while_it_finishes_a_task_has_finished_it_whole_or_not_at_all(
    fund: Fund, task: HumanTask, measured: Callable[[str], None]
) -> None:
    told, killed = kill_at_each_statement(fund, lambda: finish(task))
    assert (told["tasks"], told["copies"]) == ([("check", "completed", 0)], 1)
    assert told["jobs"] == [("outside.pay", "ready")]
    assert killed > 0
    measured(f"Finishing a task: killed before each of its {killed} statements, nothing of it was there")


def test_a_page_killed_while_it_takes_back_has_taken_back_whole_or_not_at_all(
    fund: Fund, task: HumanTask, measured: Callable[[str], None]
) -> None:
    finish(task)
    told, killed = kill_at_each_statement(fund, lambda: take_back(task))
    assert (told["tasks"], told["copies"]) == ([("check", "ready", 1)], 0)
    assert [state for _operation, state in told["jobs"]] == ["cancelled"]
    assert killed > 0
    measured(f"Taking back: killed before each of its {killed} statements, nothing of it was there")


def test_killed_before_the_commit_the_completion_stands_and_is_paid_once(fund: Fund, task: HumanTask) -> None:
    finish(task, api.Grace(timedelta(seconds=3), {}))
    stands = look()
    dying = fund.act(lambda: take_back(task), fault="take_back_before_commit:1")
    assert dying.wait(20) == -signal.SIGKILL
    assert look() == stands
    fund.worker()
    wait_for(lambda: HumanTask.objects.filter(node_id="after").exists(), what="the moment is over")
    assert fund.effects() == (1, 1)


def test_taken_back_after_kills_and_finished_again_it_is_paid_once(fund: Fund, task: HumanTask) -> None:
    finish(task)
    kill_at_each_statement(fund, lambda: take_back(task))
    fund.worker()
    finish(task, api.Grace(timedelta(0), {}))
    wait_for(lambda: HumanTask.objects.filter(node_id="after").exists(), what="the second completion counts")
    assert fund.effects() == (1, 1)
