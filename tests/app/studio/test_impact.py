"""Where the running cases of a version wait: with people, for time, for others, and for the machines."""

import pytest

from app.studio.impact import count_places, count_running
from tests.factories.cases import make_user
from tests.factories.shipped import wait_for_information
from workflows.models import Job, ProcessInstance

pytestmark = pytest.mark.django_db


def test_a_case_is_counted_where_it_waits_and_for_its_job_too() -> None:
    case = wait_for_information(make_user("anna", "caseworker"))
    instance = ProcessInstance.objects.get(case_ref=case.reference)
    job = Job.objects.filter(instance=instance).order_by("-pk")[0]
    Job.objects.filter(pk=job.pk).update(state="ready")
    places = count_places(instance.version_id)
    assert count_running(instance.version_id) == 1
    assert places[job.node_id] == 1
