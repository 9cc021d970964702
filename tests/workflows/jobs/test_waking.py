"""Hints: sent after the commit, worth nothing but time."""

import pytest
from django.conf import LazySettings
from kombu.exceptions import OperationalError
from pytest_django import DjangoCaptureOnCommitCallbacks

from tests.workflows.jobs.models import one_call, publish
from workflows import actors, api, hints, jobs

pytestmark = pytest.mark.django_db
BY = actors.system("test")


class Broker:
    """Notes what was sent, or is down."""

    def __init__(self, *, down: bool = False) -> None:
        self.down = down
        self.sent: list[tuple[str, object]] = []

    def send_task(self, name: str, *, args: list[str], queue: str, **options: object) -> None:
        if self.down:
            raise OperationalError("no broker")
        assert options["retry"] is False
        self.sent.append((queue, args))


BROKER = Broker()


@pytest.fixture
def broker(settings: LazySettings) -> Broker:
    settings.EXECUTOR = "celery"
    settings.CELERY_APP = f"{__name__}.BROKER"
    BROKER.down, BROKER.sent = False, []
    return BROKER


def test_a_new_job_sends_one_hint_for_its_queue(
    broker: Broker, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    publish("sample", *one_call("trial.book"))
    with django_capture_on_commit_callbacks(execute=True):
        api.start("sample", {}, by=BY)
    assert broker.sent == [("operations", ["operations"])]


def test_a_broker_that_is_down_fails_nobody(
    broker: Broker, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    broker.down = True
    publish("sample", *one_call("trial.book"))
    with django_capture_on_commit_callbacks(execute=True):
        assert api.start("sample", {}, by=BY).rev == 1


def test_after_the_first_failure_no_further_hint_is_tried(broker: Broker) -> None:
    broker.down = True
    assert hints.publish(["operations", "letters"]) == 0


def test_waking_nobody_sends_nothing(broker: Broker) -> None:
    jobs.wake([])
    assert broker.sent == []
