"""Incidents with one cause are repaired together; what refuses keeps its reason and stops nobody else."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.supervision import causes, repair_runs
from app.supervision.models import RepairRun
from tests.factories.cases import make_user
from tests.workflows.jobs import offered
from tests.workflows.jobs.models import given, one_call, publish
from workflows import actors, api
from workflows.incident_reports import open_incident
from workflows.models import HumanTask, Incident, Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def failed(db: None) -> list[Incident]:
    """Three cases whose operation was given up, each with a name of its own in the message."""
    assert offered.book is not None  # read, so that its operation is known
    publish("sample", *one_call("trial.book", given("amount", "1")))
    return [fail(name) for name in ("Maes", "Peeters", "Janssens")]


def fail(name: str) -> Incident:
    instance = api.start("sample", {}, by=actors.system("test"))
    job = Job.objects.get(instance=instance)
    Job.objects.filter(pk=job.pk).update(state=JobState.FAILED)
    return open_incident(
        "operation_failed", f"ConnectionError: no line for {name}", instance_id=instance.pk, job_id=job.pk,
        node_id="booked", engine_token=job.engine_job,
    )  # fmt: skip


def repair(desk: Client, action: str, **data: str) -> str:
    [group] = causes.list_groups(causes.read_open())
    given = {"action": action, "reason": "the line is back", **data}
    return desk.post(f"/incidents/causes/{group.cause.key}/", given, follow=True).content.decode()


def test_messages_that_differ_in_a_name_are_one_cause_without_it(
    desk: Client, failed: list[Incident]
) -> None:
    page = desk.get("/incidents/causes/").content.decode()
    assert '<td class="number">3</td>' in page
    assert "ConnectionError" in page
    assert "Maes" not in page.partition("<main")[2].replace("Otto Maes", "")


def test_another_error_is_another_cause(failed: list[Incident]) -> None:
    Incident.objects.filter(pk=failed[0].pk).update(message="ValueError: no amount")
    assert [group.count for group in causes.list_groups(causes.read_open())] == [2, 1]


def test_nothing_is_repaired_before_it_is_confirmed(desk: Client, failed: list[Incident]) -> None:
    assert "3 incidents are repaired." in repair(desk, "retry")
    assert Incident.objects.filter(state="open").count() == 3


def test_all_of_a_cause_are_tried_again(desk: Client, failed: list[Incident]) -> None:
    assert "3 of 3 done" in repair(desk, "retry", confirmed="1")
    assert Job.objects.filter(state=JobState.READY).count() == 3
    assert set(Incident.objects.values_list("resolution", flat=True)) == {"retry: the line is back"}


def test_all_of_a_cause_are_skipped(desk: Client, failed: list[Incident]) -> None:
    repair(desk, "skip", confirmed="1")
    assert HumanTask.objects.filter(node_id="checked", state="ready").count() == 3


def test_all_of_a_cause_get_the_same_result(desk: Client, failed: list[Incident]) -> None:
    repair(desk, "complete", result='{"amount": 1}', confirmed="1")
    assert Job.objects.filter(state=JobState.DONE).count() == 3


def test_one_that_refuses_is_told_and_stops_nobody_else(desk: Client, failed: list[Incident]) -> None:
    Job.objects.filter(incidents=failed[1]).update(state=JobState.CANCELLED)
    page = repair(desk, "retry", confirmed="1")
    assert "2 of 3 done" in page
    assert "This incident cannot be resolved in this way." in page
    assert Incident.objects.get(state="open").pk == failed[1].pk


def test_many_are_done_a_chunk_a_request(
    desk: Client, failed: list[Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair_runs, "CHUNK", 2)
    assert "2 of 3 done" in repair(desk, "retry", confirmed="1")
    assert "3 of 3 done" in go_on(desk)


def go_on(desk: Client) -> str:
    run = RepairRun.objects.get()
    return desk.post(f"/incidents/repairs/{run.pk}/more/", follow=True).content.decode()


def test_another_operator_sees_how_far_it_is_and_goes_on_with_it(
    desk: Client, failed: list[Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair_runs, "CHUNK", 2)
    repair(desk, "retry", confirmed="1")
    other = Client()
    other.force_login(make_user("oda", "operator", name="Oda Claes"))
    page = other.get("/incidents/causes/").content.decode()
    assert "2 of 3 done" in page
    assert "Otto Maes" in page
    assert "3 of 3 done" in go_on(other)
    assert {one.resolved_by.partition(":")[0] for one in Incident.objects.all()} == {"operator"}


def test_what_was_typed_goes_with_the_end_of_the_repair(desk: Client, failed: list[Incident]) -> None:
    repair(desk, "complete", result='{"amount": 1}', confirmed="1")
    run = RepairRun.objects.get()
    assert (run.answers, run.waiting, run.done) == ({}, [], 3)
    assert run.ended_at is not None


def test_a_cause_under_repair_is_not_repaired_twice(
    desk: Client, failed: list[Incident], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repair_runs, "CHUNK", 1)
    repair(desk, "retry", confirmed="1")
    assert "A colleague is repairing this cause already." in repair(desk, "retry", confirmed="1")
    assert RepairRun.objects.count() == 1


def test_another_role_repairs_no_cause(client: Client, failed: list[Incident]) -> None:
    client.force_login(make_user("anna", "caseworker"))
    assert client.get("/incidents/causes/").status_code == 403
