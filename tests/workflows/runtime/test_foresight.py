"""What a move would do is seen before it is done, on a copy; a case that has gone on since refuses the move."""

import pytest

from tests.factories.workflows import launch, person, task_at, two_tasks
from workflows import api
from workflows.api import Place, Waits
from workflows.engine import MoveRefused
from workflows.errors import InstanceMoved
from workflows.models import HumanTask

pytestmark = pytest.mark.django_db


def foresee(instance_id: object, to: str) -> api.Foresight:
    return api.foresee_move(str(instance_id), "check", to)


def test_the_task_that_would_end_and_the_one_that_would_begin_are_told() -> None:
    two_tasks()
    seen = foresee(launch().pk, "decide")
    assert (seen.ends, seen.begins) == ((Place(Waits.TASK, "check"),), (Place(Waits.TASK, "decide"),))


def test_looking_ahead_changes_nothing() -> None:
    two_tasks()
    instance = launch()
    foresee(instance.pk, "decide")
    instance.refresh_from_db()
    assert (instance.rev, list(HumanTask.objects.values_list("node_id", "state"))) == (
        1,
        [("check", "ready")],
    )


def test_a_move_to_nowhere_is_refused_beforehand() -> None:
    two_tasks()
    with pytest.raises(MoveRefused):
        foresee(launch().pk, "nowhere")


def test_a_case_that_went_on_since_refuses_the_move_seen_before() -> None:
    two_tasks()
    instance = launch()
    rev = foresee(instance.pk, "decide").rev
    api.complete(task_at(instance, "check").id, {"amount": 1}, by=person())
    with pytest.raises(InstanceMoved):
        api.move(instance.pk, "decide", "check", "wrong", by=person(), rev=rev)
    assert task_at(instance, "decide").state == "ready"
