"""An operator pauses, resumes and moves a case from its page, each seen before it is done."""

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases.models import Case
from tests.factories.cases import task_of
from workflows import api
from workflows.actors import system
from workflows.models import HistoryEvent, HumanTask, ProcessInstance

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def run(case: Case) -> ProcessInstance:
    return ProcessInstance.objects.get(case_ref=case.reference)


def post(desk: Client, run: ProcessInstance, page: str, **data: str) -> str:
    given = {"reason": "looked into", **data}
    return desk.post(f"/incidents/runs/{run.pk}/{page}/", given, follow=True).content.decode()


def move(desk: Client, run: ProcessInstance, to: str, **data: str) -> str:
    origin = HumanTask.objects.get(instance=run, state="ready").node_id
    return post(desk, run, "move", origin=origin, target=to, **data)


def test_a_case_is_paused_and_resumed_with_reasons(desk: Client, run: ProcessInstance) -> None:
    assert "cannot be finished" in post(desk, run, "pause")
    run.refresh_from_db()
    assert run.status == "active"
    assert "The case is paused." in post(desk, run, "pause", confirmed="1")
    post(desk, run, "pause", confirmed="1", reason="done looking")
    events = HistoryEvent.objects.filter(kind__in=["instance_paused", "instance_resumed"]).order_by("id")
    assert [event.data["reason"] for event in events] == ["looked into", "done looking"]


def test_the_page_of_the_run_says_who_paused_it(desk: Client, run: ProcessInstance) -> None:
    post(desk, run, "pause", confirmed="1")
    page = desk.get(f"/incidents/runs/{run.pk}/").content.decode()
    assert "Otto Maes" in page
    assert "looked into" in page


def test_a_move_is_seen_before_it_is_done(desk: Client, run: ProcessInstance) -> None:
    page = move(desk, run, "check")
    assert "Ends: Task" in page
    assert HumanTask.objects.get(instance=run, state="ready").node_id == "answer"


def test_a_confirmed_move_moves_the_case(desk: Client, run: ProcessInstance) -> None:
    move(desk, run, "check", confirmed="1", seen="1")
    assert HumanTask.objects.get(instance=run, state="ready").node_id == "check"
    assert HistoryEvent.objects.get(kind="operator_move").data["reason"] == "looked into"


def test_a_case_that_went_on_since_the_preview_is_not_moved(desk: Client, run: ProcessInstance) -> None:
    assert "has gone on since you looked at it" in move(desk, run, "check", confirmed="1", seen="0")
    assert HumanTask.objects.get(instance=run, state="ready").node_id == "answer"


def test_an_ended_case_cannot_be_paused_from_a_page_left_open(
    desk: Client, run: ProcessInstance, case: Case
) -> None:
    assert task_of(case)
    api.cancel(run.pk, "withdrawn", by=system("test"))
    assert desk.post(f"/incidents/runs/{run.pk}/pause/", {"reason": "late"}).status_code == 404


def test_the_run_of_a_case_is_reached_from_its_page(client: Client, run: ProcessInstance, case: Case) -> None:
    from tests.factories.cases import make_user

    client.force_login(make_user("both", "caseworker", "operator"))
    assert f"/incidents/runs/{run.pk}/" in client.get(f"/cases/{case.reference}/").content.decode()


def test_the_history_of_a_case_is_verified_on_its_page(desk: Client, run: ProcessInstance) -> None:
    page = desk.get(f"/incidents/runs/{run.pk}/history/").content.decode()
    assert "The history of this case is as it was written." in page
