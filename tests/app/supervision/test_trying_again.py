"""An operation that failed is tried again, or its result is given by hand; nothing is called done before it is."""

from decimal import Decimal

import pytest
from django.test import Client

from app.accounts.models import User
from app.cases import timeline
from app.cases.wording import find_wording
from tests.factories.cases import make_user
from tests.workflows.jobs import offered
from tests.workflows.jobs.models import given, kept, one_call, publish
from workflows import actors, api
from workflows.incident_reports import open_incident
from workflows.models import HistoryEvent, HumanTask, Incident, Job, JobState, ProcessInstance
from workflows.worker import Worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def failed(db: None) -> Incident:
    """The operation `trial.book` of a case has been given up; it would have given an amount and a key."""
    assert offered.book  # read, so that its operation is known
    publish("sample", *one_call("trial.book", given("amount", "1"), kept("booked_amount", "result.amount")))
    instance = api.start("sample", {}, by=actors.system("test"))
    Job.objects.update(state=JobState.FAILED)
    job = Job.objects.get()
    return open_incident(
        "operation_failed", "ConnectionError: no line", instance_id=instance.pk, job_id=job.pk,
        node_id="booked", engine_token=job.engine_job,
    )  # fmt: skip


def repair(desk: Client, incident: Incident, action: str, **data: str) -> str:
    given = {"action": action, "reason": "the line is back", **data}
    return desk.post(f"/incidents/{incident.pk}/", given, follow=True).content.decode()


def tell(instance: ProcessInstance) -> list[tuple[str, str]]:
    told = timeline.tell(
        HistoryEvent.objects.filter(instance_id=instance.pk).order_by("id"),
        find_wording(instance.version_id),
        "en",
    )
    return [(entry.text, entry.note) for entry in told]


def test_trying_again_does_not_say_resolved_before_it_is(desk: Client, failed: Incident) -> None:
    page = repair(desk, failed, "retry")
    assert "It is tried again now. If it fails again, a new incident opens." in page
    assert "The incident is resolved." not in page
    assert "its outcome is not known yet" in desk.get(f"/incidents/{failed.pk}/").content.decode()


def test_the_outcome_of_trying_again_is_told_once_it_is_known(desk: Client, failed: Incident) -> None:
    repair(desk, failed, "retry")
    Worker().drain()
    assert "It was tried again and succeeded." in desk.get(f"/incidents/{failed.pk}/").content.decode()


def test_the_history_tells_the_stop_and_the_retry(desk: Client, failed: Incident) -> None:
    repair(desk, failed, "retry")
    assert failed.instance is not None
    told = tell(failed.instance)
    assert ("An operator had it tried again: Booked", "the line is back") in told
    assert ("Stopped: Booked", "") in told


def test_the_result_is_asked_for_thing_by_thing(desk: Client, failed: Incident) -> None:
    page = desk.get(f"/incidents/{failed.pk}/").content.decode()
    assert 'name="result-amount"' in page
    assert 'name="result-key"' in page
    assert 'name="result"' not in page


def test_a_result_given_by_hand_goes_on_with_it(desk: Client, failed: Incident) -> None:
    repair(desk, failed, "complete", **{"result-amount": "12.50", "result-key": "K1"})
    assert failed.instance is not None
    assert api.read_variables(failed.instance.pk)["booked_amount"] == Decimal("12.50")
    assert HumanTask.objects.get(state="ready").node_id == "checked"
    assert ("An operator gave the result by hand: Booked", "the line is back") in tell(failed.instance)


def test_an_amount_that_is_no_number_is_refused_at_its_field(desk: Client, failed: Incident) -> None:
    page = repair(desk, failed, "complete", **{"result-amount": "a lot"})
    assert 'id="id_result-amount_error"' in page
    assert Incident.objects.get().state == "open"


def test_another_role_repairs_nothing(client: Client, failed: Incident) -> None:
    client.force_login(make_user("anna", "caseworker"))
    assert client.post(f"/incidents/{failed.pk}/", {"action": "retry"}).status_code == 403
