"""An operator moves, rewinds and corrects, never without a reason, and the state before is kept."""

from datetime import timedelta

import pytest

from tests.factories.workflows import deploy, launch, person, task_at, two_tasks
from tests.workflows.engine.drawing import boundary, ended, flows, started, timer, user
from workflows import api, invariants
from workflows.engine import MoveRefused
from workflows.errors import DataRefused, ReasonMissing
from workflows.models import HumanTask, Snapshot, Timer

pytestmark = pytest.mark.django_db


def test_a_token_is_moved_over_a_task() -> None:
    two_tasks()
    instance = launch()
    api.move(instance.id, "check", "decide", "checked on paper", by=person())
    assert task_at(instance, "decide")
    assert HumanTask.objects.get(node_id="check").state == "cancelled"
    assert list(invariants.check(everything=True)) == []


def test_an_instance_goes_back_to_a_task() -> None:
    two_tasks()
    instance = launch()
    api.complete(task_at(instance, "check").id, {"amount": 1}, by=person())
    api.rewind(instance.id, "check", "wrong file", by=person())
    assert task_at(instance, "check").state == "ready"
    assert str(api.read_variables(instance.id)["amount"]) == "1"


def test_the_state_before_an_intervention_is_kept() -> None:
    two_tasks()
    instance = launch()
    api.move(instance.id, "check", "decide", "checked on paper", by=person())
    kept = Snapshot.objects.get()
    assert (kept.rev, kept.reason, bytes(kept.state)) == (1, "move: checked on paper", bytes(instance.state))


def test_an_unknown_node_changes_nothing() -> None:
    two_tasks()
    instance = launch()
    with pytest.raises(MoveRefused, match="nowhere"):
        api.move(instance.id, "check", "nowhere", "x", by=person())
    instance.refresh_from_db()
    assert (instance.rev, Snapshot.objects.count()) == (1, 0)


def test_no_intervention_without_a_reason() -> None:
    two_tasks()
    with pytest.raises(ReasonMissing):
        api.rewind(launch().id, "check", "", by=person())


def test_corrected_variables_keep_their_declared_type() -> None:
    deploy(
        started(),
        user("check"),
        ended(),
        flows("started > check > ended"),
        manifest={"variables": {"amount": {"type": "number"}}},
    )
    instance = launch(data={"amount": 1})
    with pytest.raises(DataRefused):
        api.set_variables(instance.id, {"amount": "two"}, "typing error", by=person())
    api.set_variables(instance.id, {"amount": 2}, "typing error", by=person())
    assert str(api.read_variables(instance.id)["amount"]) == "2"


def test_shifted_timers_move_their_rows() -> None:
    deploy(
        started(),
        user("check"),
        boundary("expired", "check", timer("Duration", "P5D")),
        ended(),
        flows("started > check > ended", "expired > ended"),
    )
    instance = launch()
    before = Timer.objects.get()
    api.shift_timers(instance.id, timedelta(days=3), "the office was closed", by=person())
    after = Timer.objects.get()
    assert (after.id, after.due_at - before.due_at) == (before.id, timedelta(days=3))
