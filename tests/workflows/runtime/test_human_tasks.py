"""Claiming, handing over, drafting and completing: one winner, and the others hear who it was."""

import pytest

from tests.factories.workflows import launch, one_task, person, task_at
from workflows import api
from workflows.errors import (
    DataRefused,
    DraftConflict,
    InstancePaused,
    TaskAlreadyCompleted,
    TaskClosed,
    TaskNotForRole,
    TaskNotYours,
    TaskUnknown,
)
from workflows.models import HistoryEvent, HumanTask, TaskCandidate

pytestmark = pytest.mark.django_db


@pytest.fixture
def task() -> HumanTask:
    one_task()
    return task_at(launch(), "check")


def test_a_second_completion_hears_who_and_when(task: HumanTask) -> None:
    api.complete(task.id, {}, by=person("anna"))
    with pytest.raises(TaskAlreadyCompleted) as refused:
        api.complete(task.id, {}, by=person("ben"))
    task.refresh_from_db()
    assert (refused.value.by, refused.value.at) == (str(person("anna")), task.closed_at)


def test_a_task_of_a_cancelled_instance_is_closed_not_completed(task: HumanTask) -> None:
    api.cancel(task.instance_id, "twice", by=person())
    with pytest.raises(TaskClosed) as refused:
        api.complete(task.id, {}, by=person())
    assert not isinstance(refused.value, TaskAlreadyCompleted)


@pytest.mark.parametrize("key", ["00000000-0000-0000-0000-000000000001", "no key at all", ""])
def test_an_unknown_task_is_said_so(key: str) -> None:
    with pytest.raises(TaskUnknown):
        api.complete(key, {}, by=person())
    with pytest.raises(TaskUnknown):
        api.claim(key, by=person())
    with pytest.raises(TaskUnknown):
        api.save_draft(key, {}, rev=0, by=person())


def test_a_claim_takes_the_task_off_the_free_list(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    assert TaskCandidate.objects.get().taken
    assert HumanTask.objects.get().assignee_id == person("anna").user_id


def test_claiming_twice_oneself_changes_nothing(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    api.claim(task.id, by=person("anna"))
    assert HistoryEvent.objects.filter(kind="task_claimed").count() == 1


def test_a_claimed_task_cannot_be_claimed_by_another(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    with pytest.raises(TaskNotYours) as refused:
        api.claim(task.id, by=person("ben"))
    assert refused.value.context["assignee"] == person("anna").user_id


def test_a_claimed_task_cannot_be_completed_by_another(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    with pytest.raises(TaskNotYours):
        api.complete(task.id, {}, by=person("ben"))
    assert task_at(task.instance, "check").state == "claimed"


def test_an_operator_may_complete_anybodys_task(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    api.complete(task.id, {}, by=api.operator(person("ben").id))
    assert HumanTask.objects.get().state == "completed"


def test_only_a_role_of_the_task_may_claim_it(task: HumanTask) -> None:
    with pytest.raises(TaskNotForRole):
        api.claim(task.id, by=person(), roles=["cashier"])


def test_only_a_role_of_the_task_may_complete_it_unclaimed(task: HumanTask) -> None:
    with pytest.raises(TaskNotForRole):
        api.complete(task.id, {}, by=person(), roles=["cashier"])


def test_releasing_puts_the_task_back(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    api.release(task.id, by=person("anna"))
    assert (HumanTask.objects.get().state, TaskCandidate.objects.get().taken) == ("ready", False)


def test_another_cannot_release_it(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    with pytest.raises(TaskNotYours):
        api.release(task.id, by=person("ben"))


def test_a_supervisor_assigns_over_a_claim(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    ben = person("ben").user_id
    assert ben is not None
    api.assign(task.id, ben, by=person("chief"))
    assert HumanTask.objects.get().assignee_id == ben


def test_delegating_needs_ones_own_task(task: HumanTask) -> None:
    ben = person("ben").user_id
    assert ben is not None
    with pytest.raises(TaskNotYours):
        api.delegate(task.id, ben, by=person("anna"))


def test_who_took_and_gave_is_in_the_history(task: HumanTask) -> None:
    api.claim(task.id, by=person("anna"))
    api.release(task.id, by=person("anna"))
    kinds = [(line.kind, line.actor, line.seq) for line in api.history(task.instance_id)]
    anna = str(person("anna"))
    assert kinds[-2:] == [("task_claimed", anna, None), ("task_released", anna, None)]


def test_a_draft_counts_its_revisions(task: HumanTask) -> None:
    first = api.save_draft(task.id, {"text": "a"}, rev=0, by=person())
    second = api.save_draft(task.id, {"text": "ab"}, rev=first, by=person())
    assert (second, HumanTask.objects.get().draft) == (2, {"text": "ab"})


def test_a_draft_goes_when_the_task_is_done(task: HumanTask) -> None:
    api.save_draft(task.id, {"text": "half a sentence"}, rev=0, by=person())
    api.complete(task.id, {"text": "a sentence"}, by=person())
    assert (HumanTask.objects.get().draft, HumanTask.objects.get().outcome) == (None, {"text": "a sentence"})


def test_a_draft_from_an_old_revision_is_refused(task: HumanTask) -> None:
    api.save_draft(task.id, {"text": "a"}, rev=0, by=person("anna"))
    with pytest.raises(DraftConflict) as refused:
        api.save_draft(task.id, {"text": "b"}, rev=0, by=person("anna"))
    assert refused.value.context["rev"] == 1
    assert HumanTask.objects.get().draft == {"text": "a"}


def test_a_draft_of_a_done_task_hears_who_completed_it(task: HumanTask) -> None:
    api.complete(task.id, {}, by=person("anna"))
    with pytest.raises(TaskAlreadyCompleted):
        api.save_draft(task.id, {}, rev=0, by=person("ben"))


def test_a_draft_that_is_not_json_is_refused(task: HumanTask) -> None:
    with pytest.raises(DataRefused, match="plain JSON"):
        api.save_draft(task.id, {"x": object()}, rev=0, by=person())


def test_a_paused_instance_refuses_completion_and_keeps_its_task(task: HumanTask) -> None:
    api.pause(task.instance_id, "audit", by=person())
    with pytest.raises(InstancePaused):
        api.complete(task.id, {}, by=person())
    api.resume(task.instance_id, by=person())
    api.complete(task.id, {}, by=person())
    assert HumanTask.objects.get().state == "completed"


def test_an_escalation_raises_the_priority_and_never_lowers_it(task: HumanTask) -> None:
    api.raise_priority(task.id, 80, by=api.system("ladder"))
    api.raise_priority(task.id, 60, by=api.system("ladder"))
    assert HumanTask.objects.get().priority == 80
