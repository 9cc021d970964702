"""An operator has a job tried at once or stops its attempts; the case never waits for nothing."""

from datetime import timedelta

import pytest

from tests.workflows.jobs import offered
from tests.workflows.jobs.models import given, one_call, publish
from workflows import actors, api, clock, invariants
from workflows.errors import JobOver, JobRunning, ReasonMissing
from workflows.models import HistoryEvent, Incident, Job, JobState, ProcessInstance
from workflows.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_frozen")]
OTTO = actors.operator(1, "Otto")


@pytest.fixture
def resting(db: None) -> Job:
    """A job of a case that rests an hour before its next try."""
    assert offered.book is not None  # read, so that its operation is known
    publish("sample", *one_call("trial.book", given("amount", "1")))
    api.start("sample", {}, by=actors.system("test"))
    Job.objects.update(due_at=clock.now() + timedelta(hours=1), attempts=1)
    return Job.objects.get()


def test_a_resting_job_is_tried_at_once(resting: Job, worker: Worker) -> None:
    worker.drain()
    assert Job.objects.get().state == JobState.READY
    api.try_job_now(resting.pk, "the line is back", by=OTTO)
    worker.drain()
    assert Job.objects.get().state == JobState.DONE
    assert HistoryEvent.objects.get(kind="job_hastened").data["reason"] == "the line is back"


def test_a_stopped_job_leaves_an_incident_to_decide(resting: Job, worker: Worker) -> None:
    api.stop_job(resting.pk, "it would pay twice", by=OTTO)
    worker.drain()
    incident = Incident.objects.get()
    assert (incident.kind, incident.job_id, incident.node_id) == ("operation_failed", resting.pk, "booked")
    assert HistoryEvent.objects.get(kind="job_stopped").actor == str(OTTO)
    assert list(invariants.check(everything=True)) == []


def test_a_stopped_job_tried_again_closes_its_incident(resting: Job, worker: Worker) -> None:
    api.stop_job(resting.pk, "it would pay twice", by=OTTO)
    api.try_job_now(resting.pk, "it would not", by=OTTO)
    worker.drain()
    assert Incident.objects.get().state == "resolved"
    assert Job.objects.get().state == JobState.DONE


def test_what_a_worker_is_doing_is_left_to_it(resting: Job) -> None:
    Job.objects.update(state=JobState.LOCKED, lock_owner="w1", locked_until=clock.now())
    with pytest.raises(JobRunning):
        api.stop_job(resting.pk, "too late", by=OTTO)


def test_a_stopped_job_is_not_stopped_twice(resting: Job) -> None:
    api.stop_job(resting.pk, "it would pay twice", by=OTTO)
    with pytest.raises(JobOver):
        api.stop_job(resting.pk, "again", by=OTTO)
    assert Incident.objects.count() == 1


def test_no_job_is_stopped_without_a_reason(resting: Job) -> None:
    with pytest.raises(ReasonMissing):
        api.stop_job(resting.pk, "", by=OTTO)


def test_work_of_no_case_is_dropped_for_good(resting: Job) -> None:
    Job.objects.update(instance=None)
    assert api.stop_job(resting.pk, "not needed", by=OTTO).state == JobState.CANCELLED
    assert "not needed" in Job.objects.get().last_error
    assert not Incident.objects.exists()


def test_a_stopped_step_still_shows_where_its_case_stands(resting: Job) -> None:
    api.stop_job(resting.pk, "it would pay twice", by=OTTO)
    assert ProcessInstance.objects.get().status == "active"
