"""The checker finds what does not agree and names the instance; a healthy database makes it silent."""

from io import StringIO

import pytest
from django.core.management import call_command

from tests.factories.workflows import deploy, launch, one_task, parallel_tasks, person, task_at, two_tasks
from tests.workflows.engine.drawing import boundary, ended, flows, started, timer, user
from workflows import api, invariants
from workflows.models import HumanTask, ProcessInstance, TaskCandidate, Timer

pytestmark = pytest.mark.django_db


def breaches() -> list[tuple[str, str]]:
    return [(found.invariant, found.subject) for found in invariants.check(everything=True)]


def test_a_healthy_database_has_no_breach() -> None:
    parallel_tasks()
    instance = launch()
    api.claim(task_at(instance, "left").id, by=person())
    api.complete(task_at(instance, "left").id, {}, by=person())
    api.complete(task_at(instance, "right").id, {}, by=person())
    api.complete(task_at(instance, "after").id, {}, by=person())
    api.cancel(launch().id, "twice", by=person())
    launch()
    assert list(invariants.check(everything=True)) == []


def test_an_instance_that_waits_for_nothing_is_named() -> None:
    one_task()
    instance = launch()
    HumanTask.objects.all().delete()
    assert ("I1", str(instance.id)) in breaches()


def test_a_revision_without_its_step_is_named() -> None:
    one_task()
    instance = launch()
    ProcessInstance.objects.update(rev=5)
    assert ("I2", str(instance.id)) in breaches()


def test_a_task_missing_from_the_rows_is_named() -> None:
    parallel_tasks()
    instance = launch()
    task_at(instance, "left").delete()
    assert breaches() == [("I4", str(instance.id))]


def test_a_timer_due_at_another_time_is_named() -> None:
    deploy(
        started(),
        user("check"),
        boundary("expired", "check", timer("Duration", "P5D")),
        ended(),
        flows("started > check > ended", "expired > ended"),
    )
    instance = launch()
    row = Timer.objects.get()
    Timer.objects.update(due_at=row.due_at.replace(year=2090))
    assert breaches() == [("I5", str(instance.id))]


def test_an_open_task_nobody_can_see_is_named() -> None:
    two_tasks()
    instance = launch()
    TaskCandidate.objects.all().delete()
    assert breaches() == [("I15", str(instance.id))]


def test_the_command_says_so_and_fails() -> None:
    two_tasks()
    instance = launch()
    TaskCandidate.objects.all().delete()
    out, err = StringIO(), StringIO()
    with pytest.raises(SystemExit):
        call_command("check_invariants", stdout=out, stderr=err)
    assert f"I15 {instance.id}: its task check (ready)" in out.getvalue()


def test_the_command_is_content_with_an_empty_database() -> None:
    out = StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue() == "All invariants hold.\n"
