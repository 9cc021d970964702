"""An operator has the whole history verified from a page, watches it, stops it, and reads what came of it."""

import pytest
from django.test import Client

from app.accounts.models import User
from tests.factories.cases import make_user
from tests.factories.workflows import launch, one_task
from workflows import seals
from workflows.models import HistoryCheck, Queue
from workflows.worker import Worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    one_task()
    launch()
    seals.seal()
    client.force_login(operator)
    return client


def read(desk: Client) -> str:
    return desk.get("/incidents/history/").content.decode()


def test_it_runs_in_the_background_and_its_result_stays(desk: Client) -> None:
    assert "Never verified" in read(desk)
    page = desk.post("/incidents/history/verify/", follow=True).content.decode()
    assert "0 of 1 seals proved" in page
    Worker(queues=[Queue.BULK]).drain()
    assert ">Holds</span>" in read(desk)
    assert "Otto Maes" in read(desk)


def test_it_is_stopped_from_the_page(desk: Client) -> None:
    desk.post("/incidents/history/verify/")
    check = HistoryCheck.objects.get()
    assert (
        "The check is stopped."
        in desk.post(f"/incidents/history/{check.pk}/stop/", follow=True).content.decode()
    )
    assert ">Stopped</span>" in read(desk)


def test_a_second_one_hears_that_one_runs(desk: Client) -> None:
    desk.post("/incidents/history/verify/")
    page = desk.post("/incidents/history/verify/", follow=True).content.decode()
    assert "The history is being verified already." in page


def test_another_role_verifies_nothing(client: Client) -> None:
    client.force_login(make_user("anna", "caseworker"))
    assert client.post("/incidents/history/verify/").status_code == 403
