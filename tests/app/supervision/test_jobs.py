"""Operators see the workers' jobs, try one now or stop it, with a reason and a look beforehand."""

from datetime import timedelta

import pytest
from django.test import Client

from app.accounts.models import User
from tests.workflows.jobs import offered
from tests.workflows.jobs.models import given, one_call, publish
from workflows import actors, api, clock
from workflows.models import Incident, Job, JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client: Client, operator: User) -> Client:
    client.force_login(operator)
    return client


@pytest.fixture
def job(db: None) -> Job:
    assert offered.book is not None  # read, so that its operation is known
    publish("sample", *one_call("trial.book", given("amount", "1")))
    api.start("sample", {}, by=actors.system("test"), case_ref="S-2026-000001")
    Job.objects.update(due_at=clock.now() + timedelta(hours=1), attempts=2)
    return Job.objects.get()


def post(desk: Client, job: Job, action: str, **data: str) -> str:
    given = {"action": action, "reason": "the line is back", **data}
    return desk.post(f"/incidents/jobs/{job.pk}/", given, follow=True).content.decode()


def test_the_list_tells_operation_queue_and_attempts(desk: Client, job: Job) -> None:
    page = desk.get("/incidents/jobs/").content.decode()
    assert "trial.book" in page
    assert f'href="/incidents/jobs/{job.pk}/"' in page
    assert '<td class="number">2</td>' in page


def test_filters_narrow_by_state_and_operation(desk: Client, job: Job) -> None:
    link = f'href="/incidents/jobs/{job.pk}/"'
    assert link in desk.get("/incidents/jobs/?state=ready&operation=trial.book").content.decode()
    assert link not in desk.get("/incidents/jobs/?state=failed").content.decode()
    assert link not in desk.get("/incidents/jobs/?operation=other").content.decode()


def test_what_is_over_is_listed_when_asked_for(desk: Client, job: Job) -> None:
    Job.objects.update(state=JobState.DONE, done_at=clock.now())
    link = f'href="/incidents/jobs/{job.pk}/"'
    assert link not in desk.get("/incidents/jobs/").content.decode()
    assert link in desk.get("/incidents/jobs/?state=done").content.decode()


def test_a_job_is_stopped_only_when_confirmed(desk: Client, job: Job) -> None:
    assert "It is tried no more." in post(desk, job, "stop")
    assert Job.objects.get().state == JobState.READY
    post(desk, job, "stop", confirmed="1")
    assert Incident.objects.get().job_id == job.pk


def test_a_job_is_tried_now(desk: Client, job: Job) -> None:
    post(desk, job, "try", confirmed="1")
    assert Job.objects.get().due_at <= clock.now()


def test_a_job_a_worker_has_is_left_alone(desk: Client, job: Job) -> None:
    Job.objects.update(state=JobState.LOCKED, lock_owner="w1", locked_until=clock.now())
    assert "A worker is doing it now" in desk.get(f"/incidents/jobs/{job.pk}/").content.decode()
    assert "A worker is doing this job now" in post(desk, job, "stop", confirmed="1")


def test_the_page_shows_no_inputs_of_the_case(desk: Client, job: Job) -> None:
    Job.objects.update(inputs={"name": "Lucas Maes"}, last_error="ValueError: 85073003328")
    page = desk.get(f"/incidents/jobs/{job.pk}/").content.decode()
    assert "Lucas" not in page
    assert "85073003328" not in page
