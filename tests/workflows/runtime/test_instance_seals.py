"""The history of one case is proved by itself: what was changed or taken out of it is found, and where."""

import pytest

from tests.factories.workflows import launch, one_task, person, task_at
from tests.workflows.runtime.test_history import tamper
from workflows import api, seals
from workflows.models import HistoryEvent, ProcessInstance

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def instance(transactional_db: None) -> ProcessInstance:
    """Two seals: over a start, and over a completion."""
    one_task()
    instance = launch()
    seals.seal()
    api.complete(task_at(instance, "check").id, {}, by=person())
    seals.seal()
    return instance


def test_an_untouched_history_holds(instance: ProcessInstance) -> None:
    found = api.verify_instance(instance.pk)
    assert (found.seals, found.unsealed, found.broken) == (2, 0, "")
    assert found.events == HistoryEvent.objects.count()


def test_a_changed_line_is_found_with_its_place(instance: ProcessInstance) -> None:
    tamper("UPDATE workflows_historyevent SET actor = 'user:99' WHERE kind = 'task_completed'")
    found = api.verify_instance(instance.pk)
    changed = HistoryEvent.objects.filter(rev=2).order_by("id")[0]
    assert (found.broken, found.event) == ("an event was changed.", changed.pk)


def test_a_step_taken_out_is_missed(instance: ProcessInstance) -> None:
    tamper("DELETE FROM workflows_historyevent WHERE kind = 'instance_started'")
    assert api.verify_instance(instance.pk).broken


def test_a_whole_unsealed_step_taken_out_is_missed(instance: ProcessInstance) -> None:
    other = launch()
    api.complete(task_at(other, "check").id, {}, by=person())
    tamper(f"DELETE FROM workflows_historyevent WHERE rev = 1 AND instance_id = '{other.pk}'")
    assert "a step before this line is missing" in api.verify_instance(other.pk).broken


def test_what_awaits_its_seal_is_counted(instance: ProcessInstance) -> None:
    assert api.verify_instance(launch().pk).unsealed > 0
