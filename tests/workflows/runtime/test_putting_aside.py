"""A task put aside leaves the lists of what is to do until its day, with a line in the history."""

from datetime import timedelta

import pytest

from tests.factories.workflows import launch, one_task, person, task_at
from workflows import api, clock
from workflows.errors import FollowUpPassed, TaskClosed, TaskNotYours
from workflows.models import HistoryEvent, HumanTask

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture
def task() -> HumanTask:
    clock.freeze()
    one_task()
    return task_at(launch(), "check")


def list_kinds(task: HumanTask) -> list[str]:
    events = HistoryEvent.objects.filter(instance_id=task.instance_id, kind__startswith="task_")
    return list(events.order_by("id").values_list("kind", flat=True))


def test_it_keeps_the_day_and_says_who_and_until_when(task: HumanTask) -> None:
    until = clock.now() + WEEK
    api.put_aside(task.id, until, by=person("anna"))
    task.refresh_from_db()
    told = HistoryEvent.objects.get(kind="task_put_aside")
    assert (task.follow_up_at, told.data["until"], told.actor) == (
        until,
        until.isoformat(),
        str(person("anna")),
    )


def test_nothing_brings_it_back_at_once(task: HumanTask) -> None:
    api.put_aside(task.id, clock.now() + WEEK, by=person())
    api.put_aside(task.id, None, by=person())
    task.refresh_from_db()
    assert (task.follow_up_at, list_kinds(task)) == (None, ["task_put_aside", "task_brought_back"])


def test_the_same_day_again_changes_nothing(task: HumanTask) -> None:
    until = clock.now() + WEEK
    api.put_aside(task.id, until, by=person())
    api.put_aside(task.id, until, by=person())
    assert list_kinds(task) == ["task_put_aside"]


def test_a_moment_that_has_passed_is_refused(task: HumanTask) -> None:
    with pytest.raises(FollowUpPassed):
        api.put_aside(task.id, clock.now(), by=person())


def test_a_colleagues_task_is_not_put_aside(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    with pytest.raises(TaskNotYours):
        api.put_aside(task.id, clock.now() + WEEK, by=person("ben"))


def test_a_task_that_is_done_is_not_put_aside(task: HumanTask) -> None:
    api.complete(task.id, {}, by=person())
    with pytest.raises(TaskClosed):
        api.put_aside(task.id, clock.now() + WEEK, by=person())
